"""Results of chapter 6's experiments as the figures take them, made up and small."""

from types import SimpleNamespace

import numpy as np

from tests.figures.experiment_samples import around


def residual_sum(seeds=3):
    """Five blocks: the shortcut carries ten times what a branch adds."""
    growth = 1 + np.arange(seeds)[:, None] / 10
    return SimpleNamespace(
        seeds=np.arange(seeds), features=growth * np.linspace(100, 300, 6),
        branches=growth * np.linspace(10, 30, 5), feature_gap=np.full(seeds, 2e-7),
        gradients=growth * np.geomspace(1, 0.1, 6),
        branch_gradients=growth * np.geomspace(0.1, 0.01, 5), gradient_gap=np.full(seeds, 3e-7),
        arrived=growth * np.linspace(2, 1, 6), complete=True,
    )  # fmt: skip


def signal_size(seeds=3, blocks=4):
    """What was predicted, and a little more on each seed."""
    passed, more = np.arange(blocks + 1), 1 + np.arange(seeds)[:, None, None] / 20
    rows = np.array([np.ones(blocks + 1), 2.0**passed, np.ones(blocks + 1), 1.0 + passed])
    return SimpleNamespace(
        seeds=np.arange(seeds), forward=more * rows, backward=(more * rows)[..., ::-1],
        ways=np.array(("plain", "residual", "plain_normalised", "residual_normalised")),
        complete=True,
    )  # fmt: skip


def block_starts(seeds=3, accuracies=(0.8, 0.78, 0.1, 0.6, 0.7)):
    """Five starts and their losses over sixty steps."""
    losses = [np.geomspace(2.5, 2.5 * (1 - accuracy), 60) for accuracy in accuracies]
    found = around(accuracies, seeds=seeds)
    names = ("usual", "zero_gamma", "unnormalised", "skip_init", "fixup")
    return SimpleNamespace(
        seeds=np.arange(seeds), starts=np.array(names[: len(accuracies)]),
        losses=0.1 + around(np.array(losses) / 3, 0.01, seeds), test_accuracy=found,
        training_accuracy=found, training_loss=1 - found, test_loss=1 - found, complete=True,
    )  # fmt: skip


def stochastic_depth(seeds=3):
    """Six branches: with stochastic depth a cut costs less."""
    losses = np.array([np.geomspace(2.5, 0.5, 60), np.geomspace(2.5, 0.7, 60)])
    return SimpleNamespace(
        seeds=np.arange(seeds), survival=np.linspace(0.9, 0.5, 6),
        losses=0.1 + around(losses / 3, 0.01, seeds), whole=around([0.8, 0.78], seeds=seeds),
        dropped=around([np.linspace(0.2, 0.7, 6), np.linspace(0.5, 0.75, 6)], seeds=seeds),
        complete=True,
    )  # fmt: skip


def residual_streams(seeds=3):
    """Two layers, four branches: before the branches the stream grows, after the sums it does not."""
    losses = np.array([np.geomspace(2.5, 0.5, 60), np.geomspace(2.5, 0.7, 60)])
    streams = np.array([np.linspace(0.5, 3, 5), np.ones(5)])
    return SimpleNamespace(
        seeds=np.arange(seeds), branch_names=np.array(("attention", "MLP") * 2),
        losses=0.1 + around(losses / 3, 0.01, seeds), whole=around([0.8, 0.75], seeds=seeds),
        dropped=around([np.linspace(0.2, 0.78, 4), np.linspace(0.1, 0.5, 4)], seeds=seeds),
        streams=np.tile(streams, (seeds, 1, 1)), added=np.full((seeds, 2, 4), 0.7), complete=True,
    )  # fmt: skip
