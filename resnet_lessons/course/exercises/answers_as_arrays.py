"""Models and tensors that a plain function returned, as arrays; what is none raises `Unexpected`.

Keras is loaded by the calls, since exercises are read without it.
"""

import numpy as np

from resnet_lessons.course.exercises.exercise import Unexpected
from resnet_lessons.course.keys import TOLERANCE
from resnet_lessons.display import joined


def model_of(returned, expected):
    """What was returned, if it is a `keras.Model`.

    Args:
        returned: by a student's function.
        expected: what was asked for, in words.

    Raises:
        Unexpected: when it is none.
    """
    import keras

    if isinstance(returned, keras.KerasTensor):
        raise unexpected(returned, expected, "Wrap it: `keras.Model(inputs, outputs)`.")
    if not isinstance(returned, keras.Model):
        raise unexpected(returned, expected)
    return returned


def predicted(model, inputs, what):
    """What a model makes of some inputs, the way it does after training."""
    return array_of(model(inputs, training=False), f"a tensor from {what}")


def array_of(value, expected):
    """A float32 array of a tensor or an array of numbers.

    Raises:
        Unexpected: when the value is something else, or holds NaN or infinite numbers.
    """
    import keras

    if isinstance(value, keras.KerasTensor) or not (
        keras.ops.is_tensor(value) or isinstance(value, (np.ndarray, np.number))
    ):
        raise unexpected(value, expected)
    array = np.asarray(keras.ops.convert_to_numpy(value))
    if array.dtype.kind not in "fiu":
        raise Unexpected(f"the result holds {array.dtype} values, expected {expected} of numbers")
    if array.size > 1_000_000:
        raise Unexpected(f"the result holds {array.size:,} values, expected {expected}")
    if not np.isfinite(array).all():
        raise Unexpected("the result holds NaN or infinite values")
    return array.astype("float32")


def arrays_of(weights):
    """The values of weights, in half the time that NumPy takes to ask for them; none changes later."""
    return [weight.numpy() for weight in weights]


def listed(returned, expected):
    """The items of a list, a tuple or a set that a function returned.

    Args:
        returned: by a student's function.
        expected: what was asked for, in words.

    Raises:
        Unexpected: when it is something else.
    """
    if not isinstance(returned, (list, tuple, set)):
        raise unexpected(returned, expected)
    return list(returned)


def places_of(returned, expected, known):
    """The places of returned names among the known ones.

    Args:
        returned: by a student's function.
        expected: what was asked for, in words.
        known: list of names.

    Returns:
        float32 array of no more than a hundred places, −1 for any other name

    Raises:
        Unexpected: when it is no list, or holds something that is no text.
    """
    names = listed(returned, f"a list of {expected}")
    for name in names:
        if not isinstance(name, str):
            raise Unexpected(f"the answer holds {_kind_of(name)[0]}, expected {expected}")
    places = [known.index(name) if name in known else -1 for name in names[:100]]
    return np.array(places, "float32")


def about_names(places, expected, known):
    """How returned names differ from those expected, in a sentence.

    Args:
        places, expected: as `places_of` returns them.
        known: the names, in order.
    """
    missing = _names_at(expected, places, known)
    extra = _names_at(places, expected, known)
    told = []
    if missing:
        told.append(f"{joined(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    if extra:
        told.append(f"{joined(extra)} should not be among them")
    if (places == -1).any():
        told.append("some name nothing that was given")
    told = told or ["each should be there once, in the order in which they were given"]
    return f"The returned names are not right: {joined(told)}."


def _names_at(places, others, known):
    """The known names at places that are not among the others, each once."""
    there, elsewhere = places.ravel(), others.ravel()
    numbers = (
        number for number in range(len(known)) if number in there and number not in elsewhere
    )
    return [known[number] for number in numbers]


def weight_values(model):
    """The values of a model's weights, as a set of what tells them apart."""
    return values_told_apart(arrays_of(model.weights))


def values_told_apart(arrays):
    return {(array.shape, array.tobytes()) for array in arrays}


def unexpected(returned, expected, advice=None):
    """`Unexpected`, in words that say what was returned and what to do about it.

    Args:
        returned: by a student's function.
        expected: what was asked for, in words.
        advice: a sentence in place of what is usually said to a value of this kind.
    """
    kind, usual = _kind_of(returned)
    advice = usual if advice is None else advice
    return Unexpected(f"the function returned {kind}, expected {expected}. {advice}".rstrip())


def _kind_of(value):
    """(what a value is, advice or "")."""
    import keras

    if value is None:
        return "nothing (None)", "Does it end in a `return` line?"
    if isinstance(value, keras.KerasTensor):
        return (
            "a symbolic tensor",
            "Compute from what the function is given, not from a new input.",
        )
    if isinstance(value, keras.Model):
        return "a whole Keras model", ""
    if isinstance(value, keras.layers.Layer):
        return f"the layer {type(value).__name__}", ""
    if isinstance(value, (tuple, list)):
        return f"{len(value)} values in a {type(value).__name__}", ""
    if keras.ops.is_tensor(value):
        return "a tensor", ""
    if callable(value):
        return "a function", "If it was meant to be called, call it."
    return f"a value of type {type(value).__name__}", ""


def number_of(value, expected):
    """A single number, Python's, NumPy's or a tensor of it, as float.

    Raises:
        Unexpected: when the value is something else, NaN or infinite.
    """
    if type(value) in (int, float):
        value = np.float64(value)
    array = array_of(value, expected)
    if array.size != 1:
        raise Unexpected(f"the answer holds {array.size} numbers in one place, expected {expected}")
    return float(array.reshape(()))


def share(flags):
    """The share of flags that are set, as a float32 scalar."""
    return np.float32(np.mean(flags)).reshape(())


def is_probabilities(array):
    """Whether each row of an array holds positive numbers that add up to one."""
    if array.ndim != 2 or not array.size:
        return False
    return bool((array >= 0).all()) and np.allclose(array.sum(axis=1), 1, atol=1e-4)


def is_close(array, other):
    """Whether numbers agree as closely as those of an answer have to."""
    return np.allclose(array, other, rtol=TOLERANCE, atol=TOLERANCE)


def is_alike(array, other):
    """Whether two arrays have one shape, and numbers that are close."""
    return array.shape == other.shape and is_close(array, other)
