"""Runs chapter 6's experiments with three seeds each and keeps their arrays."""

import functools

from resnet_lessons.experiments import (
    block_starts,
    residual_streams,
    residual_sum,
    signal_size,
    stochastic_depth,
)
from resnet_lessons.instructor import recorded_experiments
from resnet_lessons.instructor.recorded_experiments import SEEDS, record

_TRAINING = {"seeds": SEEDS, "epochs": 2, "images": 6000}
_OWN = "trained in this run"


def record_residual_sum():
    """Three trained networks of twenty blocks, written out as sums."""
    experiment = functools.partial(residual_sum.run, network=recorded_experiments.twenty_blocks)
    networks = f"residual, 42 layers, {recorded_experiments.EPOCHS} epochs"
    record("residual_sum", experiment, {"seeds": SEEDS, "images": 128}, networks=networks)


def record_signal_size():
    """Untrained networks with and without shortcuts and batch normalisation."""
    record("signal_size", signal_size.run, {"seeds": SEEDS, "blocks": signal_size.BLOCKS})


def record_block_starts():
    """Networks of twenty blocks from every start."""
    settings = {"starts": tuple(block_starts.STARTS), **_TRAINING}
    record("block_starts", block_starts.run, settings, networks=_OWN)


def record_stochastic_depth():
    """Networks of ten blocks, trained with and without stochastic depth and then cut."""
    record("stochastic_depth", stochastic_depth.run, _TRAINING, networks=_OWN)


def record_residual_streams():
    """Transformers of ten branches, trained and then cut."""
    record("residual_streams", residual_streams.run, {**_TRAINING, "epochs": 3}, networks=_OWN)


RUNS = {
    "residual_sum": record_residual_sum,
    "signal_size": record_signal_size,
    "block_starts": record_block_starts,
    "stochastic_depth": record_stochastic_depth,
    "residual_streams": record_residual_streams,
}
