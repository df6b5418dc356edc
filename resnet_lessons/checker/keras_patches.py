"""Everything of Keras that is other than usual while an answer runs; nothing else here changes Keras.

Each change is a context manager, and at its end Keras is as the notebook left it:

- `standard_keras`: the CPU, float32, and operations that give the same numbers on every machine.
- `fresh_names`: names of layers are counted from the start.
- `seeded_weights`: every weight has a value that a seed decides on.
- `layer_calls`, `symbolic_calls`: somebody looks on while layers are called.
"""

import collections
import contextlib
import functools
import inspect
import random
import warnings

import keras
import numpy as np
from keras import ops
from keras.src import backend
from keras.src.backend.common import global_state
from keras.src.initializers.random_initializers import RandomInitializer
from keras.src.ops.operation_utils import compute_conv_output_shape

from resnet_lessons.checker.keras_shortcuts import keras_shortcuts
from resnet_lessons.checker.seeded_values import seeded_value, squeezed
from resnet_lessons.course.keys.call import EPSILON, LARGEST_EPSILON

_NAME_COUNTERS = "object_name_uids"
_ROLES = {
    "kernel": "kernel",
    "bias": "offset",
    "beta": "offset",
    "gamma": "scale",
    "moving_mean": "moving offset",
    "moving_variance": "moving scale",
}
_LAST, _FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


@contextlib.contextmanager
def replaced(owner, name, make):
    """While active, an attribute is what `make` makes of the usual one."""
    # `getattr_static` takes as long as a lean layer, and is needed only for what a base class has.
    usual = vars(owner)[name] if name in vars(owner) else inspect.getattr_static(owner, name)
    setattr(owner, name, make(usual))
    try:
        yield
    finally:
        setattr(owner, name, usual)


def layer_calls(make):
    """While active, calling a layer is what `make` makes of the usual `call(layer, *args, **kwargs)`."""
    return replaced(keras.layers.Layer, "__call__", make)


def symbolic_calls(make):
    """As `layer_calls`, for an operation on symbolic tensors."""
    return replaced(keras.Operation, "symbolic_call", make)


# Settings -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def standard_keras():
    """CPU and float32, whatever the notebook has chosen for training.

    Initializers take their seeds from Python's generator: it is put back too, so that a check does
    not change the training that follows it.
    """
    state = random.getstate()
    policy = keras.config.dtype_policy()
    data_format = keras.config.image_data_format()
    floatx = keras.config.floatx()
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    keras.config.set_image_data_format("channels_last")
    try:
        with (
            keras.device("cpu"),
            standard_operations(),
            _standard_epsilon(),
            keras_shortcuts(),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        keras.config.set_floatx(floatx)
        keras.config.set_dtype_policy(policy)
        keras.config.set_image_data_format(data_format)
        random.setstate(state)


def _standard_epsilon():
    """While active, every batch normalisation computes with Keras' epsilon.

    The lessons leave epsilon open (PyTorch has 1e-5, Keras 1e-3), so a student's choice must not
    make another number anywhere, neither in this answer nor in those that call it. A value so large
    that it changes what is learnt stays.
    """

    def standard(call):
        @functools.wraps(call)
        def standard_call(layer, *args, **kwargs):
            chosen = layer.epsilon
            if 0 <= chosen <= LARGEST_EPSILON:
                layer.epsilon = EPSILON
            try:
                return call(layer, *args, **kwargs)
            finally:
                layer.epsilon = chosen

        return standard_call

    return replaced(keras.layers.BatchNormalization, "call", standard)


@contextlib.contextmanager
def fresh_names():
    """Keras counts the names of layers from the start, afterwards on from where the notebook was.

    So a check does not change the names of the notebook's layers. And TensorFlow keeps something
    for every name of a variable that it has not met: new names would cost each check a third of its
    time and 7 MB for good (Keras 3.15; `keras.backend.clear_session` would forget the notebook's).
    """
    counters = global_state.get_global_attribute(_NAME_COUNTERS)
    global_state.set_global_attribute(_NAME_COUNTERS, collections.defaultdict(int))
    try:
        yield
    finally:
        global_state.set_global_attribute(_NAME_COUNTERS, counters)


# Weights ------------------------------------------------------------------------------------------


def seeded_weights(seed, weights, *, only_random=False):
    """While active, each weight gets a seeded value in place of its initializer's.

    The value depends on the seed, on what the weight is for and on its squeezed shape, and on
    nothing else, but for the order of kernels if `weights` has one. So every correct program computes
    the same numbers, whatever the names or the layers it was written with: a 1x1 convolution or a
    dense layer. It enters through the initializer, since Keras may create a weight first and fill it
    later: it does so for the layers inside a layer of the student's own.

    Args:
        seed: whole number.
        weights: `Weights`; each weight of decimal numbers is noted there.
        only_random: leave a weight alone whose initializer is not random, such as one of zeros.
    """

    def seeding(create):
        @functools.wraps(create)
        def create_seeded(variable, initializer, *args, **kwargs):
            if isinstance(initializer, str):
                initializer = keras.initializers.get(initializer)
            if not callable(initializer):
                return create(variable, initializer, *args, **kwargs)

            # Keras may ask an initializer again.
            placed, first = functools.cache(lambda shape: weights.place(squeezed(shape))), []

            def seeded(shape, dtype=None):
                is_kept = only_random and not isinstance(initializer, RandomInitializer)
                if is_kept or not _is_float(dtype):
                    return initializer(shape, dtype=dtype)
                role = _role(variable, shape, lambda: initializer(shape, dtype=dtype))
                place = placed(tuple(shape)) if role == "kernel" else 0
                first.append(seeded_value(seed, role, shape, place))
                return ops.convert_to_tensor(first[-1], dtype)

            create(variable, seeded, *args, **kwargs)
            if not _is_float(variable.dtype):
                return
            if variable.trainable:
                weights.variables.append(variable)
            else:
                weights.moving.append((variable, first))

        return create_seeded

    return replaced(keras.Variable, "__init__", seeding)


def _is_float(dtype):
    return "float" in keras.backend.standardize_dtype(dtype)


def _role(variable, shape, usual):
    """What a weight is for: by the names that Keras gives, else by its dimensions and usual first value."""
    if variable.name in _ROLES:
        return _ROLES[variable.name]
    if sum(size != 1 for size in shape) >= 2:
        return "kernel"
    starts_at_one = bool(np.all(ops.convert_to_numpy(usual()) == 1))
    role = "scale" if starts_at_one else "offset"
    return role if variable.trainable else f"moving {role}"


# Operations ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def standard_operations():
    """While active, convolution and max pooling give the same numbers on the CPU of any machine.

    Channels first: outside a compiled function TensorFlow prepares such a convolution anew at each
    call, which takes up to a second on some processors; without oneDNN it refuses. So inputs are
    transposed, convolved with the channels last, and transposed back.

    Nothing left: a window larger than the image leaves none of it. There oneDNN divides by zero and
    takes the process along, or stops with an error (TensorFlow 2.21). Without oneDNN the
    result is an empty array, as it is here.
    """
    with (
        replaced(backend.nn, "conv", _convolution),
        replaced(backend.nn, "max_pool", _max_pooling),
    ):
        yield


def _convolution(usual):
    def convolution(inputs, kernel, strides=1, padding="valid", data_format=None, *args, **kwargs):
        given = backend.standardize_data_format(data_format)
        if len(inputs.shape) != 4:
            return usual(inputs, kernel, strides, padding, given, *args, **kwargs)
        if given == "channels_first":
            last = ops.transpose(inputs, _LAST)
            found = convolution(last, kernel, strides, padding, "channels_last", *args, **kwargs)
            return ops.transpose(found, _FIRST)
        if 0 in inputs.shape[1:3]:
            facts = kernel.shape[-1], tuple(kernel.shape[:2]), strides, padding
            return ops.zeros(compute_conv_output_shape(tuple(inputs.shape), *facts), inputs.dtype)
        return usual(inputs, kernel, strides, padding, given, *args, **kwargs)

    return convolution


def _max_pooling(usual):
    def max_pooling(inputs, pool_size, strides=None, padding="valid", data_format=None):
        given = backend.standardize_data_format(data_format)
        if padding == "valid" and len(inputs.shape) == 4 and None not in inputs.shape:
            shape = _left(tuple(inputs.shape), pool_size, strides or pool_size, given)
            if 0 in shape:
                return ops.zeros(shape, inputs.dtype)
        return usual(inputs, pool_size, strides, padding, given)

    return max_pooling


def _left(shape, windows, strides, data_format):
    """The shape of what pooling without padding leaves of images."""
    first = 1 if data_format == "channels_last" else 2
    sides = np.array(shape[first : first + 2])
    left = np.maximum(0, (sides - windows) // strides + 1)
    return (*shape[:first], *left.tolist(), *shape[first + 2 :])
