"""Runs what takes long once and keeps the arrays: `make recorded`, three quarters of an hour.

Chapter 1's races stand here, chapter 4's run in `recorded_learning.py`, chapter 5's experiments in
`recorded_experiments.py`, chapter 6's in `recorded_later.py`.

`make recorded RUNS=identity_race` runs one of them.
"""

import argparse
import sys

import keras
import numpy as np

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.recorded_runs import COPY_BLOCKS, COPY_SCALES, RECORDED
from resnet_lessons.experiments.races import (
    DEEP,
    EXTRA,
    SHALLOW,
    copy_race,
    degradation,
    growth,
    logits,
    residual_branch,
    twenty_blocks,
    weight_layers,
    whole,
)
from resnet_lessons.instructor import recorded_experiments, recorded_later, recorded_learning
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.provenance import in_single_precision, save_run
from resnet_lessons.student.chapter5 import norms_before_training

SEED = 0
EPOCHS = 3
SCALES = (0.0, 0.1, 0.25, 0.5, 1.0)
COPY_STEPS = 150
_GARMENTS = "the shipped 6,000 training and 1,000 test images of Fashion-MNIST, at 14x14"


def record_degradation():
    """Plain and residual networks of two depths; the deep residual one is kept for growing."""
    arrays = {}
    for num_blocks in (SHALLOW, DEEP):
        for kind in ("plain", "residual"):
            name = f"{kind}_{weight_layers(num_blocks)}"
            keep = _keep if name == f"residual_{weight_layers(DEEP)}" else None
            found = degradation(num_blocks, kind == "residual", EPOCHS, SEED, keep=keep)
            arrays |= {f"{name}_{key}": np.asarray(value) for key, value in found.items()}
            _say(name, {key: value for key, value in found.items() if key != "loss"})
    _save("degradation", arrays, {"epochs": EPOCHS, "batch_size": 64})


def record_growth():
    """Twenty trained blocks become 25, with and without shortcuts, and train on."""
    test_images = fashion_mnist().test_images
    arrays = {}
    for name, make in _GROWN.items():
        body, head = twenty_blocks()
        before = logits(whole(body, head), test_images)
        keras.utils.set_random_seed(SEED)
        extra_blocks = [residual_branch() for _ in range(EXTRA if name != "alone" else 0)]
        grown = make(body, head, extra_blocks)
        found = growth(grown, before, seed=SEED + 1)
        arrays |= {f"{name}_{key}": np.asarray(value) for key, value in found.items()}
        _say(name, {key: value for key, value in found.items() if key != "loss"})
    arrays |= {"scales": np.array(SCALES), "accuracy_by_scale": _by_scale(test_images)}
    _save("growth", arrays, {"epochs": 1, "batch_size": 64, "extra_blocks": EXTRA})


def _grow(body, head, extra_blocks):
    return compiled(without_markers(answer("grow")), "grow")(body, head, extra_blocks)


def _grow_without_shortcuts(body, head, extra_blocks):
    zero_mapping = compiled(without_markers(answer("zero_mapping")), "zero_mapping")
    outputs = body.output
    for branch in extra_blocks:
        outputs = zero_mapping(branch)(outputs)
    return keras.Model(body.input, head(outputs))


# "alone" trains the twenty blocks on as they are, for comparison.
_GROWN = {"grown": _grow, "plain": _grow_without_shortcuts, "alone": _grow}


def _by_scale(test_images):
    """Test accuracy of a network grown with new branches at a share of their random weights."""
    labels = fashion_mnist().test_labels
    body, head = twenty_blocks()
    keras.utils.set_random_seed(SEED)
    branches = [residual_branch() for _ in range(EXTRA)]
    last = [branch.layers[-1].kernel for branch in branches]
    random = [keras.ops.convert_to_numpy(kernel) for kernel in last]
    grown = _grow(body, head, branches)
    accuracies = []
    for scale in SCALES:
        for kernel, value in zip(last, random, strict=True):
            kernel.assign(scale * value)
        accuracies.append(np.mean(logits(grown, test_images).argmax(-1) == labels))
    return np.array(accuracies)


def record_identity_race():
    """Plain and residual networks learn to copy, at several depths and scales of the first weights."""
    rows = []
    for blocks in COPY_BLOCKS:
        for scale in COPY_SCALES:
            race = copy_race(blocks, scale, COPY_STEPS, SEED)
            rows.append(_as_differences(race))
            errors = [f"{kind} {rows[-1][f'{kind}_error']:.2g}" for kind in ("plain", "residual")]
            print(f"{blocks} blocks, scale {scale}: errors {', '.join(errors)}", flush=True)
    shape = (len(COPY_BLOCKS), len(COPY_SCALES))
    arrays = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    arrays = {name: array.reshape(shape + array.shape[1:]) for name, array in arrays.items()}
    settings = {"steps": COPY_STEPS, "blocks": COPY_BLOCKS, "scales": COPY_SCALES}
    patches = (
        "patches of the shipped photograph, 16 for each step, and a part of it that none shows"
    )
    _save("identity_race", arrays | {"image": race["image"]}, settings, patches)


def record_norms_before_training():
    """How large the gradient is in each block of the small networks that have learnt nothing yet."""
    measure = compiled(without_markers(answer("gradient_norms")), "gradient_norms")
    norms = dict(zip(("plain", "residual"), norms_before_training(measure), strict=True))
    arrays = {kind: np.array(list(found.values())) for kind, found in norms.items()}
    _say("norms before training", arrays)
    _save("norms_before_training", arrays, {}, "the first 128 training images of Fashion-MNIST")


def _as_differences(race):
    """A race with each copy's mean squared error, and its difference in units of that one's root."""
    row = {name: race[name] for name in ("plain_loss", "residual_loss")}
    for kind in ("plain", "residual"):
        difference = race[f"{kind}_copy"].astype("float64") - race["image"]
        row[f"{kind}_error"] = np.mean(difference**2)
        row[f"{kind}_difference"] = (difference / np.sqrt(row[f"{kind}_error"])).astype("float16")
    return row


def _keep(model):
    """Keeps the trained network, in its two parts and without an optimizer."""
    head = model.get_layer("head")
    body = keras.Model(model.input, head._inbound_nodes[-1].input_tensors[0], name="body")
    kept = keras.Input((28, 28, 1), name="images")
    keras.Model(kept, head(body(kept)), name="twenty_blocks").save(RECORDED / "twenty_blocks.keras")


def _save(name, arrays, settings, images=_GARMENTS):
    facts = settings | {
        "made_by": "python -m resnet_lessons.instructor.recorded",
        "images": images,
        "seed": SEED,
    }
    arrays = {key: in_single_precision(np.asarray(array)) for key, array in arrays.items()}
    size = save_run(RECORDED, name, arrays, facts)
    print(f"{RECORDED / name}.npz: {size:,} bytes")


def _say(name, found):
    print(name, {key: np.round(value, 4).tolist() for key, value in found.items()}, flush=True)


_RUNS = {
    "degradation": record_degradation,
    "growth": record_growth,
    "identity_race": record_identity_race,
    "norms_before_training": record_norms_before_training,
    **recorded_learning.RUNS,
    **recorded_experiments.RUNS,
    **recorded_later.RUNS,
}


def main(arguments=None):
    """Records the runs named, or all."""
    parser = argparse.ArgumentParser(prog="recorded", description=__doc__)
    parser.add_argument("runs", nargs="*", metavar="RUN", help=f"of {', '.join(_RUNS)}")
    runs = parser.parse_args(arguments).runs or list(_RUNS)
    if unknown := set(runs) - set(_RUNS):
        parser.error(f"no such run: {', '.join(sorted(unknown))}")
    for name in runs:
        with keras.device("cpu:0"):
            _RUNS[name]()


if __name__ == "__main__":
    sys.exit(main())
