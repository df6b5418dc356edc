"""What chapter 5's answers find in trained networks."""

import keras
import numpy as np
import tensorflow as tf

from resnet_lessons.course.exercises import checkerboard
from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.recorded_runs import load
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.experiments.races import logits
from resnet_lessons.figures import gradient_norms
from resnet_lessons.network.named_points import block_names, has_shortcut
from resnet_lessons.student import passed_answers

_IMAGES = 128
_SEED = 0
# The chain of blocks through which `backward_pass` carries a gradient.
_CHAIN, _CHANNELS, _INPUTS = 20, 64, 16


def own_lesions(network=None):
    """How accurate a trained network is after the student's own `lesion` has cut one of its blocks.

    This is measured for each block in turn.

    Args:
        network: trained `keras.Model` for garments, such as `load_network` returns. None, or the
            `Message` of a network that is not there, stands for the residual network that ships with
            the lessons.

    Returns:
        `Message` with one line for each block, or with what to do first
    """
    own = passed_answers.answers(["lesion"]).get("lesion")
    if own is None:
        return Message(
            "lesion has not passed yet. Once it has, this cell shows what each block is worth."
        )
    is_lessons = network is None or isinstance(network, Message)
    if not is_lessons and not _reads_garments(network):
        return Message(
            "own_lesions cuts a network for garments, from 28 × 28 × 1 to ten logits: "
            "rl.own_lesions(run.network) or rl.own_lesions(rl.load_network())."
        )
    whose = "The lessons' residual network" if is_lessons else "This network"
    network = recorded_network() if is_lessons else network
    names = [name for name in block_names(network) if has_shortcut(network, name)]
    if not names:
        return Message(
            "No block can be cut: this network has no blocks with a shortcut that `lesion` could find."
        )
    lines = [f"{whose} is right on {_accuracy(network):.1%} of 1,000 garments. It is right on"]
    for name in names:
        lines.append(f"  {_accuracy(own(network, name)):.1%} without {name}")
        print(f"\r{len(lines) - 1} of {len(names)} blocks cut", end="", flush=True)
    print()
    return Message("\n".join(lines))


def _reads_garments(network):
    if not isinstance(network, keras.Model):
        return False
    shapes = (getattr(network, "input_shape", None), getattr(network, "output_shape", None))
    garments = fashion_mnist()
    images, classes = garments.test_images.shape[1:], len(garments.class_names)
    return shapes == ((None, *images), (None, classes))


def _accuracy(network):
    garments = fashion_mnist()
    return np.mean(logits(network, garments.test_images).argmax(axis=-1) == garments.test_labels)


def own_gradient_norms():
    """The gradient in each block of two untrained networks, by the student's own `gradient_norms`.

    The two are the small residual network that ships with the lessons and its plain twin, before
    their first step of training. Until the student's own function has passed, a line says so, and
    the figure shows norms that were recorded.

    Returns:
        `LessonFigure`
    """
    own = passed_answers.answers(["gradient_norms"]).get("gradient_norms")
    if own is not None:
        return gradient_norms(*norms_before_training(own))
    print(
        "gradient_norms has not passed yet. These norms were recorded. Once it has passed, this cell "
        "measures them with your own function."
    )
    names = block_names(recorded_network())
    arrays, _ = load("norms_before_training")
    return gradient_norms(
        *(dict(zip(names, arrays[kind], strict=True)) for kind in ("plain", "residual"))
    )


def norms_before_training(measure):
    """What a function `gradient_norms` finds in the two networks before they have learnt anything.

    Args:
        measure: the answer `gradient_norms`.

    Returns:
        (plain, residual): what it returns for each of them
    """
    garments = fashion_mnist()
    images, labels = scaled(garments.train_images[:_IMAGES]), garments.train_labels[:_IMAGES]
    return tuple(measure(untrained(shortcuts), images, labels) for shortcuts in (False, True))


def untrained(shortcuts):
    """The network that ships with the lessons, or its plain twin, with new random weights.

    Args:
        shortcuts: False for the plain twin.

    Returns:
        `keras.Model`
    """
    keras.utils.set_random_seed(_SEED)
    return keras.models.clone_model(recorded_network(shortcuts))


def own_backward_pass():
    """How far the student's own `backward_pass` carries a gradient, and how exactly.

    It goes back through a chain of twenty small blocks, whose weights are half as large as He
    initialisation makes them, and is compared with the gradient that TensorFlow's tape finds.

    Returns:
        `Message` with both, or with what to do first
    """
    own = passed_answers.answers(["backward_pass"]).get("backward_pass")
    if own is None:
        return Message(
            "backward_pass has not passed yet. Once it has, this cell shows how far it carries a gradient."
        )
    inputs, kernels, arriving = _chain()
    theirs = _carried_back(own, inputs, kernels, arriving, with_shortcuts=True)
    alone = _carried_back(own, inputs, kernels, arriving, with_shortcuts=False)
    off = np.abs(theirs - _by_tape(inputs, kernels, arriving)).max() / np.abs(theirs).max()
    kept, left = (np.linalg.norm(each) / np.linalg.norm(arriving) for each in (theirs, alone))
    return Message(
        f"Through {_CHAIN} blocks your gradient differs from the tape's by at most {off:.0e} of its "
        f"largest number.\nA gradient of length 1 that enters the last block leaves the first one with "
        f"length {kept:.2g} with shortcuts, and {left:.1g} through the branches alone."
    )


def _chain():
    """(inputs, kernels of each block, gradient of the last output) of the chain, float32."""
    generator = np.random.default_rng(_SEED)
    spread = 0.5 * (2 / _CHANNELS) ** 0.5
    kernels = generator.normal(0, spread, (_CHAIN, 2, _CHANNELS, _CHANNELS)).astype("float32")
    inputs, arriving = generator.normal(0, 1, (2, _INPUTS, _CHANNELS)).astype("float32")
    return inputs, kernels, arriving


def _carried_back(own, x, kernels, gradient, with_shortcuts):
    """The gradient of the chain's inputs: the student's function takes it back block by block."""
    read = []
    for kernel1, kernel2 in kernels:
        read.append(x)
        branch = np.maximum(x @ kernel1, 0) @ kernel2
        x = x + branch if with_shortcuts else branch
    for x, (kernel1, kernel2) in zip(reversed(read), reversed(kernels), strict=True):
        found = np.asarray(keras.ops.convert_to_numpy(own(x, kernel1, kernel2, gradient)[0]))
        # Without its shortcut a block passes back what its branch does.
        gradient = found if with_shortcuts else found - gradient
    return gradient


def _by_tape(inputs, kernels, arriving):
    """The same gradient, with shortcuts, as TensorFlow's tape finds it."""
    x = first = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch(first)
        for kernel1, kernel2 in kernels:
            x = x + tf.nn.relu(x @ kernel1) @ kernel2
    return tape.gradient(x, first, output_gradients=tf.constant(arriving)).numpy()


def train_briefly(network):
    """What a network of points learns in the short training that decides about `mended_network`.

    Args:
        network: `keras.Model` from points (batch, 2) to logits (batch, 2); it is trained.

    Returns:
        `Message`: the loss before and after, how many points are right, and how many kernels moved
    """
    shapes = (getattr(network, "input_shape", None), getattr(network, "output_shape", None))
    if not isinstance(network, keras.Model) or shapes != ((None, 2), (None, 2)):
        return Message(
            "train_briefly takes a keras.Model from points (None, 2) to logits (None, 2)."
        )
    found = checkerboard.train_briefly(network, [_SEED])
    return Message(
        f"In {checkerboard.STEPS} steps the loss went from {found.losses[0]:.2f} to "
        f"{found.losses[-1]:.2f}. The network gets {found.training_share:.0%} of its own points right, "
        f"and {found.new_share:.0%} of new ones. {sum(found.moved)} of its {len(found.moved)} kernels "
        "moved."
    )
