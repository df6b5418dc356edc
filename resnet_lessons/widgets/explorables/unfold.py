"""Explorable: a network unfolded into its paths."""

from resnet_lessons import figures
from resnet_lessons.experiments import recorded
from resnet_lessons.widgets.explorables.explorable import Explorable, arrays_of

# Of each network or part of one, as `instructor/explorables/path_gradients.py` measured it: the
# number of the first block, and the places of blocks whose shortcut is a projection.
_PARTS = {"last": (11, ()), "first": (1, ()), "small": (1, (0, 5))}
_IMAGES = 32


def unfold():
    """All paths through up to ten blocks, and the gradient that was measured along each.

    Returns:
        `Explorable`
    """
    lengths, _ = recorded("path_lengths")
    measured = arrays_of("unfold")
    networks = {
        name: {
            "paths": measured[f"{name}_paths"],
            "together": measured[f"{name}_together"],
            "first_block": first,
            "projections": list(projections),
        }
        for name, (first, projections) in _PARTS.items()
    }
    return Explorable(
        "unfold",
        "Unfold a network",
        "Every block doubles the paths from the picture to the answer. The thicker a path is drawn, the more "
        "of the gradient comes along it. Press a block to cut its residual branch: what is left?",
        figures.path_lengths(lengths),
        {"networks": networks, "images": _IMAGES},
    )
