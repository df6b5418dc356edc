"""Wrong programs for `grow` that are nobody's misconception."""

# %% blocks_before_the_body
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    images = keras.Input(body.input_shape[1:])
    channels = body.output_shape[-1]
    outputs = ops.repeat(images, channels, axis=-1)
    for branch in extra_blocks:
        outputs = outputs + zero(branch)(outputs)
    return keras.Model(images, head(body(outputs[..., :1])))


# %% copies_of_the_blocks
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        copy = keras.models.clone_model(branch)
        copy.set_weights(branch.get_weights())
        features = zero(copy)(features) + features
    return keras.Model(body.input, head(features))


# %% everything_zero
import keras
from keras import ops


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        for weight in branch.trainable_weights:
            weight.assign(ops.zeros_like(weight))
        features = branch(features) + features
    return keras.Model(body.input, head(features))


# %% first_block_again_and_again
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for _ in extra_blocks:
        features = zero(extra_blocks[0])(features) + features
    return keras.Model(body.input, head(features))


# %% frozen_blocks
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = zero(branch)(features) + features
        branch.trainable = False
    return keras.Model(body.input, head(features))


# %% in_reverse_order
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks[1:] + extra_blocks[:1]:
        features = zero(branch)(features) + features
    return keras.Model(body.input, head(features))


# %% multiplied_by_zero
import keras


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = 0 * branch(features) + features
    return keras.Model(body.input, head(features))


# %% softmax_at_the_end
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = zero(branch)(features) + features
    return keras.Model(body.input, ops.softmax(head(features)))


# %% tensor_returned
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = zero(branch)(features) + features
    return head(features)


# %% really_in_reverse_order
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in reversed(extra_blocks):
        features = zero(branch)(features) + features
    return keras.Model(body.input, head(features))


# %% gradient_stopped
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = ops.stop_gradient(zero(branch)(features)) + features
    return keras.Model(body.input, head(features))


# %% only_last_branch_zero
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    zero(extra_blocks[-1])
    for branch in extra_blocks:
        features = branch(features) + features
    return keras.Model(body.input, head(features))


# %% body_frozen
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    body.trainable = False
    features = body.output
    for branch in extra_blocks:
        features = zero(branch)(features) + features
    return keras.Model(body.input, head(features))


# %% whole_network_frozen
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = zero(branch)(features) + features
    grown = keras.Model(body.input, head(features))
    grown.trainable = False
    return grown


# %% gate_that_no_layer_owns
import keras


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        gate = keras.Variable(0.0)
        features = gate.value * branch(features) + features
    return keras.Model(body.input, head(features))


# %% body_copied_without_its_weights
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    body = keras.models.clone_model(body)
    features = body.output
    for branch in extra_blocks:
        features = zero(branch)(features) + features
    return keras.Model(body.input, head(features))


# %% weights_of_the_body_zeroed_too
import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    zero(body)
    features = body.output
    for branch in extra_blocks:
        features = zero(branch)(features) + features
    return keras.Model(body.input, head(features))
