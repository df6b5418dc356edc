"""Trains the networks that ship with the package: `make weights`, several minutes on two cores."""

import argparse
import json
import sys
from pathlib import Path

import keras

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.trained_networks import NETWORKS
from resnet_lessons.network.named_points import named_points
from resnet_lessons.training.callbacks import EpochLines
from resnet_lessons.training.fit import small_network, train

SEED = 2016
NUM_BLOCKS = 5
EPOCHS = 8


class PlainNetwork(ResNetModel):
    """The network of the lessons with its shortcuts cut: a chain of pre-activated convolutions."""

    @named_points("regular_block")
    def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        """A regular block's residual branch alone; arguments and shapes as in `ResNetModel`."""
        # The projection is made and left out: so the other weights start at the same values as the
        # residual network's.
        shortcut_params = (shortcut_filters, strides)
        outputs, _ = self.pre_activation_with_shortcut(inputs, is_training, shortcut_params)
        outputs = self.custom_conv2d(outputs, filters, 3, strides)
        return self.custom_conv2d(self.pre_activation(outputs, is_training), filters, 3, 1)


# Name of the network -> the recipe of its blocks.
HOSTS = {"small_residual": ResNetModel, "small_plain": PlainNetwork}


def untrained(name, seed=SEED):
    """One of the networks as training starts with it; both start from the same seed.

    Args:
        name: "small_residual" or "small_plain".
        seed: of the weights.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits
    """
    keras.utils.set_random_seed(seed)
    host = HOSTS[name](min_aspect_dim=28, resize_dim=28, num_layers=18, output_size=10)
    return small_network(host, NUM_BLOCKS)


def make(name, folder):
    """Trains one network, saves it without its optimizer, and notes how well it does.

    Args:
        name: as in `untrained`.
        folder: that takes `<name>.keras` and `<name>.json`.
    """
    print(f"{name}, seed {SEED}:", flush=True)
    with keras.device("cpu:0"):
        model = untrained(name)
        curves = train(model, fashion_mnist(), EPOCHS, SEED, [EpochLines(EPOCHS)])
    # A fresh model over the same layers has no optimizer state to save.
    keras.Model(model.input, model.output, name=name).save(folder / f"{name}.keras")
    facts = {
        "made_by": "python -m resnet_lessons.instructor.weights",
        "images": "the shipped 6,000 training and 1,000 test images of Fashion-MNIST",
        "seed": SEED,
        "blocks_per_layer": NUM_BLOCKS,
        "epochs": EPOCHS,
        "training_accuracy": round(float(curves["accuracy"][-1]), 4),
        "test_accuracy": round(curves["test_accuracy"], 4),
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "device": "CPU",
    }
    (folder / f"{name}.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(f"{folder / name}.keras: test accuracy {facts['test_accuracy']:.1%}", flush=True)


def main(arguments=None):
    """Trains the networks named, or both."""
    parser = argparse.ArgumentParser(prog="weights", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NETWORK", help=f"of {', '.join(HOSTS)}")
    parser.add_argument("--folder", type=Path, default=NETWORKS, help="that takes the files")
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for name in chosen.names or HOSTS:
        make(name, chosen.folder)


if __name__ == "__main__":
    sys.exit(main())
