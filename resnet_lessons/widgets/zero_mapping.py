"""Explorer: a trained block turned down, from as it was to a zero mapping."""

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.experiments.branch_scaling import scaled_branch
from resnet_lessons.figures import scaled_block
from resnet_lessons.figures.along_network import block_place, place_name
from resnet_lessons.network.named_points import block_names
from resnet_lessons.widgets.explorer import Control, Explorer
from resnet_lessons.widgets.subjects import checked_network, first_of_each

SCALES = (0.0, 0.25, 0.5, 0.75, 1.0)
CLASSES = ("Ankle boot", "Trouser", "Pullover", "Sandal", "Bag")
WITH, WITHOUT = "with shortcuts", "without shortcuts"


def zero_mapping(network=None):
    """One block's residual branch scaled from 1 to 0: output, predictions and accuracy.

    Args:
        network: from `rl.trained_network`; None for the two that ship with the lessons, with
            shortcuts and without.

    Returns:
        `Explorer`, or a `Message` where the network's blocks cannot be found.
    """
    checked = checked_network(network)
    if isinstance(checked, Message):
        return checked
    networks = {WITH: checked}
    if network is None:
        networks[WITHOUT] = recorded_network(shortcuts=False)
    names = block_names(checked)
    places = tuple(place_name(block_place(name)) for name in names)
    garments, shown = fashion_mnist(), first_of_each(CLASSES)
    images = scaled(garments.test_images)

    # All scales of a block are measured at once, in a second or two, when it is first asked for.
    measured = {}

    def draw(position, report):
        *kind, block, scale = position
        place = kind[0] if kind else 0, block
        if place not in measured:
            model = list(networks.values())[place[0]]
            measured[place] = scaled_branch(
                model, names[block], SCALES, images, garments.test_labels, report, tuple(shown)
            )
        found = measured[place]
        return scaled_block(
            index=scale,
            scales=found.scales,
            accuracies=found.accuracies,
            images=garments.test_images[shown],
            labels=garments.test_labels[shown],
            probabilities=found.probabilities,
            outputs=found.outputs,
            class_names=garments.class_names,
            block_name=places[block],
            shortcuts=found.has_shortcut,
        )

    choice = [Control("network", tuple(networks), kind="choice")] if network is None else []
    controls = (
        *choice,
        Control("block", places, start=min(2, len(names) - 1)),
        Control("scale of the branch", tuple(f"{scale:g}" for scale in SCALES), len(SCALES) - 1),
    )
    try:
        return Explorer("What if a trained block falls silent?", controls, draw)
    except ValueError as error:
        return Message(f"This network cannot be explored: {error}.")
