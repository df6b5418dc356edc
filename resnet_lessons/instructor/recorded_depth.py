"""Trains deep networks long enough that depth can help, and keeps what came: `make recorded-depth`.

Hours on two cores. The networks are those of He et al. 2015, section 4.2 (6n + 2 weight layers, three block
layers of n blocks), with a quarter of the paper's filters, so that they lack what depth can give,
on all 60,000 images of Fashion-MNIST. As in the course's network, the image is a quarter as wide and high when
it reaches the first sum. Each network is kept after each epoch in a folder outside the package, so that the
same command goes on where it was stopped; finished networks are not trained again. At last the loss is walked
around the deepest pairs.
"""

import argparse
import functools
import sys
import time
from pathlib import Path

import keras
import numpy as np

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data.images import GARMENTS, ImageSet, conventional
from resnet_lessons.data.online import download
from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.experiments import loss_surface
from resnet_lessons.experiments.long_results import DepthThatHelps
from resnet_lessons.experiments.work import KINDS
from resnet_lessons.instructor.datasets import full_set
from resnet_lessons.instructor.provenance import arrays_of, save_run
from resnet_lessons.instructor.recorded_experiments import ProgressLines
from resnet_lessons.instructor.weights import PlainNetwork
from resnet_lessons.machine.files import written_whole
from resnet_lessons.training.fit import small_network
from resnet_lessons.training.long_run import CURVES, Recipe, train_on

NAME = "depth_that_helps"
SURFACE = "loss_surface_56"
DEPTHS = (8, 20, 56)
SEEDS = (0, 1, 2)
_IMAGES_OF_A_SURFACE = 256
# Filters and strides of the three block layers; the stem halves 28x28 to 14x14, and each of them once more.
BLOCK_LAYERS = ((4, 2), (8, 2), (16, 2))
# Where Debian's package dataset-fashion-mnist puts the four files.
DEBIAN = Path("/usr/share/datasets/fashion-mnist")
KEPT = Path.home() / ".cache" / "resnet-lessons" / NAME
HOSTS = dict(zip(KINDS, (PlainNetwork, ResNetModel), strict=True))


def untrained(kind, depth, seed):
    """A network as training starts with it; both kinds start with the same weights.

    Args:
        kind: one of `work.KINDS`.
        depth: 6n + 2 weight layers, projections not counted, as in the paper.
        seed: of the weights.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits
    """
    keras.utils.set_random_seed(seed)
    host = HOSTS[kind](min_aspect_dim=28, resize_dim=28, num_layers=18, output_size=10)
    return small_network(host, (depth - 2) // 6, block_layers=BLOCK_LAYERS)


def all_images():
    """All 60,000 + 10,000 images: from Debian's package, or else from the internet."""
    if not DEBIAN.is_dir():
        return download("fashion_mnist")
    arrays = full_set(DEBIAN)
    train = conventional(arrays["train_images"], arrays["train_labels"])
    test = conventional(arrays["test_images"], arrays["test_labels"])
    return ImageSet("Fashion-MNIST", *train, *test, GARMENTS)


def record(kept, image_set, recipe, depths=DEPTHS, seeds=SEEDS, kinds=KINDS[::-1], folder=RECORDED):
    """Trains every network that is not finished, and records after each what there is.

    Args:
        kept: `Path` of the folder in which networks are kept while they train.
        image_set: `ImageSet`
        recipe: `Recipe`
        depths, seeds, kinds: of the networks, in the order in which they are trained.
        folder: `Path` that takes the recorded run.

    Returns:
        `DepthThatHelps`
    """
    shape = len(seeds), len(KINDS), len(depths)
    curves = {name: np.full((*shape, recipe.epochs), np.nan) for name in CURVES}
    training, result, clock = np.full((2, *shape), np.nan), None, _Clock(kept)
    for kind in kinds:
        for seed_place, seed in enumerate(seeds):
            for depth_place, depth in enumerate(depths):
                place = seed_place, KINDS.index(kind), depth_place
                run = train_on(
                    functools.partial(untrained, kind, depth, seed),
                    image_set,
                    recipe,
                    seed,
                    _file(kept, kind, depth, seed),
                    functools.partial(_tell, clock, kind, depth, seed),
                )
                for name in CURVES:
                    curves[name][place] = run.curves[name]
                training[(slice(None), *place)] = run.training
                result = DepthThatHelps(
                    np.array(seeds), np.array(depths), **curves,
                    training_loss=training[0], training_accuracy=training[1],
                    complete=not np.isnan(training).any(),
                )  # fmt: skip
                _save(result, image_set, recipe, clock.seconds, folder)
    return result


def _file(kept, kind, depth, seed):
    return kept / f"{kind}_{depth}_seed{seed}.npz"


def record_surface(
    kept, image_set, recipe, depth=DEPTHS[-1], seeds=SEEDS, folder=RECORDED, **finer
):
    """Walks around the pairs of trained networks of one depth, and keeps the losses.

    Args:
        kept, image_set, recipe, seeds, folder: as `record` was given them, and all networks are trained.
        depth: of the pairs.
        finer: settings of `loss_surface.run` other than its own.
    """

    def network(seed, kind):
        model = untrained(kind, depth, seed)
        path = _file(kept, kind, depth, seed)
        model.set_weights(train_on(None, image_set, recipe, seed, path).weights)
        return model

    settings = {"seeds": seeds, "images": _IMAGES_OF_A_SURFACE, **finer}
    began = time.process_time()
    result = loss_surface.run(**settings, network=network, report=ProgressLines())
    if not result.complete:
        raise KeyboardInterrupt("the walk was stopped, so its losses were not saved")
    facts = {
        "command": "make recorded-depth",
        "images": "the shipped training images of Fashion-MNIST",
        "networks": f"the pairs of {depth} layers of {NAME}",
        "settings": settings,
        "seeds": seeds,
        "processor_seconds": round(time.process_time() - began),
    }
    save_run(folder, SURFACE, arrays_of(result), facts)


class _Clock:
    """Seconds of the processor that a run has taken, all its parts together.

    Args:
        kept: `Path` of the folder in which the number is kept.

    Attributes:
        seconds: float, as of the last `count`.
    """

    def __init__(self, kept):
        self._file, self._last = kept / "processor_seconds.txt", time.process_time()
        self.seconds = float(self._file.read_text()) if self._file.exists() else 0.0

    def count(self):
        """Adds what this process has taken since."""
        now = time.process_time()
        self.seconds, self._last = self.seconds + now - self._last, now
        with written_whole(self._file) as file:
            file.write(f"{self.seconds:.1f}".encode())


def _tell(clock, *what):
    clock.count()
    _say(*what)


def _say(kind, depth, seed, epoch, run):
    loss, test_loss, accuracy = (run.curves[name][epoch - 1] for name in CURVES)
    print(
        f"{time.strftime('%H:%M')} {kind}, {depth} layers, seed {seed}: epoch {epoch}, loss {loss:.4f}, "
        f"test loss {test_loss:.4f}, {accuracy:.2%} of the test images right",
        flush=True,
    )


def _save(result, image_set, recipe, seconds, folder):
    facts = {
        "command": "make recorded-depth",
        "images": f"{len(image_set.train_images):,} training and {len(image_set.test_images):,} test "
        "images of Fashion-MNIST",
        "networks": "6n + 2 weight layers, three block layers of 4, 8 and 16 filters",
        "settings": {
            "depths": result.depths.tolist(),
            "epochs": recipe.epochs,
            "images": len(image_set.train_images),
            "optimizer": "SGD",
            "batch_size": recipe.batch_size,
            "learning_rate": recipe.learning_rate,
            "schedule": "a tenth from half of the epochs on, a hundredth from three quarters on",
            "momentum": recipe.momentum,
            "weight_decay": recipe.weight_decay,
            "augmentation": "none",
        },
        "seeds": result.seeds.tolist(),
        "processor_seconds": round(seconds),
    }
    save_run(folder, NAME, arrays_of(result), facts)


def main(arguments=None):
    """Trains on to the end, then walks around the deepest networks."""
    parser = argparse.ArgumentParser(prog="recorded_depth", description=__doc__)
    parser.add_argument("--kept", type=Path, default=KEPT, help="folder of the unfinished networks")
    parser.add_argument("--out", type=Path, default=RECORDED, help="folder of the recorded run")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs, help="name another --kept too")
    options = parser.parse_args(arguments)
    with keras.device("cpu:0"):
        every = options.kept, all_images(), Recipe(options.epochs)
        record(*every, folder=options.out)
        record_surface(*every, folder=options.out)


if __name__ == "__main__":
    sys.exit(main())
