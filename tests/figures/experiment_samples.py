"""Results of the experiments as the figures take them, made up and small."""

from math import comb
from types import SimpleNamespace

import numpy as np

VARIANTS = ("original", "constant_half", "relu_before", "no_shortcut")
_BLOCKS = tuple(
    f"block_layer{layer}_regular_block{block}" for layer in (1, 2) for block in (0, 1, 2)
)
# Float fields that are no measurements.
_GIVEN = {"inputs", "coordinates", "number_of_paths"}


def stopped(run, share=0.5):
    """The run as it was after a share of its measurements: the rest is NaN."""
    fields = dict(vars(run), complete=False)
    for name, value in fields.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and name not in _GIVEN:
            fields[name] = value.copy()
            fields[name].reshape(-1)[round(share * value.size) :] = np.nan
    return SimpleNamespace(**fields)


def around(middle, spread=0.02, seeds=3):
    """(seeds, ...) around a row of values from 0 to 1."""
    middle = np.asarray(middle, dtype=float)
    noise = np.random.default_rng(0).uniform(-spread, spread, (seeds, *middle.shape))
    return np.clip(middle + noise, 0, 1)


def lesions(seeds=3, residual=0.7, plain=0.12):
    """Two block layers of three blocks; the first block of the second changes the shape."""
    keeps = np.array([True, True, True, False, True, True])
    dropped = around([np.full(6, plain), np.full(6, residual)], seeds=seeds)
    repeated, swapped = dropped.copy(), dropped[..., :5].copy()
    dropped[:, 0, ~keeps] = np.nan
    repeated[..., ~keeps] = np.nan
    swapped[..., ~(keeps[:-1] & keeps[1:])] = np.nan
    together = around([np.full(4, plain), np.linspace(residual, 0.1, 4)], seeds=seeds)
    return SimpleNamespace(
        seeds=np.arange(seeds), block_names=np.array(_BLOCKS), keeps_shape=keeps,
        whole=around([0.8, 0.85], seeds=seeds), dropped=dropped, swapped=swapped,
        repeated=repeated, dropped_together=together, complete=True,
    )  # fmt: skip


def path_lengths(seeds=3, falls=0.3):
    """Eight blocks; along a path the gradient falls by a factor for each."""
    lengths = np.arange(9)
    gradients = falls ** lengths[:, None] * (1 + around(np.zeros((9, 4)), 0.5, seeds))
    return SimpleNamespace(
        seeds=np.arange(seeds), lengths=lengths, gradients=gradients, complete=True,
        number_of_paths=np.array([float(comb(8, length)) for length in lengths]),
    )  # fmt: skip


def gradients(seeds=3):
    """Networks of 6 and 12 layers: plain gradients fall a thousandfold, residual ones twofold."""
    norms = np.full((seeds, 2, 2, 5), np.nan)
    for place, blocks in enumerate((2, 5)):
        norms[:, 0, place, :blocks] = np.geomspace(100, 0.1, blocks)
        norms[:, 1, place, :blocks] = np.geomspace(0.2, 0.1, blocks)
    norms *= 1 + np.arange(seeds)[:, None, None, None] / 10
    return SimpleNamespace(
        seeds=np.arange(seeds), depths=np.array([6, 12]), blocks=np.array([2, 5]),
        of_weights=norms, of_features=norms / 10, complete=True,
    )  # fmt: skip


def shattering(seeds=3):
    """Noise where there are no shortcuts, waves where there are."""
    generator, inputs = np.random.default_rng(0), np.linspace(-2, 2, 64)
    lines = np.empty((seeds, 2, 1, 64))
    lines[:, 0, 0] = 1e5 * generator.standard_normal((seeds, 64))
    lines[:, 1, 0] = np.sin(5 * inputs)
    correlations = np.empty((seeds, 2, 1, 12))
    correlations[:, 0, 0] = np.where(np.arange(12), 0.0, 1.0)
    correlations[:, 1, 0] = 0.8 ** np.arange(12)
    correlations += 0.02 * np.arange(seeds)[:, None, None, None] * (np.arange(12) > 0)
    return SimpleNamespace(
        seeds=np.arange(seeds), networks=np.array(5), depths=np.array([24]), inputs=inputs,
        gradients=lines, autocorrelations=correlations, complete=True,
    )  # fmt: skip


def agreement(seeds=3):
    """Correlations of neighbours before and after: they rise where there are shortcuts."""
    spread = 0.1 * (np.arange(seeds) - (seeds - 1) / 2)
    return np.array([[0.0, 0.0], [0.5, 0.8]])[:, None] + spread[:, None]


def variants(seeds=3, accuracies=(0.7, 0.4, 0.65, 0.25)):
    """Four variants and their losses over sixty steps."""
    losses = [np.geomspace(2.5, 2.5 * (1 - accuracy), 60) for accuracy in accuracies]
    measured = around(accuracies, seeds=seeds)
    return SimpleNamespace(
        seeds=np.arange(seeds), variants=np.array(VARIANTS[: len(accuracies)]),
        losses=0.1 + around(np.array(losses) / 3, 0.01, seeds), test_accuracy=measured,
        training_accuracy=measured, training_loss=1 - measured, test_loss=1 - measured,
        settled_accuracy=measured, signals=around(np.ones((len(accuracies), 21)), 0.1, seeds),
        seconds=measured, complete=True,
    )  # fmt: skip


def dropped(seeds=3, grows=1.3):
    """A signal that stays where half is dropped, and grows by a factor where the rest is doubled."""
    run = variants(seeds)
    run.variants = np.array(["original", "dropout", "dropout_doubled", "no_shortcut"])
    run.signals = run.signals.copy()
    run.signals[:, 2] *= grows ** np.arange(21)
    return run


def loss_surface(seeds=1, points=11):
    """A narrow bowl without shortcuts, a wide one with."""
    coordinates = np.linspace(-1, 1, points)
    far = coordinates[:, None] ** 2 + coordinates**2
    losses = np.stack([0.3 + 40 * far, 0.2 + 2 * far])[None] * np.ones((seeds, 1, 1, 1))
    return SimpleNamespace(
        seeds=np.arange(seeds), coordinates=coordinates, losses=losses,
        accuracies=np.clip(1 - losses / 3, 0.1, 1), complete=True,
    )  # fmt: skip


def degradation(seeds=3, plain=(0.75, 0.6, 0.45), residual=(0.74, 0.76, 0.78)):
    """Three depths, with losses that end where the accuracies say."""
    accuracy = around([plain, residual], seeds=seeds)
    losses = 0.1 + 2.2 * (1 - accuracy[..., None] * np.linspace(0, 1, 100))
    return SimpleNamespace(
        seeds=np.arange(seeds), depths=np.array([14, 26, 52]), losses=losses,
        training_accuracy=accuracy, test_accuracy=accuracy - 0.01, training_loss=1 - accuracy,
        test_loss=1 - accuracy, seconds=accuracy, complete=True,
    )  # fmt: skip


def depth_that_helps(seeds=3, plain=(0.8, 0.75, 0.5), residual=(0.8, 0.85, 0.9)):
    """Three depths over eight epochs; the losses end where the accuracies say."""
    final = around([plain, residual], 0.005, seeds)
    course = final[..., None] * np.linspace(0.5, 1, 8)
    return SimpleNamespace(
        seeds=np.arange(seeds), depths=np.array([8, 20, 56]), losses=2.3 - 2.2 * course,
        test_losses=2.35 - 2.2 * course, test_accuracies=course, training_loss=2.3 - 2.2 * final,
        training_accuracy=final, complete=True,
    )  # fmt: skip


def growth(seeds=3, difference=0.0, as_it_is=True):
    """Just grown: as before with shortcuts, as guessed without."""
    start = around([[0.7, 0.78, 0.7, 0.77], [1.0, 0.1, 1.0, 0.1], [0.7, 0.78, 0.7, 0.77]], 0, seeds)
    end = around([[0.6, 0.8, 0.6, 0.79], [0.9, 0.6, 0.9, 0.58], [0.6, 0.8, 0.6, 0.79]], 0.01, seeds)
    losses = np.stack(
        [np.linspace(first, last, 32) for first, last in ((0.8, 0.6), (2.4, 1.2), (0.8, 0.61))]
    )
    losses = losses * (1 + 0.05 * np.arange(seeds)[:, None, None])
    differences = np.tile([difference, 6.0, 0.0], (seeds, 1))
    for measured in (start, end, losses, differences):
        measured[:, 2] = measured[:, 2] if as_it_is else np.nan
    return SimpleNamespace(
        seeds=np.arange(seeds), start=start, end=end, losses=losses, differences=differences,
        complete=True,
    )  # fmt: skip


def norms(plain=(50, 5, 0.5, 0.05, 0.02, 0.01), residual=(0.5, 0.4, 0.4, 0.3, 0.3, 0.25)):
    """(plain, residual) as `gradient_norms` takes them."""
    return tuple(dict(zip(_BLOCKS, values, strict=True)) for values in (plain, residual))
