"""What kinds of values are called in a sentence for a beginner, and where None comes from."""

_WORDS = {
    "NoneType": "None",
    "int": "a whole number",
    "float": "a number",
    "str": "a string",
    "bool": "True or False",
    "list": "a list",
    "tuple": "a tuple, that is, several values",
    "dict": "a dictionary",
    "set": "a set",
    "function": "a function",
    "builtin_function_or_method": "a function",
    "method": "a function",
    "partial": "a function",
    "type": "a class",
    "module": "a module",
    "EagerTensor": "a tensor",
    "KerasTensor": "a tensor",
    "SymbolicTensor": "a tensor",
    "ndarray": "an array",
    "TensorShape": "a shape",
    "Network": "the network, `self`",
    "Functional": "a model",
    "Sequential": "a model",
    "Model": "a model",
}


def where_none_comes_from(raised):
    """What may have given a student's line None, in a sentence."""
    if "GradientTape" in raised.names:
        return (
            "A tape gives None for what had no part in what it recorded, and for a constant that it was "
            "not told to watch: `tape.watch(…)`. A function without a `return` line gives None too."
        )
    words = (
        "A function without a `return` line gives None, and so does an argument that was left out"
    )
    if "shortcut_filters" in raised.names | set(raised.parameters):
        words += ", such as `shortcut_filters` where the shortcut is an identity"
    return f"{words}."


def what_kind(name):
    """What a value is, by the name of its class, whatever stands before the name's last point."""
    last = name.split(".")[-1]
    return _WORDS.get(last, f"a value of type {last}")
