"""What Python, TensorFlow and Keras say in words of their own, in words for a beginner."""

import re

_RULES = (
    # Layers and their settings.
    (
        r"^Input 0 .*expected axis (-?\d+) of input shape to have value (\d+)",
        "This layer was called before, on tensors of {2} channels, and keeps weights for those. Make "
        "a new layer for each place, or look at the channels that come in.",
    ),
    (
        r"^Input 0 .*expected (?:min_)?ndim=(\d+), found ndim=(\d+)",
        "This layer takes tensors of {1} dimensions, but got one of {2}. Images have four: batch, "
        "height, width, channels.",
    ),
    (
        r"expects 1 input\(s\), but it received (\d+)",
        "This layer takes one tensor, but got {1}. To join tensors, add them: `a + b`.",
    ),
    (
        r"merge layer should be called on a list|should be called on a list of at least",
        "This layer takes a list of tensors: `layers.Add()([a, b])`.",
    ),
    (
        r"output size would be zero or negative|Negative dimension size",
        "Nothing is left of the picture: the window is larger than the picture that arrives, and "
        '`padding="valid"` adds nothing around it. Did you mean `padding="same"`, or are the sides '
        "halved too often?",
    ),
    (
        r"interpret activation function identifier: ([A-Za-z_]\w*)$",
        'An activation is named in lower-case letters, such as `"relu"`.',
    ),
    (
        r"interpret activation function identifier",
        'The activation is a name in quotation marks, such as `"relu"`; it is the second argument '
        "of a dense layer, the fifth of a convolution. Give settings by name.",
    ),
    (
        r"`data_format` argument must be one of",
        'In Keras it is `"channels_last"` or `"channels_first"`; the network holds it in '
        "`self.data_format`.",
    ),
    (
        r"`padding` must be either|`padding` argument must be one of|Value for attr 'padding' of",
        'In Keras `padding` is `"same"` or `"valid"`, not a number of pixels.',
    ),
    (r"cannot contain character `/`", "A layer's name may not hold a `/`. Use `_`."),
    (
        r"must be fully-defined \(no `None` dimensions\)",
        "A number of channels is None here. `shortcut_filters` is None where the shortcut is an "
        "identity: then nothing projects, and no other convolution takes its filters from it.",
    ),
    (
        r"must build the layer before accessing|call `count_params` on layer .*isn't built",
        "A layer of Keras has no weights until it is called on a tensor.",
    ),
    (
        r"has never been called and thus has no defined output|was never called",
        "A layer that was not called has no output. What it returns is the tensor: "
        "`outputs = layer(inputs)`.",
    ),
    (
        r"cannot be built because it has no layers",
        "`keras.Sequential` holds no layer yet: hand it a list, `keras.Sequential([...])`.",
    ),
    (
        r"Expected `trainable` to be a boolean",
        "`keras.Sequential` takes its layers as one list: `keras.Sequential([...])`.",
    ),
    (
        r"No such layer: (\w+)",
        "The model has no layer of that name. `[layer.name for layer in model.layers]` lists them.",
    ),
    # Tensors.
    (
        r"Input to reshape is a tensor with (\d+) values, but the requested shape has (\d+)"
        r"|the requested shape requires a multiple of|cannot reshape array of size"
        r"|total size of the tensor must be unchanged",
        "A new shape must hold as many numbers as the old one.",
    ),
    (
        r"Invalid reduction dimension \(?(-?\d+) for input with (\d+) dim"
        r"|Index out of range using input dim (\d+); input has only (\d+) dims"
        r"|axis (-?\d+) is out of bounds for array of dimension (\d+)",
        "This tensor has {2}{4}{6} axes, numbered from 0, but axis {1}{3}{5} is asked for.",
    ),
    (
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "Counting begins at 0: axis {2} of this array has size {3}, so there is no place {1}.",
    ),
    (
        r"too many indices for array: array is (\d+)-dimensional, but (\d+) were",
        "This array has {1} axes, and its square brackets ask for places along {2}.",
    ),
    (
        r"could not broadcast input array from shape \(((?:\d+,? ?){0,6})\) into shape \(((?:\d+,? ?){0,6})\)",
        "Numbers of shape ({1}) are put where there is room for ({2}).",
    ),
    (
        r"all input arrays must have the same shape|must have same number of dimensions"
        r"|inhomogeneous shape|setting an array element with a sequence",
        "Arrays of different shapes cannot be put into one array.",
    ),
    (
        r"Improper number of dimensions to norm",
        "This norm is defined for vectors and matrices. Make one long vector of the array first: "
        "`np.ravel(array)`.",
    ),
    (r"axes don't match array", "The new order has to name each axis of the array once."),
    (
        r"Cannot interpret '\d+' as a data type",
        "A shape is one argument, in parentheses of its own: `np.zeros((2, 3))`.",
    ),
    (
        r"Cannot interpret '[\w.]+' as a data type",
        'NumPy names kinds of numbers with strings, such as `"float32"`.',
    ),
    (
        r"invalid literal for (?:int|float)\(\)|could not convert string to float",
        "A string is given where a number is expected.",
    ),
    (
        r"slice index (\d+) of dimension (\d+) out of bounds",
        "Counting begins at 0: axis {2} of this tensor has no place {1}.",
    ),
    (
        r"[Oo]nly integers, slices",
        "Parts of a tensor are taken by whole numbers or slices, such as `x[0]` or `x[:, 1:]`. `/` "
        "always gives a fraction; `//` gives a whole number.",
    ),
    (
        r"'T' of string is not in the list of allowed values|to EagerTensor of dtype string",
        "A string is given where numbers are expected.",
    ),
    (
        r"path should be string, bytes.* not \w+",
        "Only the name of a file can be here: this call reads a file.",
    ),
    (
        r"tf.gradients is not supported",
        "Gradients are taken with `tf.GradientTape`, as the exercise's section shows.",
    ),
    (
        r"zero-size array|arg is an empty sequence|is an empty (?:list|sequence)",
        "There is nothing to compute with: the list or array is empty here.",
    ),
    (
        r"could not be broadcast together|not aligned: |Cannot broadcast shape|Incompatible shapes"
        r"|mismatch in its core dimension|Matrix size-incompatible",
        "The two arrays have shapes that do not fit together.",
    ),
    (
        r"unhashable type: '(?:list|dict|set)'",
        "A list cannot be a key of a dictionary, nor be in a set. A tuple can: `tuple(values)`.",
    ),
    (
        r"does not support the context manager protocol",
        "Nothing can be opened by `with` here. Is a call missing, as in "
        "`with tf.GradientTape() as tape:`?",
    ),
    (
        r"only integer scalar arrays can be converted to a scalar index",
        "An array or a tensor is given where one whole number is expected. To count along an axis, count "
        "to its length: `range(x.shape[0])`.",
    ),
    (
        r"%\w format: |not all arguments converted during string formatting"
        r"|not enough arguments for format string|Replacement index \d+ out of range",
        "The placeholders in this string and the values for them do not match. In an f-string "
        'each value is written in its place: `f"block{{index}}"`.',
    ),
    (
        r"sequence item \d+: expected str instance",
        "`join` puts strings together, and something in the list is not a string. Make it one: "
        "`str(value)`.",
    ),
    (r"not in list$", "This value is looked for in a list that does not hold it."),
    (
        r"math domain error",
        "The function has no value there, such as the square root of a negative number.",
    ),
    (
        r"cannot convert float (?:NaN|infinity) to integer",
        "The number is NaN or infinite. Was something divided by 0 earlier?",
    ),
    (r"Attempting to slice scalar input", "A single number has no parts to be taken."),
    (
        r"zip\(\) argument \d+ is (?:longer|shorter)",
        "`zip` with `strict=True` takes lists of the same length, but these have different "
        "lengths.",
    ),
    (
        r"compat\.v1|Session graph is empty|placeholder\(\) is not compatible",
        "Placeholders and sessions belong to TensorFlow 1. Here a function gets tensors and "
        "computes with them at once.",
    ),
    (
        r"is out of scope and cannot be used here",
        "A tensor is used outside of the function or the network in which it was computed. Compute "
        "from the arguments of this call, and keep no tensor from an earlier one.",
    ),
    (
        r"Missing required positional argument",
        "A function of TensorFlow is called with too few arguments.",
    ),
    (r"super\(\): ", "An answer is a function, not a class: leave `super()` out."),
)
_OF_ERRORS = {
    "KeyError": "A dictionary is asked for {message}, a key that it does not hold.",
    "IndexError": "The code asks for an item that does not exist. Counting begins at 0, so the last "
    "of n is n - 1.",
    "FileNotFoundError": "The code asks for a file that does not exist. An answer needs no files: "
    "it gets what it works with as arguments.",
    "StopIteration": "`next` asks for one more item, and there is none left.",
    "ZeroDivisionError": "Something is divided by 0 here.",
    "RecursionError": "A function calls itself again and again, and never ends. `self.name(...)` with "
    "the name of the exercise calls your answer again: use the methods that come before it.",
    "MemoryError": "This would need more memory than there is. Is a size or a number of channels "
    "too large?",
    "ResourceExhaustedError": "This would need more memory than there is. Is a size or a number of "
    "channels too large?",
}


def known_message(raised):
    """What to say to a message that is known as it stands."""
    for pattern, words in _RULES:
        found = re.search(pattern, raised.message)
        if found:
            return words.format("", *(group or "" for group in found.groups()))
    return ""


def known_error(raised):
    """What to say to an error of a known kind, whatever its message."""
    if raised.name in ("ModuleNotFoundError", "ImportError"):
        return _not_imported(raised.message)
    if raised.name == "IndexError" and re.search(r"weights(?:\(\))?\[", raised.line):
        return (
            "The layer has no weight of that number. Before a layer is called on a tensor it has none, "
            "and some, such as `layers.ReLU`, never have any."
        )
    words = _OF_ERRORS.get(raised.name, "")
    return words.replace("{message}", f"`{raised.message[:60]}`".replace("``", "`"))


def _not_imported(message):
    module = re.search(r"No module named '([\w.]+)'", message)
    if module and module.group(1).split(".")[0] in ("torch", "torchvision"):
        return "PyTorch is not used here; layers are in `layers`, functions on tensors in `ops`."
    if module:
        return (
            f"There is no module `{module.group(1)}` here. What the exercises need is imported near "
            "the notebook's top."
        )
    name = re.search(r"cannot import name '(\w+)' from '([\w.]+)'", message)
    return f"`{name.group(2)}` has no `{name.group(1)}`. Is it misspelt?" if name else ""
