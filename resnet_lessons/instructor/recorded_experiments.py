"""Runs chapter 5's experiments with three seeds each and keeps their arrays."""

import functools
import time

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.experiments import (
    degradation,
    gradients,
    growth,
    lesion,
    loss_surface,
    path_lengths,
    shattering,
    shortcut_variants,
)
from resnet_lessons.experiments.races import DEEP, deep_network, weight_layers, whole
from resnet_lessons.instructor import weights
from resnet_lessons.instructor.provenance import arrays_of, save_run
from resnet_lessons.training.fit import train

SEEDS = (0, 1, 2)
EPOCHS = 2
# Of the networks of twenty blocks, whichever run trains them.
_TRAINING = {"epochs": EPOCHS, "images": 6000}
_TWENTY_BLOCKS = f"the residual networks of 42 layers of degradation_by_depth, {EPOCHS} epochs"
# The networks that ship, and two pairs more.
TWIN_SEEDS = (weights.SEED, weights.SEED + 1, weights.SEED + 2)
_TWINS = (
    f"seed {weights.SEED}: small_plain.keras and small_residual.keras; the others trained alike, "
    f"{weights.EPOCHS} epochs"
)
_GARMENTS = "the shipped 6,000 training and 1,000 test images of Fashion-MNIST"
_SECONDS_BETWEEN_LINES = 10
# What one run has trained and the next one takes up: {(kind, seed): weights}.
_trained = {}


def record(name, experiment, settings, images=_GARMENTS, networks="untrained at first"):
    """Runs an experiment and saves its arrays and where they came from.

    Args:
        name: of the files.
        experiment: called with the settings and a report.
        settings: keyword arguments of the experiment that JSON can hold, "seeds" among them.
        images: what it was measured on, in words.
        networks: where the run's networks come from, in words.
    """
    wall, processor = time.perf_counter(), time.process_time()
    result = experiment(**settings, report=ProgressLines())
    if not result.complete:
        raise KeyboardInterrupt(f"{name} was stopped, so nothing was saved")
    facts = {
        "command": f"make recorded RUNS={name}",
        "images": images,
        "networks": networks,
        "settings": settings,
        "seeds": settings["seeds"],
        "seconds": round(time.perf_counter() - wall),
        "processor_seconds": round(time.process_time() - processor),
    }
    size = save_run(RECORDED, name, arrays_of(result), facts)
    print(f"{name}: {size:,} bytes", flush=True)


class ProgressLines:
    """Prints how far a run has come, now and then."""

    def __init__(self):
        self._next = 0.0

    def __call__(self, done, total, what):
        if time.perf_counter() >= self._next:
            self._next = time.perf_counter() + _SECONDS_BETWEEN_LINES
            print(f"  {done}/{total} {what}", flush=True)


def record_degradation():
    """Plain and residual networks of four depths; the residual ones of twenty blocks are kept."""
    settings = {"depths": degradation.DEPTHS, "seeds": SEEDS, **_TRAINING}
    record("degradation_by_depth", functools.partial(degradation.run, keep=_keep), settings)


def _keep(seed, kind, depth, model):
    if (kind, depth) == ("residual", weight_layers(DEEP)):
        _trained["twenty blocks", seed] = model.get_weights()


def twenty_blocks(seed):
    """A trained residual network of twenty blocks, from the degradation run or trained now.

    Returns:
        (body, head) as `races.twenty_blocks`
    """
    if ("twenty blocks", seed) not in _trained:
        depth = weight_layers(DEEP)
        degradation.run((depth,), (seed,), kinds=("residual",), keep=_keep, **_TRAINING)
    body, head = deep_network(DEEP, True)
    whole(body, head).set_weights(_trained["twenty blocks", seed])
    return body, head


def twin(seed, kind):
    """A small plain or residual network: the one that ships, or one of another seed.

    Trained as the shipped ones were, unless that was done before.
    """
    if seed == weights.SEED:
        return lesion.shipped(seed, kind)
    model = weights.untrained(f"small_{kind}", seed)
    if (kind, seed) in _trained:
        model.set_weights(_trained[kind, seed])
    else:
        print(f"  {kind} {seed}", flush=True)
        train(model, fashion_mnist(), weights.EPOCHS, seed)
        _trained[kind, seed] = model.get_weights()
    return model


def record_growth():
    """Three networks of twenty blocks grow to 25, each with and without shortcuts."""
    settings = {"seeds": SEEDS, "epochs": 1, "images": 2000, "kinds": growth.KINDS}
    experiment = functools.partial(growth.run, network=twenty_blocks)
    record("growth_by_seed", experiment, settings, networks=_TWENTY_BLOCKS)


def record_gradients():
    """Untrained plain and residual networks of four depths."""
    record("gradients", gradients.run, {"depths": degradation.DEPTHS, "seeds": SEEDS})


def record_shattering():
    """Untrained fully connected networks of five depths, on a line of inputs."""
    settings = {"depths": shattering.DEPTHS, "seeds": SEEDS, "networks": 5}
    record("shattering", shattering.run, settings, images="256 numbers from -2 to 2")


def record_shortcut_variants():
    """Every variant of the shortcut, in a network of twenty blocks."""
    variants = tuple(shortcut_variants.VARIANTS)
    settings = {"variants": variants, "seeds": SEEDS, "epochs": 1, "images": 4000}
    record("shortcut_variants", shortcut_variants.run, settings)


def record_path_lengths():
    """Gradients along single paths of three trained networks of twenty blocks."""
    settings = {"seeds": SEEDS, "samples": 40}
    experiment = functools.partial(path_lengths.run, network=twenty_blocks)
    record("path_lengths", experiment, settings, networks=_TWENTY_BLOCKS)


def record_lesion():
    """Blocks dropped, swapped and repeated in three pairs of trained networks."""
    experiment = functools.partial(lesion.run, network=twin)
    record("lesion", experiment, {"seeds": TWIN_SEEDS}, networks=_TWINS)


def record_loss_surface():
    """The loss around three pairs of trained networks."""
    settings = {"seeds": TWIN_SEEDS, "images": 128}
    experiment = functools.partial(loss_surface.run, network=twin)
    record("loss_surface", experiment, settings, networks=_TWINS)


RUNS = {
    "degradation_by_depth": record_degradation,
    "growth_by_seed": record_growth,
    "gradients": record_gradients,
    "shattering": record_shattering,
    "shortcut_variants": record_shortcut_variants,
    "path_lengths": record_path_lengths,
    "lesion": record_lesion,
    "loss_surface": record_loss_surface,
}
