"""What a network is made of: every call of a layer with its shape, and the weights of each block."""

import keras
from keras import ops

from resnet_lessons.network.named_points import block_names


def layer_calls(model):
    """Every call of a layer while a network reads one image, in order.

    A layer that is called twice stands there twice, and layers of a model inside the model stand
    there like all others. The network reads an image of zeros for it; nothing in it changes.

    Args:
        model: `keras.Model` with one input, whose height and width are known.

    Returns:
        list of pairs (layer, output_shape), the shape without the batch: such as (56, 56, 64), or
        (64, 56, 56) with channels first, or (1000,)

    Raises:
        ValueError: when it is no such model.
    """
    shape = _image_shape(model)
    calls, call = [], keras.layers.Layer.__call__

    def noted_call(layer, *args, **kwargs):
        result = call(layer, *args, **kwargs)
        if ops.is_tensor(result) and not isinstance(layer, keras.Model):
            calls.append((layer, tuple(result.shape[1:])))
        return result

    image = ops.zeros((1, *shape))
    keras.layers.Layer.__call__ = noted_call
    try:
        model([image] if _expects_list(model) else image, training=False)
    finally:
        keras.layers.Layer.__call__ = call
    return calls


def _expects_list(model):
    """Whether a network wants a list of its inputs, as one read from a file does, and warns of
    anything else."""
    # A `Sequential` may not know its input.
    return isinstance(getattr(model, "input", None), list)


def _image_shape(model):
    if not isinstance(model, keras.Model):
        raise ValueError(f"{model!r} is no keras.Model; build the network first")
    try:
        inputs = model.inputs
    except AttributeError:
        # A `Sequential` that was never told what it will read.
        inputs = None
    if len(inputs or ()) != 1:
        raise ValueError(f"the model {model.name} has not one input that is known")
    shape = tuple(model.inputs[0].shape[1:])
    if None in shape:
        raise ValueError(f"the model {model.name} does not know how large its images are: {shape}")
    return shape


def block_weights(model):
    """The trainable weights of every block, its projection's among them.

    Args:
        model: with three named points around each block, as `my_network` and `recorded_network`
            return it.

    Returns:
        dictionary {block name: list of the block's trainable weights, each a `keras.Variable`}, in
        the order of the network
    """
    return {
        name: [
            weight
            for layer in model.layers
            # With the line at its end, for block 1 is not block 10.
            if layer.name.startswith(f"{name}_")
            for weight in layer.trainable_weights
        ]
        for name in block_names(model)
    }
