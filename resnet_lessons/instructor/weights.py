"""Trains the network that ships with the package: `make weights`, a few minutes on two cores."""

import json
import sys
from pathlib import Path

import keras

from resnet_lessons.data import fashion_mnist
from resnet_lessons.model import ResNetModel
from resnet_lessons.own_network import RECORDED, EpochLines
from resnet_lessons.training import small_network, train

SEED = 2016
NUM_BLOCKS = 5
EPOCHS = 8


def main():
    """Trains, saves the network without its optimizer, and notes how well it does."""
    keras.utils.set_random_seed(SEED)
    host = ResNetModel(min_aspect_dim=28, resize_dim=28, num_layers=18, output_size=10)
    model = small_network(host, NUM_BLOCKS)
    curves = train(model, fashion_mnist(), EPOCHS, SEED, [EpochLines(EPOCHS)])
    # A fresh model over the same layers has no optimizer state to save.
    keras.Model(model.inputs, model.outputs, name="small_residual").save(RECORDED)
    facts = {
        "seed": SEED,
        "blocks_per_layer": NUM_BLOCKS,
        "epochs": EPOCHS,
        "training_accuracy": round(float(curves["accuracy"][-1]), 4),
        "test_accuracy": round(curves["test_accuracy"], 4),
    }
    Path(RECORDED).with_suffix(".json").write_text(json.dumps(facts, indent=2) + "\n")
    print(f"{RECORDED}: test accuracy {facts['test_accuracy']:.1%}")


if __name__ == "__main__":
    sys.exit(main())
