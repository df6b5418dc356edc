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
