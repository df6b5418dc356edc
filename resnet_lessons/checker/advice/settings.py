"""Settings of a layer or of a function of `ops` that have the wrong kind, size or number."""

import re

from resnet_lessons.checker.advice.words import what_kind

# Of an argument that takes several axes where several make sense, these take one.
_ALONG_ONE_AXIS = (
    r"(?:concatenate|Concatenate|stack|split|softmax|Softmax|BatchNormalization|take)\("
)
_KINDS = r"(tuple|list|str|float|NoneType)"
# What is raised far below where something else than a whole number arrives as an axis.
_NO_AXIS = (
    rf"int\(\) argument must be a string.*not '{_KINDS}'",
    rf"unsupported operand type\(s\) for [%+-]: '{_KINDS}' and 'int'",
    rf"not supported between instances of '{_KINDS}' and 'int'",
    rf"not supported between instances of 'int' and '{_KINDS}'",
)
_NO_AXIS_AT_ALL = (
    (r"axis tensor should be a scalar integer|split_dim must be a scalar", "tuple"),
    (r"attr 'Tidx' of string|invalid literal for int\(\) with base 10", "str"),
)


def wrong_setting(raised):
    """What to say where a setting is not of the kind that is needed there."""
    if words := _axis(raised):
        return words
    for pattern, say in _RULES:
        found = re.search(pattern, raised.message)
        if found:
            words = say if isinstance(say, str) else say(found, raised)
            if words:
                return words.format("", *(group or "" for group in found.groups()))
    return ""


def _axis(raised):
    """An axis that is several, or no number."""
    if not re.search(rf"\baxis\s*=|{_ALONG_ONE_AXIS}", raised.line):
        return ""
    matches = (re.search(pattern, raised.message) for pattern in _NO_AXIS)
    kinds = [found.group(1) for found in matches if found]
    kinds += [kind for pattern, kind in _NO_AXIS_AT_ALL if re.search(pattern, raised.message)]
    if not kinds or (kinds[0] == "float" and not re.search(r"\baxis\s*=", raised.line)):
        return ""
    is_several = kinds[0] in ("tuple", "list")
    seen = "several were given" if is_several else f"{what_kind(kinds[0])} was given"
    if "BatchNormalization(" in raised.line:
        return (
            "`axis` of `layers.BatchNormalization` is one whole number, the axis of the channels, "
            f"but {seen}. Mean and variance are then taken over all the others."
        )
    return f"`axis` is one whole number here, but {seen}."


def _sides(found, raised):
    """A size that a layer takes once for all sides, or once for each."""
    name, number, value = found.groups()
    begin = f"`{name}` takes a whole number of 1 or more"
    begin += ", or a pair of them for height and width" if number == "2" else ""
    if "do not satisfy" in raised.message:
        return f"{begin}; 0 and negative numbers are refused."
    if value == "None":
        return f"{begin}, but None was given. Was the argument it comes from left out?"
    if re.match(r"-?\d+\.\d", value):
        return (
            f"{begin}, but a fraction was given. `/` always makes one; `//` gives a whole number."
        )
    if re.match(r"\d+$", value):
        # Keras shows a text as it shows a number.
        return (
            f"{begin}. What was given looks like a whole number, but is not one: is it a string in "
            "quotation marks, or an array?"
        )
    if value[:1] in "([":
        return f"{begin}, but a different number of values was given."
    return f"{begin}, but something else was given."


def _data_type(found, raised):
    if found.group(1) not in ("float", "int", "double", "half", "long", "byte"):
        return ""
    return 'Kinds of numbers are named with their size, such as `"float32"`.'


def _groups_of_normalisation(found, raised):
    return (
        "`layers.GroupNormalization` divides the channels into groups of equal size, but "
        f"{found.group(2)} channels cannot be divided into {found.group(1)} groups. The lessons "
        "normalise with `layers.BatchNormalization`, which has no groups."
    )


# What a message says -> what to say of it, {1} being what stands in its first parentheses.
_RULES = (
    (
        r"The `(kernel_size|strides|dilation_rate|pool_size|size)` argument must be a tuple of (\d) "
        r"integers?\. Received \w+=([^\s,]{1,40})",
        _sides,
    ),
    (
        r"`padding` argument must be a list/tuple or one of",
        'In Keras `padding` is `"same"`, which adds zeros, or `"valid"`, which adds nothing. The '
        "lessons' fixed padding is in `self.custom_conv2d`.",
    ),
    (
        r"`padding` should have two elements",
        "`layers.ZeroPadding2D` takes a number of pixels: one whole number for all sides, or a pair "
        "for height and width.",
    ),
    (
        r"`pad_width` must have the same length|first dimension of paddings must be the rank",
        "`ops.pad` takes one pair for each axis of the tensor, batch and channels included: "
        "`[(0, 0), (1, 1), (1, 1), (0, 0)]`. `self.custom_padding` does it for you.",
    ),
    (
        r"argument `mode` expected to be one of",
        '`ops.pad` takes `"constant"`, `"reflect"` or `"symmetric"` as its mode. `"same"` and '
        '`"valid"` are what a convolution takes as `padding`.',
    ),
    (
        r"ConcatOp : Expected concatenating dimensions in the range \[-\d+, (\d+)\), but got (-?\d+)",
        "These tensors have {1} axes, numbered from 0, but axis {2} is asked for.",
    ),
    (
        r"axis (-?\d+) is out of bounds for an array with dimension (\d+)",
        "Axis {1} is asked for, but there are {2} here, numbered from 0.",
    ),
    (
        r"Cannot squeeze axis=",
        "Only an axis of size 1 can be removed by `squeeze`, but this one is longer.",
    ),
    (
        r"transpose expects a vector of size (\d+)\. But input\(1\) is a vector of size (\d+)",
        "The new order has to name each axis once: this tensor has {1} axes, but {2} are named.",
    ),
    (
        r"Invalid value received for argument `rate`",
        "`rate` is the share of numbers that dropout sets to zero, between 0 and 1.",
    ),
    (
        r"Number of groups \((\d+)\) (?:cannot be more than|must be a multiple of) the number of "
        r"channels \((\d+)\)",
        _groups_of_normalisation,
    ),
    (
        r"evenly divisible by the number of groups",
        "`groups` has to divide both the number of channels and that of filters. The convolutions of this "
        "network have one group: leave `groups` out.",
    ),
    (
        r"not supported in conjunction with `dilation_rate",
        "A convolution of Keras has strides or a dilation, never both. The lessons' convolutions "
        "have no dilation: leave `dilation_rate` out.",
    ),
    (
        r"interpret regularizer identifier",
        'A regularizer is made by a call, such as `keras.regularizers.L2(0.0001)`, or named: `"l2"`.',
    ),
    (r"Invalid dtype: (\w+)", _data_type),
    (
        r"`x1` and `x2` either both should be `None`",
        "`ops.where(condition, a, b)` needs both: `a` is taken where the condition holds, `b` where "
        "it does not.",
    ),
    (
        r"Expected begin and size arguments to be 1-D",
        "`ops.slice` takes a beginning and a size for every axis. Square brackets are shorter: "
        "`x[:, 1:]`.",
    ),
    (
        r"Invalid permutation argument",
        "`layers.Permute` numbers the axes from 1 and leaves the batch out. `ops.transpose` numbers them "
        "from 0, batch included.",
    ),
    (
        r"Values in `cropping` argument should be",
        "More rows or columns are cut off than the picture has.",
    ),
    (
        r"Depth of input \((\d+)\) is not a multiple of input depth of filter \((\d+)\)",
        "This kernel takes {2} channels, but {1} arrive. A kernel has the shape (height, width, "
        "channels in, channels out).",
    ),
    (
        r"Value for attr '(?:Tshape|Tidx|Tperm|Tpaddings)' of",
        "Shapes and axes are given in whole numbers, but something else was given here.",
    ),
)
