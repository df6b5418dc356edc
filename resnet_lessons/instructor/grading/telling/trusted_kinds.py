"""What an answer returned in place of what was asked for, as a process tells it in which it ran.

Such a process may say anything. What it says is read piece by piece, and each piece is looked up: a
phrase of ours, the name of a known kind of value, or a number that is small or stands in the student's
own cell. Whatever else it says is left out.
"""

import re

from resnet_lessons.checker.layers_seen import KNOWN_KINDS

_PHRASES = {
    "nothing (None)", "a symbolic tensor", "a symbolic tensor (KerasTensor)", "a whole Keras model",
    "a tensor", "a function", "a string", "True or False", "a list", "a tuple", "a dictionary",
}  # fmt: skip
_TYPES = {
    "NoneType", "bool", "bytes", "complex", "dict", "dict_items", "dict_keys", "dict_values",
    "enumerate", "filter", "float", "float32", "float64", "frozenset", "generator", "int", "int32",
    "int64", "list", "map", "module", "ndarray", "range", "reversed", "set", "str", "tuple", "type",
    "zip", "EagerTensor", "KerasTensor", "ResourceVariable", "SymbolicTensor", "TensorShape",
    "Variable",
}  # fmt: skip
_DATA_TYPES = {
    "bool", "bfloat16", "complex64", "complex128", "float16", "float64", "int8", "int16", "int32",
    "int64", "object", "uint8", "uint16", "uint32", "uint64",
}  # fmt: skip
# What stands at the end of a message of the check.
_ADVICE = (
    "Does it end in a `return` line?",
    "Return the tensor.",
    "Call it on a tensor: `layer(inputs)`.",
    "If it was meant to be called, call it.",
    "Call it.",
    "Did a tape give it? A tape watches variables by itself, but a constant only after `tape.watch(…)`.",
    "Wrap it: `keras.Model(inputs, outputs)`.",
    "Compute from what the function is given, not from a new input.",
)
_BEGINNING = re.compile(r"the function returned |the answer is |the answer holds ")
_NONE_FOR = re.compile(
    r"nothing \(None\) for (?:(?:x|kernel1|kernel2)_gradient(?:, | and |$)){1,3}"
)
_NO_NORM = re.compile(
    r"the dictionary holds no norm of block_layer\d_(?:regular|bottleneck)_block\d(?:_output)?"
)
_COUNTED = re.compile(
    r"(an item of the answer|the answer|the dictionary) holds (\d+) (numbers in one place|numbers|norms)"
)


def trusted_kind(message, cell):
    """What a message says that came, in our words, or "" where it says nothing that is known.

    Args:
        message: of a failure, from a process that may say anything.
        cell: the `Cell` that holds the answer.
    """
    seen = message.split(", expected ")[0]
    advice = next((each for each in _ADVICE if message.endswith(each)), "")
    # The only message that says what came without a word of what was expected.
    seen = seen.removesuffix(f". {advice}") if advice else seen
    found = _counted(seen, cell) or _of_the_result(seen) or _of_a_kind(seen, cell)
    return f"{found}. {advice}" if found and advice else found


def _counted(seen, cell):
    found = _COUNTED.fullmatch(seen)
    if not found:
        return ""
    what, number, of_what = found.groups()
    if _is_harmless(number, cell):
        return seen
    return f"{what} holds another number of {of_what.replace('numbers', 'values')}"


def _of_the_result(seen):
    if seen == "the result holds NaN or infinite values" or _NO_NORM.fullmatch(seen):
        return seen
    if re.fullmatch(r"the result holds [\d,]+ values|.* returned a tensor of [\d,]+ values", seen):
        return "the result holds far too many values"
    found = re.fullmatch(r"the result holds (\w+) values", seen)
    return seen if found and found.group(1) in _DATA_TYPES else ""


def _of_a_kind(seen, cell):
    begins = _BEGINNING.match(seen)
    if not begins:
        return ""
    kind = seen[begins.end() :]
    return f"{begins.group()}{told}" if (told := _kind(kind, cell)) else ""


def _kind(kind, cell):
    """What kind of value it was, or ""."""
    if kind in _PHRASES or _NONE_FOR.fullmatch(kind):
        return kind
    if found := re.fullmatch(r"(?:a value of type|an?) (\w+)", kind):
        is_own = re.search(rf"\bclass {found.group(1)}\b", cell.source)
        return kind if found.group(1) in _TYPES or is_own else ""
    if found := re.fullmatch(r"the layer (\w+)(?: itself)?", kind):
        return kind if found.group(1) in KNOWN_KINDS else "a layer"
    if found := re.fullmatch(r"(\d+) values in a (\w+)", kind):
        number, holder = found.groups()
        if holder not in ("list", "tuple"):
            return "several values"
        return kind if _is_harmless(number, cell) else f"another number of values in a {holder}"
    if found := re.fullmatch(r"(?:the number )?(-?[\d.]+(?:e[+-]\d+)?)", kind):
        return kind if _is_harmless(found.group(1), cell) else "a number"
    return "too large a number" if re.fullmatch(r"a number beyond [\d,]+", kind) else ""


def _is_harmless(number, cell):
    """Whether a number can hardly carry anything: a digit or two, or one of the student's own cell."""
    return bool(re.fullmatch(r"-?\d(?:\.\d)?", number)) or number in re.findall(
        r"[\d.]+", cell.source
    )
