"""Values of the wrong kind: None, a number, a layer or a list where a tensor is expected, and back."""

import re

from resnet_lessons.checker.advice.words import what_kind, where_none_comes_from

_NUMBERS = {"float": "float32", "double": "float64", "half": "float16"}


def _where_none_comes_from(raised):
    if ".shape" in raised.line:
        return "A shape holds None where a size is left open, as that of the batch is."
    return where_none_comes_from(raised)


def wrong_value(raised):
    """What to say where something is not of the kind that is needed there."""
    for pattern, say in _RULES:
        found = re.search(pattern, raised.message)
        if found:
            words = say(found, raised)
            if words:
                return words
    return ""


def _not_callable(found, raised):
    name = found.group(1).split(".")[-1]
    if name == "NoneType":
        return f"What is called here is None. {_where_none_comes_from(raised)}"
    if name in ("EagerTensor", "KerasTensor", "SymbolicTensor"):
        return (
            "A tensor is called as if it were a layer or a function. The value before the "
            "parentheses is a tensor already. One pair of parentheses makes a layer, a second one "
            "calls it, and no third follows."
        )
    if name == "TensorShape":
        return "A shape is read without parentheses: `inputs.shape`, `inputs.shape[-1]`."
    if name == "module":
        return "A module cannot be called; name what you need from it, such as `layers.ReLU()`."
    if name in ("Network", "ResNetModel"):
        return "The network itself cannot be called. Call one of its methods: `self.name(...)`."
    hint = "is a `*`, a comma or an operator missing before the parenthesis?"
    if name == "str":
        hint = "leave the parentheses out."
    return f"The value before the parentheses is {what_kind(name)}, not a function: {hint}"


def _not_subscriptable(found, raised):
    name = found.group(1).split(".")[-1]
    if name == "NoneType":
        return f"The value before the square brackets is None. {_where_none_comes_from(raised)}"
    hint = (
        " Call it with round parentheses." if what_kind(name) in ("a function", "a class") else ""
    )
    hint = _LAYERS_OF_A_MODEL if what_kind(name) == "a model" else hint
    return f"The value before the square brackets is {what_kind(name)}: it has no parts.{hint}"


def _not_iterable(found, raised):
    if _is_about_the_shortcut(raised):
        return _PAIR
    what = what_kind(found.group(1))
    if what == "None":
        return (
            f"Several values are expected here, but there is None. {_where_none_comes_from(raised)}"
        )
    if unpacked := _UNPACKED.match(raised.line):
        names, value = unpacked.groups()
        return f"`{names}` should receive several values, but `{value}` is only {what}."
    loop = " To count, write `range(...)`." if what == "a whole number" else ""
    loop = _LAYERS_OF_A_MODEL if what == "a model" else loop
    if "Sequential(" in raised.line and what.startswith(("a class", "a function", "a value of")):
        return "`keras.Sequential` takes its layers as one list: `keras.Sequential([...])`."
    return f"Several values are expected here, but there is only {what}.{loop}"


# `a, b = value`, where the value is a name.
_UNPACKED = re.compile(r"(\w+(?:, ?\w+)+) = ([a-z]\w*)$")
_LAYERS_OF_A_MODEL = " Its layers are in `model.layers`."
_PAIR = (
    "`self.pre_activation_with_shortcut` takes `shortcut_params` as one pair: "
    "`(shortcut_filters, strides)`."
)


def _is_about_the_shortcut(raised):
    """Whether another answer took apart what this one handed over."""
    name = "pre_activation_with_shortcut"
    return raised.passed_through[-1:] == (name,) and raised.function != name


def _unpacked(found, raised):
    if _is_about_the_shortcut(raised):
        return _PAIR
    expected = found.group(2)
    counted = found.group(3) or ("fewer" if found.group(1) == "not enough" else "more")
    words = f"The left side names {expected} values, but the right side has {counted}."
    if "self." not in raised.line:
        return f"{words} Where their number may change, a loop is better."
    return (
        f"{words} A method that returns one tensor is given one name, one that returns two is given "
        "two."
    )


def _taken_apart(found, raised):
    has_several_names = re.match(r"\w+\s*,.*=", raised.line)
    where = "there are several names left of the `=`, or " if has_several_names else ""
    return (
        f"A tensor is taken apart here: {where}a loop or a `*` goes through it. A method that returns "
        "one tensor is given one name."
    )


def _operands(found, raised):
    first, second = (name.split(".")[-1] for name in found.groups()[1:])
    both = f"{what_kind(first)} and {what_kind(second)}"
    operator = found.group(1).split(" or ")[0].strip()
    if raised.line and not set(re.findall(r"[^\w\s]+", operator)) & set(
        re.findall(r"[^\w\s]+", raised.line)
    ):
        return f"On this line {both} meet where two numbers are expected."
    what = f"`{operator}` is between {both}"
    if "NoneType" in (first, second):
        return f"{what}. {_where_none_comes_from(raised)}"
    if "tuple" in (first, second):
        return f"{what}. Take one value out of the tuple first: `first, second = pair`."
    if {"type", "function", "method"} & {first, second}:
        return f"{what}. Call it first, then go on with what it returns."
    return f"{what}, which Python cannot do."


def _no_tensor(found, raised):
    name = found.group(1).split(".")[-1]
    if name == "NoneType":
        return f"None is given where a tensor is expected. {_where_none_comes_from(raised)}"
    if name in ("Network", "ResNetModel"):
        return "The network, `self`, is given where a tensor is expected."
    what = what_kind(name)
    if what in ("a class", "a function"):
        example = "`layers.ReLU()(inputs)`" if what == "a class" else "`function(x)`"
        return (
            f"{what.capitalize()} is given where a tensor is expected. Is a call missing, as in "
            f"{example}?"
        )
    if "keras" in found.group(1) and "layers" in found.group(1):
        return (
            f"The layer {name} itself is given where a tensor is expected. Call it: `layer(inputs)` "
            "gives a tensor."
        )
    return f"A tensor is expected here, but {what_kind(name)} is given."


def _number_types(found, raised):
    wanted, seen = (_NUMBERS.get(kind, kind) for kind in found.groups())
    if "string" in (wanted, seen):
        return "A string is given where numbers are expected."
    return (
        f"One tensor holds {wanted} numbers, the other {seen}; they must be of the same kind, here "
        'float32. NumPy makes float64 unless it is told otherwise. `ops.cast(x, "float32")` turns '
        "one into the other."
    )


def _one_of_many(found, raised):
    if raised.is_in_making:
        return _made_with_a_tensor(raised)
    if re.match(r"(?:if|elif|while)\b", raised.line) or " if " in raised.line:
        return (
            "A tensor holds many numbers, so `if` cannot tell whether it is true. To choose number "
            "by number use `ops.where`; to ask for a setting, ask the setting: "
            "`if shortcut_filters is None`."
        )
    larger = re.search(r"(?<![\w.])(max|min)\(", raised.line)
    if larger:
        name = larger.group(1)
        return (
            f"Python's `{name}` compares two values as a whole, but a tensor holds many numbers. "
            f"To compare them number by number, use `ops.{name}imum(a, b)`."
        )
    merging = re.search(r"\b(concatenate|concat|stack|add_n|vstack|hstack)\(", raised.line)
    listed = f" `{merging.group(1)}` takes its tensors as one list: `[a, b]`." if merging else ""
    return f"A tensor of many numbers is given where one number is expected.{listed}"


def _made_with_a_tensor(raised):
    if "custom_conv2d(" in raised.line:
        return (
            "There is a tensor in place of a number. The order is `self.custom_conv2d(inputs, "
            "filters, kernel_size, strides)`."
        )
    return "A layer was made with a tensor. Make it first, call it second: `layer(...)(inputs)`."


def _setting_is_a_tensor(found, raised):
    is_model = "KerasTensors" in raised.message
    return _made_with_a_tensor(raised) if raised.is_in_making and not is_model else ""


def _no_whole_number(found, raised):
    if found.group(1) == "float":
        return (
            "A whole number is needed here. `/` always gives a fraction; `//` gives a whole number."
        )
    none = f" {_where_none_comes_from(raised)}" if found.group(1) == "NoneType" else ""
    return f"A whole number is needed here, but there is {what_kind(found.group(1))}.{none}"


def _no_length(found, raised):
    what = what_kind(found.group(1))
    if "len" not in raised.names:
        return f"A list of values is expected here, but there is only {what}."
    return f"`len` counts parts, but there is only {what}."


def _no_place(found, raised):
    one, other = map(what_kind, found.groups())
    return f"The parts of {one} are numbered, but here {other} is in the square brackets."


def _mixed_sum(found, raised):
    one, other = map(what_kind, found.groups())
    return f"`+` is between {one} and {other}, which Python cannot put together."


def _not_assignable(found, raised):
    what = what_kind(found.group(1))
    if what == "a tensor":
        return "A tensor never changes. Compute a new one, for example with `ops.where`."
    if what.startswith(("a tuple", "a shape")):
        return f"{what.split(',')[0].capitalize()} never changes. A list does: `list(values)`."
    if what == "None":
        return f"The value before the square brackets is None. {_where_none_comes_from(raised)}"
    return f"The value before the square brackets is {what}: it has no parts to be replaced."


def _one_operand(found, raised):
    sign, function, kind = found.groups()
    what = what_kind(kind)
    begin = f"`{sign}` comes before {what}" if sign else f"`{function}` is given {what}"
    if what == "None":
        return f"{begin}. {_where_none_comes_from(raised)}"
    return f"{begin}, but needs a number or a tensor."


def _no_number(found, raised):
    what = what_kind(found.group(1))
    if what == "a shape":
        return "A shape holds several numbers. Take the one you need: `inputs.shape[-1]`."
    if what == "None":
        return f"None is given where a number is expected. {_where_none_comes_from(raised)}"
    return f"One number is expected here, but there is {what}."


def _says(text):
    return lambda found, raised: text


# What a message says -> what to say of it.
_RULES = (
    (r"'([\w.]+)' object is not callable", _not_callable),
    (r"'([\w.]+)' object is not subscriptable", _not_subscriptable),
    (r"'([\w.]+)' object is not iterable", _not_iterable),
    (r"cannot unpack non-iterable ([\w.]+)", _not_iterable),
    (r"(too many|not enough) values to unpack \(expected (\d+)(?:, got (\d+))?", _unpacked),
    (r"Iterating over a symbolic KerasTensor", _taken_apart),
    (
        r"unsupported operand type\(s\) for ([^:]+): '([\w.]+)' and '([\w.]+)'",
        _operands,
    ),
    (r"'([<>=!]+)' not supported between instances of '([\w.]+)' and '([\w.]+)'", _operands),
    (r"with an unsupported type \(<class '([\w.]+)'>\) to a Tensor", _no_tensor),
    (
        r"was expected to be an? (\w+) tensor but is an? (\w+) tensor",
        _number_types,
    ),
    (
        r"only 0-dimensional arrays can be converted|only size-1 arrays can be converted"
        r"|[Tt]ruth value of an array|condition of if statement expected",
        _one_of_many,
    ),
    (r"Received[^:]*[:=][^\[]*(?:\[\[|[Tt]ensor)", _setting_is_a_tensor),
    (r"'(\w+)' object cannot be interpreted as an integer", _no_whole_number),
    (r"dimension '[\d.]+' of type '<class '(float)'", _no_whole_number),
    (r"'([\w.]+)' object does not support item assignment", _not_assignable),
    (r"bad operand type for (?:unary (\S)|(\w+)\(\)): '([\w.]+)'", _one_operand),
    (r"argument of type '([\w.]+)' is not iterable", _not_iterable),
    (
        r"slice indices must be integers",
        _says("A slice begins and ends at whole numbers, and `//` gives those."),
    ),
    (r"int\(\) argument must be a string.*not '([\w.]+)'", _no_number),
    (r"can't multiply sequence by non-int of type '(\w+)'", _no_whole_number),
    (r"can only concatenate (\w+) \(not \"(\w+)\"\)", _mixed_sum),
    (r"object of type '(\w+)' has no len\(\)", _no_length),
    (r"(\w+) indices must be integers or slices, not (\w+)", _no_place),
)
