"""Names of other libraries and of older versions, and what is written in this course instead.

Each table maps a name in a student's code to the words that a sentence goes on with. The names are
those of PyTorch (torch.nn, torch.Tensor), TensorFlow 1 (tf.layers, tf.Session) and Keras 2
(keras.backend, keras.layers.merge).
"""

_CONVOLUTION = "`layers.Conv2D(filters, kernel_size, strides, padding)(inputs)`"
_NORMALIZATION = "`layers.BatchNormalization(axis=...)(inputs, training=is_training)`"
_ADAPTIVE = "`layers.GlobalAveragePooling2D()(inputs)`"
_DENSE = "`layers.Dense(units)(inputs)`"
_POOLING = "`layers.MaxPooling2D(pool_size, strides, padding)(inputs)`"
_RELU = "`ops.relu(inputs)`"
_EAGER = (
    "TensorFlow 2 computes at once: a function is called with its tensors and returns the result"
)
_KERAS_KEEPS_WEIGHTS = "a layer of Keras makes and keeps its own weights"

# A name in capitals or not, with or without underscores and digits, is looked up in lower case.
LAYERS = {
    "adaptiveavgpool2d": _ADAPTIVE,
    "avgpool2d": "`layers.AveragePooling2D(pool_size, strides, padding)(inputs)`",
    "batchnorm": _NORMALIZATION,
    "batchnorm2d": _NORMALIZATION,
    "batchnormalization2d": _NORMALIZATION,
    "linear": _DENSE,
    "fullyconnected": _DENSE,
    "maxpool2d": _POOLING,
    "sequential": "`keras.Sequential([...])`",
    "model": "`keras.Model(inputs, outputs)`",
    "merge": "`layers.Add()([a, b])`, or simply `a + b`",
    "convolution": _CONVOLUTION,
    "pool": _POOLING,
    "globalpooling": _ADAPTIVE,
}
# Functions on tensors, as other libraries call them.
FUNCTIONS = {
    "averagepooling2d": "`ops.average_pool(inputs, pool_size, strides, padding)`",
    "batchnorm": _NORMALIZATION,
    "batchnormalization": _NORMALIZATION,
    "cat": "`ops.concatenate([a, b], axis=...)`",
    "clamp": "`ops.clip(inputs, low, high)`",
    "concat": "`ops.concatenate([a, b], axis=...)`",
    "conv2d": "`self.custom_conv2d(inputs, filters, kernel_size, strides)`",
    "dropout": "`layers.Dropout(rate)(inputs)`",
    "expanddims": "`ops.expand_dims(inputs, axis)`",
    "globalaveragepooling": "`ops.mean(inputs, axis=...)`",
    "log": "`ops.log(inputs)`",
    "maxpool2d": "`ops.max_pool(inputs, pool_size, strides, padding)`",
    "permute": "`ops.transpose(inputs, axes)`",
    "reducemax": "`ops.max(inputs, axis=...)`",
    "reducemean": "`ops.mean(inputs, axis=...)`",
    "reducesum": "`ops.sum(inputs, axis=...)`",
    "tensor": "`ops.convert_to_tensor(values)`",
    "tofloat": '`ops.cast(inputs, "float32")`',
    "unsqueeze": "`ops.expand_dims(inputs, axis)`",
    "view": "`ops.reshape(inputs, shape)`",
}
TENSORFLOW_1 = {
    "app": _EAGER,
    "contrib": "TensorFlow 2 has no `contrib`; layers are in `keras.layers`",
    "get_variable": _KERAS_KEEPS_WEIGHTS,
    "global_variables_initializer": f"{_EAGER}, and {_KERAS_KEEPS_WEIGHTS}",
    "layers": "layers are in `keras.layers`: `layers.Conv2D(filters, kernel_size)(inputs)`",
    "placeholder": f"{_EAGER}. Where a symbolic tensor is meant, it is `keras.Input(shape)`",
    "Session": _EAGER,
    "truncated_normal": _KERAS_KEEPS_WEIGHTS,
    "variable_scope": _KERAS_KEEPS_WEIGHTS,
}
# Names under which other libraries are imported by habit.
LIBRARIES = {
    "F": "PyTorch's functions are not used here; those of Keras are in `ops`, such as `ops.relu(x)`",
    "K": "The functions of `keras.backend` are in `ops` now, such as `ops.mean(x)`",
    "nn": "PyTorch's `nn` is not used here; the layers of Keras are in `layers`, such as "
    "`layers.Conv2D(filters, kernel_size)`",
    "slim": "TensorFlow 1's `slim` is gone; the layers of Keras are in `layers`",
    "torch": "PyTorch is not used here; layers are in `layers`, functions on tensors in `ops`",
    "torchvision": "PyTorch is not used here; layers are in `layers`, functions on tensors in `ops`",
}
# What a network in PyTorch keeps in `self`. The longest that begins a name counts.
OF_SELF = {
    "act": _RELU,
    "avg": _ADAPTIVE,
    "batch": _NORMALIZATION,
    "bn": _NORMALIZATION,
    "norm": _NORMALIZATION,
    "conv": "`self.custom_conv2d(inputs, filters, kernel_size, strides)`",
    "downsample": "`self.custom_conv2d(inputs, shortcut_filters, 1, strides)`",
    "shortcut": "`self.custom_conv2d(inputs, shortcut_filters, 1, strides)`",
    "proj": "`self.custom_conv2d(inputs, shortcut_filters, 1, strides)`",
    "dense": _DENSE,
    "fc": _DENSE,
    "linear": _DENSE,
    "maxpool": _POOLING,
    "pool": _POOLING,
    "relu": _RELU,
}
# Arguments of PyTorch, TensorFlow 1 and Keras 2.
_LEFT_OUT = "leave it out, since Keras sees the channels of what comes in"
ARGUMENTS = {
    "affine": "leave it out, since Keras learns scale and shift by itself",
    "bias": "in Keras it is `use_bias`",
    "dilation": "in Keras it is `dilation_rate`",
    "dim": "in Keras it is `axis`",
    "eps": "in Keras it is `epsilon`",
    "features": "in Keras it is `units` of a dense layer, `filters` of a convolution",
    "in_channels": _LEFT_OUT,
    "in_features": _LEFT_OUT,
    "inplace": "leave it out, since a tensor of TensorFlow is never changed in place",
    "is_training": "in Keras it is `training`, in the call: `layer(inputs, training=is_training)`",
    "keep_dims": "in Keras it is `keepdims`",
    "keepdim": "in Keras it is `keepdims`",
    "kernel": "in Keras it is `kernel_size`",
    "ksize": "in Keras it is `pool_size`",
    "lr": "in Keras it is `learning_rate`",
    "num_channels": _LEFT_OUT,
    "num_features": _LEFT_OUT,
    "out_channels": "in Keras it is `filters`",
    "out_features": "in Keras it is `units`",
    "padding_mode": "leave it out, since Keras pads with zeros",
    "reduction_indices": "in Keras it is `axis`",
    "stride": "in Keras it is `strides`",
    "track_running_stats": "leave it out, since Keras keeps mean and variance by itself",
    "training": "`training=` belongs to the call: `layer(inputs, training=is_training)`",
}
# Methods of a tensor in PyTorch or NumPy, or of the older TensorFlow.
OF_TENSOR = {
    "T": "`ops.transpose(tensor)`",
    "add": "`a + b`",
    "add_": "`a = a + b`; a tensor never changes",
    "append": "a method of lists; a tensor never changes",
    "assign": "a method of a layer's weights; a tensor never changes",
    "clone": "not needed: a tensor never changes, use it as it is",
    "copy": "not needed: a tensor never changes, use it as it is",
    "contiguous": "not needed",
    "detach": "`ops.stop_gradient(tensor)`",
    "dim": "`len(tensor.shape)`",
    "item": "`float(tensor)`",
    "flatten": "`ops.reshape(tensor, (-1,))`",
    "permute": "`ops.transpose(tensor, axes)`",
    "reshape": "`ops.reshape(tensor, shape)`",
    "size": "`tensor.shape`",
    "transpose": "`ops.transpose(tensor, axes)`",
    "unsqueeze": "`ops.expand_dims(tensor, axis)`",
    "view": "`ops.reshape(tensor, shape)`",
    "weight": "an attribute of a layer, `layer.kernel`",
    "weights": "an attribute of a layer",
}

# What a model, a layer, a weight or a tape is asked for by habit -> a sentence without its full stop.
OF_MODEL = {
    "add": "Only `keras.Sequential` has it; call layers on `model.output` instead",
    "forward": "It is called as it is: `model(inputs)`",
    "load_state_dict": "Each of its layers takes arrays by `layer.set_weights(arrays)`",
    "modules": "Its layers are in `model.layers`",
    "parameters": "Its weights are in `model.weights`, those that learn in `model.trainable_weights`",
    "pop": "Only `keras.Sequential` has it",
    "state_dict": "Its weights are in `model.weights`",
}
OF_LAYER = {
    "forward": "It is called as it is: `layer(inputs)`",
    "in_channels": "Its kernel shows it: `layer.kernel.shape`",
    "out_channels": "Here it is `layer.filters`",
    "output_shape": "Here it is `layer.output.shape`",
    "input_shape": "Here it is `layer.input.shape`",
    "parameters": "Its weights are in `layer.weights`",
    "weight": "Here it is `layer.kernel`, of a normalisation `layer.gamma`",
}
_ZEROS = "A weight is changed by `weight.assign(ops.zeros_like(weight))`"
OF_WEIGHT = {"copy_": _ZEROS, "data": _ZEROS, "fill_": _ZEROS, "zero_": _ZEROS}
OF_TAPE = {"gradients": "Here it is `tape.gradient(loss, weights)`"}


def key_of(name):
    """How a name is looked up in a table whose names are written in many ways."""
    return name.replace("_", "").lower()
