"""Other people's weights in the student's own network: of the lessons', and of Keras' ResNet50V2."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops

from resnet_lessons.data.images import fashion_mnist, photograph
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.experiments.races import logits
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, STEM_FILTERS
from resnet_lessons.network.weight_places import saved_for, weight_places
from resnet_lessons.student import imagenet, passed_answers
from resnet_lessons.student.networks import host_with, passed_methods
from resnet_lessons.training.fit import small_network

_BLOCKS = 5
_SEED = 0
# What `loaded_garments` found with the lessons' own answers, of 1,000 garments.
RECORDED_BEFORE, RECORDED_AFTER = 100, 861
# A block layer of Keras' network ends with the block that halves the side; the last one does not.
_HALVING = 3


def loaded_garments():
    """The weights of the lessons' trained network, in a network of the student's own blocks.

    Returns:
        `Message`: how many of 1,000 garments it gets right before and after its weights were loaded
        by the student's `load_by_name`; until that has passed, what was recorded
    """
    own = passed_answers.answers(["load_by_name"]).get("load_by_name")
    if own is None:
        return Message(
            "load_by_name has not passed yet. Recorded, with the lessons' own answers: a new "
            f"network gets {RECORDED_BEFORE} of 1,000 garments right, and {RECORDED_AFTER} once "
            "the weights of the trained network are loaded into it."
        )
    try:
        network = new_garment_network(passed_methods())
        trained = recorded_network()
        saved = saved_for(weight_places(network), weight_places(trained))
        before = _right(network)
        kept = own(network, saved)
    # An answer that passed may have been changed in its file since: it may raise anything.
    except Exception as error:
        return Message(f"The weights could not be loaded: {error}.")
    after, theirs = _right(network), _right(trained)
    return Message(
        f"A network of your own blocks gets {before.sum()} of 1,000 garments right. Your "
        f"load_by_name gave {len(saved) - len(kept)} of its {len(saved)} layers the weights of the "
        f"trained network: now it gets {after.sum()} right, and the trained network {theirs.sum()}."
    )


def new_garment_network(answers):
    """An untrained network of the shape of the lessons' trained one, with {name: answer} in it."""
    keras.utils.set_random_seed(_SEED)
    return small_network(host_with(answers), _BLOCKS)


def _right(network):
    garments = fashion_mnist()
    return logits(network, garments.test_images).argmax(axis=-1) == garments.test_labels


@dataclass(frozen=True)
class LoadedNetwork:
    """What the student's own networks see in a photograph with the weights of Keras' ResNet50V2.

    Attributes:
        arranged_as: in words, for each of the networks.
        kept: names of the layers that kept their own weights, for each.
        predictions: the likeliest classes, (name, probability 0 to 1), for each, likeliest first.
        differences: the largest difference to a probability of Keras' network, for each.
    """

    arranged_as: tuple[str, ...]
    kept: tuple[tuple[str, ...], ...]
    predictions: tuple[tuple[tuple[str, float], ...], ...]
    differences: tuple[float, ...]

    def __repr__(self):
        lines = []
        for words, kept, seen, difference in zip(
            self.arranged_as, self.kept, self.predictions, self.differences, strict=True
        ):
            left = (
                f"{len(kept)} layers kept their own weights" if kept else "every layer was loaded"
            )
            guesses = ", ".join(f"{name} {share:.1%}" for name, share in seen)
            lines.append(
                f"Your network, arranged as {words}: {left}. It sees {guesses}. No probability "
                f"differs from that of Keras' network by more than {difference:.1g}."
            )
        return "\n".join(lines)


def own_imagenet(download=False, load=None):
    """The weights of Keras' ResNet50V2 in networks of the student's own blocks, and what these see.

    Two networks get them: one arranged as Keras arranges it, and the student's `build_resnet`.

    Args:
        download, load: as `imagenet.residual_activations` takes them.

    Returns:
        `LoadedNetwork`, or a `Message` that says what is missing
    """
    own = passed_answers.answers(["load_by_name"]).get("load_by_name")
    if own is None:
        return Message(
            "load_by_name has not passed yet; with it your own network takes over the weights of "
            "Keras' ResNet50V2 here."
        )
    found = imagenet.network_and_names(download, load)
    if isinstance(found, Message):
        return found
    theirs, class_names = found
    answers = passed_methods()
    try:
        return _compared(own, theirs, class_names, answers)
    except NotImplementedError:
        return Message(
            "Your own network needs the exercises of chapters 2 and 3, and build_resnet."
        )
    # An answer that passed may have been changed in its file since: it may raise anything.
    except Exception as error:
        return Message(f"The weights could not be loaded: {error}.")


def _compared(own, theirs, class_names, answers):
    pixels = imagenet.pixels_of(photograph())
    expected = np.asarray(keras.Model(theirs.inputs, theirs.output)([pixels], training=False))[0]
    found = []
    for build in (build_as_keras, build_as_lessons):
        network = build(answers)
        kept = own(network, saved_for(weight_places(network), places_in_keras(theirs)))
        shares = np.asarray(ops.softmax(network(pixels, training=False)))[0]
        difference = float(np.abs(shares - expected).max())
        found.append((tuple(kept), imagenet.likeliest(shares, class_names), difference))
    kept, predictions, differences = zip(*found, strict=True)
    return LoadedNetwork(("in Keras", "in section 4.2"), kept, predictions, differences)


def build_as_lessons(answers):
    """ResNet-50 for ImageNet by the student's `build_resnet`, with {name: answer} in it."""
    return host_with(answers, 224, 50, 1000).build()


def build_as_keras(answers):
    """ResNet-50 of the student's blocks, in the order in which Keras' ResNet50V2 has them.

    Keras halves the side in the *last* block of a block layer, and pools its shortcut. That is the
    same as a block that keeps the side, of whose output every second position is left out: the 1x1
    convolutions and the normalisations work on each position alone.
    """
    host = host_with(answers, 224, 50, 1000)
    images = keras.Input((224, 224, 3))
    outputs = layers.ZeroPadding2D(1)(host.custom_conv2d(images, STEM_FILTERS, 7, 2))
    outputs = layers.MaxPooling2D(3, 2)(outputs)
    for index, blocks in enumerate(BLOCK_LAYER_SIZES[50], start=1):
        filters = STEM_FILTERS * 2 ** (index - 1)
        with host.scope(f"block_layer{index}"):
            outputs = host.bottleneck_block(outputs, filters, 1, None, 0, 4 * filters)
            for block in range(1, blocks):
                outputs = host.bottleneck_block(outputs, filters, 1, None, block)
        if index <= _HALVING:
            outputs = outputs[:, ::2, ::2]
    outputs = layers.GlobalAveragePooling2D()(host.pre_activation(outputs, None))
    return keras.Model(images, layers.Dense(1000, name="logits")(outputs))


def places_in_keras(network):
    """{place: layer} of Keras' ResNet50V2, the places as `weight_places` calls them."""
    places = {"stem": network.get_layer("conv1_conv")}
    for index, blocks in enumerate(BLOCK_LAYER_SIZES[50], start=1):
        for block in range(blocks):
            ours, keras_name = f"block_layer{index}_bottleneck_block{block}", _name(index, block)
            for number, part in enumerate(_BRANCH, start=1):
                places[f"{ours}_branch{number}"] = network.get_layer(f"{keras_name}_{part}")
        first = f"block_layer{index}_bottleneck_block0_projection"
        places[first] = network.get_layer(f"{_name(index, 0)}_0_conv")
    places["head_normalization"] = network.get_layer("post_bn")
    places["logits"] = network.get_layer("predictions")
    return places


# Keras' names on a branch, in its order (keras/src/applications/resnet.py, residual_block_v2).
_BRANCH = ("preact_bn", "1_conv", "1_bn", "2_conv", "2_bn", "3_conv")


def _name(index, block):
    """Keras' name of a block; it counts the stem as its first layer, and blocks from 1."""
    return f"conv{index + 1}_block{block + 1}"
