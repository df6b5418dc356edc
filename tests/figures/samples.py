"""Arrays for the tests of the figures, and every figure drawn once: `SAMPLES`."""

import functools

import matplotlib.cbook
import numpy as np
from matplotlib.image import imread

from resnet_lessons import figures
from resnet_lessons.network.anatomy import block_anatomy
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy
from resnet_lessons.network.receptive_field import views
from tests.figures import experiment_samples as experiments
from tests.figures import later_samples as later
from tests.figures.trained_samples import cost_rows, garments, trained


@functools.cache
def photograph(side=64):
    """(side, side, 3) floats from 0 to 1: Grace Hopper, in the public domain; side up to 512."""
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg") as file:
        image = imread(file, format="jpg")[:512, :512] / 255
    chosen = np.arange(side) * 512 // side
    return image[np.ix_(chosen, chosen)]


@functools.cache
def activations():
    """(shortcut, residual, total), each (64, 64, 10): brightness, colours and edges."""
    image = photograph()
    grey = image.mean(axis=-1)
    down, right = np.gradient(grey)
    shortcut = np.stack(
        [
            grey - 0.5,
            image[..., 0] - image[..., 2],
            image[..., 1] - image[..., 0],
            0.5 - grey,
            3 * right,
            3 * down,
            3 * np.abs(right),
            3 * np.abs(down),
            np.zeros_like(grey),
            3 * np.hypot(right, down),
        ],
        axis=-1,
    )
    residual = np.stack([right, down, right + down, right - down, down - right] * 2, axis=-1)
    return shortcut, residual, shortcut + residual


def runs(plain=(0.8, 0.6), residual=(0.8, 0.85)):
    """Losses and accuracies of networks of 14 and 42 layers, as `degradation_curves` takes them."""
    found = {}
    for kind, accuracies, last in (("plain", plain, 1.0), ("residual", residual, 0.55)):
        for depth, accuracy in zip((14, 42), accuracies, strict=True):
            end = last if depth == 42 else 0.6
            found[f"{kind}_{depth}_loss"] = np.linspace(2.3, end, 282)
            found[f"{kind}_{depth}_training_accuracy"] = np.float32(accuracy)
    return found


def race(plain=0.1, residual=0.001):
    """Two blocks that learn to copy the photograph, with these squared errors at the end."""
    image = 3 * photograph() - 1.5
    return {
        "image": image,
        "plain_loss": np.geomspace(1, 0.1, 150),
        "residual_loss": np.geomspace(0.1, 1e-6, 150),
        "plain_copy": image + np.sqrt(plain),
        "residual_copy": image + np.sqrt(residual),
    }


def growth(**others):
    """A network before and after it grows, as `grown_network` takes it."""
    return {
        "grown_start": np.array([0.5, 0.81, 0.80]),
        "grown_end": np.array([0.4, 0.84, 0.83]),
        "plain_start": np.array([2.4, 0.1, 0.1]),
        "plain_end": np.array([2.3, 0.1, 0.1]),
        "alone_end": np.array([0.4, 0.835, 0.83]),
        "grown_difference": np.float32(0),
    } | others


def branches():
    """(names, ratios) of ten blocks and thirty pictures, as `branch_profile` takes them."""
    names = [f"block_layer{layer}_regular_block{block}" for layer in (1, 2) for block in range(5)]
    ratios = np.random.default_rng(0).uniform(0.2, 0.9, (10, 30))
    ratios[[0, 5]] += 1
    return names, ratios


def mappings():
    """(x, mappings) near the identity, as `residual_functions` takes them."""
    x = np.linspace(-2, 2, 41)
    return x, {"identity": x, "tweak": x + 0.3 * np.sin(3 * x), "shift": x + 0.5}


_MEETS = block_anatomy("regular", 28, 28, 64, 64)
_REFUSES = block_anatomy("regular", 28, 28, 64, 64, strides=2)
_PROJECTS = block_anatomy("bottleneck", 28, 28, 256, 128, strides=2, projection=True)
_NETWORKS = {depth: network_anatomy(depth) for depth in BLOCK_LAYER_SIZES}


def _signed():
    """The photograph with values around zero."""
    return 4 * photograph() - 2


def walk():
    """The arguments of `activation_walk` for one of ten blocks."""
    names, ratios = branches()
    ratios = ratios[:, 0]
    shortcut, residual, total = activations()
    ratios[3] = np.linalg.norm(residual) / np.linalg.norm(shortcut)
    return photograph(), "an admiral", names, 3, shortcut, residual, total, ratios


def scaled():
    """The arguments of `scaled_block` for three scales, five images and ten classes."""
    grey = photograph().mean(axis=-1)[..., None]
    images = np.stack([grey, grey[:, ::-1], grey[::-1], 1 - grey, grey / 2])
    scales = np.array([0, 0.5, 1])
    probabilities = np.full((3, 5, 10), 0.01)
    probabilities[:, :, 4] += 0.9
    outputs = scales[:, None, None, None, None] * np.stack([activations()[2]] * 5)
    names = [f"class {number}" for number in range(10)]
    place = "block layer 1, block 2"
    return 1, scales, [0.3, 0.6, 0.9], images, [4, 5, 4, 3, 4], probabilities, outputs, names, place


# What draws each figure of the package, under its name; "name: what" where one sample is too few.
SAMPLES = {
    "activation_walk": lambda: figures.activation_walk(*walk()),
    "block_anatomy_frame": lambda: figures.block_anatomy_frame(_PROJECTS),
    "block_costs": lambda: figures.block_costs([_MEETS, _PROJECTS], ["regular", "projecting"]),
    "block_family": figures.block_family,
    "block_gradients": lambda: figures.block_gradients(experiments.gradients()),
    "block_layer_chain": lambda: figures.block_layer_chain(_NETWORKS[101].block_layers[2]),
    "block_starts": lambda: figures.block_starts(later.block_starts()),
    "branch_profile": lambda: figures.branch_profile(*branches()),
    "branch_size": lambda: figures.branch_size(["one", "two", "three"], [3, 5, 6], [2.5, 1.2, 7]),
    "channel_mosaic": lambda: figures.channel_mosaic(*activations(), photograph()),
    "confusion_matrix": lambda: figures.confusion_matrix(trained()),
    "copied_image": lambda: figures.copied_image(_signed(), _signed(), np.maximum(_signed(), 0)),
    "degradation_by_depth": lambda: figures.degradation_by_depth(experiments.degradation()),
    "degradation_curves": lambda: figures.degradation_curves(runs(), 14, 42),
    "depth_losses": lambda: figures.depth_losses(experiments.degradation(), 52),
    "depth_map": lambda: figures.depth_map(list(_NETWORKS.values())),
    "four_shortcuts": figures.four_shortcuts,
    "four_shortcuts_answer": figures.four_shortcuts_answer,
    "gradient_norms": lambda: figures.gradient_norms(*experiments.norms()),
    "grown_network": lambda: figures.grown_network(
        growth(scales=np.array([0, 0.1, 0.5, 1]), accuracy_by_scale=np.array([0.8, 0.7, 0.3, 0.2]))
    ),
    "growth_by_seed": lambda: figures.growth_by_seed(experiments.growth()),
    "identity_race": lambda: figures.identity_race(race()),
    "kernel_areas": lambda: figures.kernel_areas([_MEETS, _PROJECTS]),
    "learning_curves": lambda: figures.learning_curves(trained()),
    "learning_curves: running": lambda: figures.learning_curves(trained(steps=200), running=True),
    "learning_curves: stopped": lambda: figures.learning_curves(trained(steps=200)),
    "learnt_agreement": lambda: figures.learnt_agreement(experiments.agreement(), 600),
    "lesions": lambda: figures.lesions(experiments.lesions()),
    "lesions: one": lambda: figures.lesions(experiments.lesions(), "swapped"),
    "lesions_together": lambda: figures.lesions_together(experiments.lesions()),
    "loss_surfaces": lambda: figures.loss_surfaces(experiments.loss_surface()),
    "loss_surfaces: accuracy": lambda: figures.loss_surfaces(
        experiments.loss_surface(), what="accuracy"
    ),
    "network_costs": lambda: figures.network_costs(cost_rows()),
    "parameter_shares": lambda: figures.parameter_shares(_NETWORKS[18]),
    "path_lengths": lambda: figures.path_lengths(experiments.path_lengths()),
    "preprocessing": lambda: figures.preprocessing(photograph(512)[:, 60:440]),
    "receptive_field": lambda: figures.receptive_field(
        photograph(224), views(_NETWORKS[18]), "ResNet-18"
    ),
    "residual_functions": lambda: figures.residual_functions(*mappings()),
    "residual_stream: pre": lambda: figures.residual_stream(
        later.residual_streams(), "pre-normalisation"
    ),
    "residual_stream: post": lambda: figures.residual_stream(
        later.residual_streams(), "post-normalisation"
    ),
    "residual_sum": lambda: figures.residual_sum(later.residual_sum()),
    "scaled_block": lambda: figures.scaled_block(*scaled()),
    "seen_from": lambda: figures.seen_from(photograph(224), views(_NETWORKS[50]), 7, "ResNet-50"),
    "shape_steps": lambda: figures.shape_steps(_NETWORKS[18]),
    "shattered_gradients": lambda: figures.shattered_gradients(experiments.shattering()),
    "shortcut_variants": lambda: figures.shortcut_variants(experiments.variants()),
    "silent_blocks": lambda: figures.silent_blocks(_signed(), _signed(), np.maximum(_signed(), 0)),
    "signal_size": lambda: figures.signal_size(later.signal_size()),
    "signal_size: back": lambda: figures.signal_size(later.signal_size(), "backward"),
    "small_kernels": lambda: figures.small_kernels(
        [np.full((3, 3), 1 / 9), np.eye(3), 0 - np.eye(3)], ["mean", "diagonal", "negative"]
    ),
    "start_losses": lambda: figures.start_losses(later.block_starts(), "fixup"),
    "stochastic_depth": lambda: figures.stochastic_depth(later.stochastic_depth()),
    "stochastic_depth: losses": lambda: figures.stochastic_depth(
        later.stochastic_depth(), "losses"
    ),
    "streams_beside_blocks": lambda: figures.streams_beside_blocks(
        later.residual_streams(), experiments.lesions()
    ),
    "stride_effect": lambda: figures.stride_effect(
        photograph(), activations()[0][..., 4], activations()[0][::2, ::2, 4]
    ),
    "surest_and_wrong": lambda: figures.surest_and_wrong(trained(), garments()),
    "three_conventions: behind the stem": figures.three_conventions,
    "three_conventions: with strides": lambda: figures.three_conventions(50),
    "two_paths: meets": lambda: figures.two_paths(_MEETS),
    "two_paths: projects": lambda: figures.two_paths(_PROJECTS),
    "two_paths: refuses": lambda: figures.two_paths(_REFUSES),
    "untouched_image": lambda: figures.untouched_image(_signed(), _signed() + 0.5, _signed()),
    "depth_that_helps": lambda: figures.depth_that_helps(experiments.depth_that_helps()),
    "dropped_shortcuts": lambda: figures.dropped_shortcuts(experiments.dropped()),
    "variant_losses": lambda: figures.variant_losses(experiments.variants(), "constant_half"),
    "whole_network": lambda: figures.whole_network(_NETWORKS[18]),
    "whole_network: long": lambda: figures.whole_network(_NETWORKS[200]),
}
