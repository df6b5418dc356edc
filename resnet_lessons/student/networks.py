"""The student's own network: the course's, with the answers that passed in it."""

import keras
import numpy as np

from resnet_lessons.checker.groundwork import Groundwork, network_class
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.network.depths import BLOCK_STRIDES, STEM_FILTERS, network_anatomy
from resnet_lessons.network.validation import is_whole
from resnet_lessons.student import passed_answers
from resnet_lessons.training.callbacks import EpochLines
from resnet_lessons.training.fit import small_network, train

_SMALL_BLOCK = ("pre_activation", "pre_activation_with_shortcut", "regular_block")
_BLOCK_LAYERS = (*_SMALL_BLOCK, "bottleneck_block", "block_layer")
_EPOCHS = 2
# The course's network is built of the blocks of 2016.
_NOT_IN_IT = ("original_block",)


def _is_method(exercise_id):
    return hasattr(ResNetModel, exercise_id)


def methods_in_it():
    """Ids of the exercises whose answers are in the course's network."""
    return [name for name in EXERCISES if _is_method(name) and name not in _NOT_IN_IT]


def my_network(
    num_layers=18, output_size=10, image_size=64, data_format="channels_last", channels=3
):
    """The course's network with the student's passed answers in it.

    Args:
        num_layers: 18, 34, 50, 101, 152 or 200.
        output_size: number of classes.
        image_size: side of the square images it takes, in pixels.
        data_format: "channels_last" or "channels_first".
        channels: of the images: 3 for colour, 1 for grey.

    Returns:
        `keras.Model` from images to logits; which parts are the student's is printed. Where an
        answer is still missing and the lessons hold none, a `Message` that names it.
    """

    def build(answers):
        network = host_with(answers, image_size, num_layers, output_size, data_format)
        side = (image_size, image_size)
        # Keras would build a network for images without channels.
        if not is_whole(channels) or channels < 1:
            raise ValueError(f"channels is {channels!r}; it is a whole number, at least 1")
        shape = (*side, channels) if data_format == "channels_last" else (channels, *side)
        return network.build(shape)

    return _from_answers(
        methods_in_it(), build, "Your network still needs", "This network cannot be built"
    )


def my_block_layers(num_layers=18, image_size=224):
    """The four block layers of the course's network, from the student's passed answers.

    They read what stem and max-pooling pass on; those, and the head, are chapter 4's.

    Args:
        num_layers: 18, 34, 50, 101, 152 or 200.
        image_size: side of the square colour image that the stem would see, in pixels.

    Returns:
        `keras.Model` from (height, width, 64) to the last block's sum, or a `Message` as
        `my_network`.
    """

    def build(answers):
        anatomy = network_anatomy(num_layers, image_size)
        network = host_with(answers, image_size, num_layers)
        inputs = outputs = keras.Input(anatomy.pooled_shape, name="pooled")
        for layer in anatomy.block_layers:
            number = layer.index - 1
            filters, strides = STEM_FILTERS * 2**number, BLOCK_STRIDES[number]
            outputs = network.block_layer(
                outputs, filters, strides, len(layer.blocks), None, layer.index
            )
        return keras.Model(inputs, outputs, name=f"block_layers_of_resnet{num_layers}")

    needs, broken = "Your block layers still need", "These block layers cannot be built"
    return _from_answers(_BLOCK_LAYERS, build, needs, broken)


def _from_answers(names, build, needs, broken):
    """What `build` makes of the student's answers, or a `Message`; says whose parts are in it.

    Args:
        names: of the methods that may be in it.
        build: called with {name: answer} of all methods that passed; returns a `keras.Model`.
        needs, broken: how the sentence begins where an answer is missing, or where it fails.
    """
    answers = passed_methods()
    yours = [name for name in answers if name in names]
    left = [name for name in names if name not in answers]
    try:
        model = build(answers)
    except NotImplementedError:
        return Message(f"{needs}: {', '.join(left)}.")
    except Exception as error:
        # An answer that passed may have been changed in its file since: it may raise anything.
        reason = str(error).strip().rstrip(".") or type(error).__name__
        return Message(f"{broken}: {reason}.")
    print(
        f"Yours: {', '.join(yours) or 'nothing yet'}. The lessons': {', '.join(left) or 'nothing'}."
    )
    return model


def passed_methods():
    """{name: the student's answer} of the network's methods that have passed."""
    return passed_answers.answers([name for name in EXERCISES if _is_method(name)])


def host_with(answers, image_size=28, num_layers=18, output_size=10, data_format="channels_last"):
    """A `ResNetModel` with {name: answer} of its methods in it."""
    network = network_class(Groundwork(answers=answers))
    return network(image_size, image_size, num_layers, output_size, data_format)


def trained_network(own=True):
    """A small residual network that has learnt to tell garments apart.

    Args:
        own: False for the lessons' network, whatever has passed.

    Returns:
        `keras.Model` from float images (28, 28, 1) to ten logits. Once the student's regular block
        has passed, it is built from it and trained on the spot, in up to half a minute;
        until then it is the network that ships with the lessons.
    """
    if not own:
        return recorded_network()
    answers = passed_methods()
    left = [name for name in _SMALL_BLOCK if name not in answers]
    if left:
        print(
            f"This is the lessons' trained network. Solve {', '.join(left)} to see your own here."
        )
        return recorded_network()
    print(f"Your network, from your own {', '.join(_SMALL_BLOCK)}, learns from 6,000 garments:")
    keras.utils.set_random_seed(0)
    model = small_network(host_with({name: answers[name] for name in _SMALL_BLOCK}))
    curves = train(model, fashion_mnist(), _EPOCHS, callbacks=[EpochLines(_EPOCHS)])
    print(f"On 1,000 garments it never saw, it is right {curves['test_accuracy']:.0%} of the time.")
    return model


def own_block_cost(exercise_id, side, channels, filters):
    """What the student's own block costs, counted in the network that Keras traces.

    Args:
        exercise_id: "regular_block", "bottleneck_block" or "original_block".
        side: of the square input, in pixels.
        channels: of the input.
        filters: as the block is called with.

    Returns:
        `Message` with trainable parameters and multiply-adds, or with what to do first.
    """
    answers = passed_methods()
    if exercise_id not in answers:
        return Message(f"{exercise_id} has not passed yet. Once it has, this cell shows its cost.")
    host = host_with(answers)
    inputs = keras.Input((side, side, channels))
    try:
        model = keras.Model(inputs, getattr(host, exercise_id)(inputs, filters, 1, False, 0))
    except NotImplementedError:
        return Message(f"{exercise_id} needs the exercises before it to pass first.")
    parameters = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    multiply_adds = sum(map(_multiply_adds, model._flatten_layers()))
    return Message(
        f"your {exercise_id}: {parameters:,} trainable parameters, "
        f"{multiply_adds / 1e6:,.0f} million multiply–adds"
    )


def _multiply_adds(layer):
    """One multiplication and addition for each kernel value at each position of the output."""
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return 0
    return int(np.prod(layer.output.shape[1:-1]) * np.prod(kernel.shape))
