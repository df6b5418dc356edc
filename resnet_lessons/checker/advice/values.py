"""Values of the wrong kind: None, a number, a layer or a list where a tensor is expected, and back."""

import re

_WORDS = {
    "NoneType": "None",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "True or False",
    "list": "a list",
    "tuple": "a tuple, that is, several values",
    "dict": "a dictionary",
    "set": "a set",
    "function": "a function",
    "builtin_function_or_method": "a function",
    "method": "a function",
    "type": "a class",
    "module": "a module",
    "EagerTensor": "a tensor",
    "KerasTensor": "a tensor",
    "SymbolicTensor": "a tensor",
    "ndarray": "an array",
    "TensorShape": "a shape",
    "Network": "the network, `self`",
}
_NUMBERS = {"float": "float32", "double": "float64", "half": "float16"}
_WHERE_NONE_COMES_FROM = (
    "A function without a `return` line gives None, and so does an argument that was left out, "
    "such as `shortcut_filters` where the shortcut is an identity."
)


def wrong_value(raised):
    """What to say where something is not of the kind that is needed there."""
    for pattern, say in _RULES:
        found = re.search(pattern, raised.message)
        if found:
            words = say(found, raised)
            if words:
                return words
    return ""


def _what(name):
    return _WORDS.get(name.split(".")[-1], f"of the kind {name.split('.')[-1]}")


def _not_callable(found, raised):
    name = found.group(1).split(".")[-1]
    if name == "NoneType":
        return f"What is called here is None. {_WHERE_NONE_COMES_FROM}"
    if name in ("EagerTensor", "KerasTensor", "SymbolicTensor"):
        return (
            "A tensor is called as if it were a layer. A layer's result is a tensor already: one "
            "pair of parentheses makes the layer, one calls it."
        )
    if name == "TensorShape":
        return "A shape is read without parentheses: `inputs.shape`, `inputs.shape[-1]`."
    if name == "module":
        return "A module cannot be called; name what you need of it, such as `layers.ReLU()`."
    if name in ("Network", "ResNetModel"):
        return "The network itself cannot be called. Call one of its methods: `self.name(...)`."
    hint = "is a `*`, a comma or an operator missing before the parenthesis?"
    if name == "str":
        hint = "leave the parentheses out."
    return f"What stands before the parentheses is {_what(name)}, not a function: {hint}"


def _not_subscriptable(found, raised):
    name = found.group(1).split(".")[-1]
    if name == "NoneType":
        return f"What stands before the square brackets is None. {_WHERE_NONE_COMES_FROM}"
    hint = " Call it with round parentheses." if _what(name) in ("a function", "a class") else ""
    return f"What stands before the square brackets is {_what(name)}: it has no parts.{hint}"


def _not_iterable(found, raised):
    if _is_about_the_shortcut(raised):
        return _PAIR
    what = _what(found.group(1))
    if what == "None":
        return f"Several values are expected here, and there is None. {_WHERE_NONE_COMES_FROM}"
    loop = " To count, write `range(...)`." if what == "a whole number" else ""
    return f"Several values are expected here, and there is only {what}.{loop}"


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
    few = found.group(1) == "not enough"
    expected = found.group(2)
    counted = "fewer" if few else "more"
    return (
        f"The left side names {expected} values, and the right side has {counted}. A method that "
        "returns one tensor is given one name, one that returns two is given two."
    )


def _operands(found, raised):
    first, second = (name.split(".")[-1] for name in found.groups()[1:])
    what = f"`{found.group(1).strip()}` stands between {_what(first)} and {_what(second)}"
    if "NoneType" in (first, second):
        return f"{what}. {_WHERE_NONE_COMES_FROM}"
    if "tuple" in (first, second):
        return f"{what}. Take one value out of the tuple first: `first, second = pair`."
    if {"type", "function", "method"} & {first, second}:
        return f"{what}. Call it first, then go on with what it returns."
    return f"{what}, which Python cannot do."


def _no_tensor(found, raised):
    name = found.group(1).split(".")[-1]
    if name == "NoneType":
        return f"None stands where a tensor is expected. {_WHERE_NONE_COMES_FROM}"
    if name in ("Network", "ResNetModel"):
        return "The network, `self`, stands where a tensor is expected."
    if name in ("type", "function", "method"):
        return (
            f"{_WORDS[name].capitalize()} stands where a tensor is expected. Is a call missing, as "
            "in `layers.ReLU()(inputs)`?"
        )
    if "keras" in found.group(1) and "layers" in found.group(1):
        return (
            f"The layer {name} itself stands where a tensor is expected. Call it: `layer(inputs)` "
            "gives a tensor."
        )
    return f"What stands where a tensor is expected is {_what(name)}."


def _number_types(found, raised):
    wanted, seen = (_NUMBERS.get(kind, kind) for kind in found.groups())
    if "string" in (wanted, seen):
        return "A text stands where numbers are expected."
    return (
        f"One tensor holds {wanted} numbers, the other {seen}; they must be of one kind, here "
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
    return "A tensor of many numbers stands where one number is expected."


def _made_with_a_tensor(raised):
    if "custom_conv2d(" in raised.line:
        return (
            "A tensor stands in the place of a number. The order is "
            "`self.custom_conv2d(inputs, filters, kernel_size, strides)`."
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
    return f"A whole number is needed here, and there is {_what(found.group(1))}."


def _no_length(found, raised):
    return f"`len` counts parts, and there is only {_what(found.group(1))}."


def _mixed_sum(found, raised):
    one, other = map(_what, found.groups())
    return f"`+` stands between {one} and {other}, which Python cannot put together."


def _says(text):
    return lambda found, raised: text


# What a message says -> what to say of it.
_RULES = (
    (r"'([\w.]+)' object is not callable", _not_callable),
    (r"'([\w.]+)' object is not subscriptable", _not_subscriptable),
    (r"'([\w.]+)' object is not iterable", _not_iterable),
    (r"cannot unpack non-iterable ([\w.]+)", _not_iterable),
    (r"(too many|not enough) values to unpack \(expected (\d+)", _unpacked),
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
        r"|[Tt]ruth value of an array",
        _one_of_many,
    ),
    (r"Received[^:]*[:=][^\[]*(?:\[\[|[Tt]ensor)", _setting_is_a_tensor),
    (r"'(\w+)' object cannot be interpreted as an integer", _no_whole_number),
    (r"dimension '[\d.]+' of type '<class '(float)'", _no_whole_number),
    (
        r"object does not support item assignment",
        _says("A tensor never changes. Compute a new one, for example with `ops.where`."),
    ),
    (r"can't multiply sequence by non-int of type '(\w+)'", _no_whole_number),
    (r"can only concatenate (\w+) \(not \"(\w+)\"\)", _mixed_sum),
    (r"object of type '(\w+)' has no len\(\)", _no_length),
)
