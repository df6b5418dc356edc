"""What chapter 1's answers do: to a photograph, and to a trained network of twenty blocks."""

import keras
import numpy as np
from keras import ops

from resnet_lessons.data import recorded_runs
from resnet_lessons.data.images import fashion_mnist, photograph
from resnet_lessons.display import Message
from resnet_lessons.experiments import asked, races
from resnet_lessons.student import passed_answers
from resnet_lessons.training.callbacks import EpochLines

EPOCHS = 2


def standardized_photograph():
    """A part of the shipped photograph.

    Returns:
        float32 (200, 200, 3), values around 0 in units of their standard deviation
    """
    picture = photograph()[:400:2, 60:460:2].astype("float32")
    return (picture - picture.mean()) / picture.std()


def copied(image):
    """The image after a convolution with the student's `identity_kernel`; itself until that passed.

    Args:
        image: float array (height, width, 3).

    Returns:
        float array of the same shape
    """
    own = passed_answers.answers(["identity_kernel"]).get("identity_kernel")
    if own is None:
        print(
            "This is a copy. Solve identity_kernel to see what a convolution with your own kernel "
            "makes of the photograph."
        )
        return np.array(image)
    print("A convolution with your own identity_kernel(3, 3).")
    kernel = ops.cast(own(3, 3), "float32")
    return ops.convert_to_numpy(ops.conv(image[None], kernel, padding="same"))[0]


def through_a_block(image):
    """The image after a residual block with a random branch, and with a zero mapping.

    Args:
        image: float array (height, width, 3).

    Returns:
        two float arrays of the same shape; until `zero_mapping` and `add_shortcut` have passed, the
        second block's zeros are written in by the lessons
    """
    own = passed_answers.answers(["zero_mapping", "add_shortcut"])
    keras.utils.set_random_seed(0)
    branch = races.residual_branch(filters=3)
    random = ops.convert_to_numpy(branch(image[None]))[0] + image
    if not {"zero_mapping", "add_shortcut"} <= set(own):
        print("Here zeros were added. Solve add_shortcut and zero_mapping to see your own block.")
        return random, image + np.zeros_like(image)
    print("A block of your own add_shortcut and zero_mapping.")
    residual = own["zero_mapping"](branch)(image[None])
    block = own["add_shortcut"](residual, ops.convert_to_tensor(image[None]))
    return random, ops.convert_to_numpy(block)[0]


def degradation(epochs=EPOCHS):
    """Trains a plain network of 14 and one of 42 layers, in about a minute on two free cores.

    Args:
        epochs: passes over the training images.

    Returns:
        dict of arrays for `figures.degradation_curves`, kind "plain"; a `Message` where this cannot
        be trained
    """
    try:
        epochs = asked.count("epochs", epochs)
    except ValueError as error:
        return Message(f"{error}.")
    runs = {}
    for num_blocks in (races.SHALLOW, races.DEEP):
        depth = races.weight_layers(num_blocks)
        print(f"{depth} layers without shortcuts:")
        found = races.degradation(num_blocks, False, epochs, callbacks=[EpochLines(epochs)])
        print(f"  trained: right on {found['training_accuracy']:.0%} of the training images")
        runs |= {f"plain_{depth}_{key}": np.asarray(value) for key, value in found.items()}
    return runs


def growth():
    """Grows a trained network of twenty blocks to 25 and trains it on.

    Returns:
        dict of arrays for `figures.grown_network`. Once `grow` has passed it happens on the spot,
        with the student's own, in about a minute; until then the recorded run is returned. What
        happens without shortcuts is recorded in either case.
    """
    own = passed_answers.answers(["grow"]).get("grow")
    recorded, _ = recorded_runs.load("growth")
    if own is None:
        print("This was recorded. Solve grow to see your own function do it here.")
        return recorded
    print("A trained network of 20 blocks, grown to 25 by your own grow:")
    body, head = races.twenty_blocks()
    before = races.logits(races.whole(body, head), fashion_mnist().test_images)
    keras.utils.set_random_seed(0)
    grown = own(body, head, [races.residual_branch() for _ in range(races.EXTRA)])
    found = races.growth(grown, before, seed=1, callbacks=[EpochLines(1)])
    print(
        f"Just grown: no prediction has changed by more than {found['difference']:.1g}, "
        f"{found['start'][1]:.1%} of the training images right.\n"
        f"After further training: {found['end'][1]:.1%} right."
    )
    return recorded | {f"grown_{key}": np.asarray(value) for key, value in found.items()}
