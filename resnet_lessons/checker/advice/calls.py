"""A call that hands over too little, too much, or something under a name that nobody knows."""

import difflib
import inspect
import re

import keras

from resnet_lessons.checker.advice.foreign_names import ARGUMENTS
from resnet_lessons.checker.advice.words import what_kind
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES

_MISSING = re.compile(
    r"([\w.<>]+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)"
)
_TOO_MANY = re.compile(r"([\w.<>]+)\(\) takes (?:from )?(\d+)(?: to (\d+))? positional arguments?")
_GIVEN = re.compile(r"but (\d+) (?:was|were) given")
_BUILT_IN = re.compile(
    r"([\w.]+)\(\) takes (?:at most|exactly) (one|\d+) arguments? \((\d+) given\)"
)
_UNKNOWN = re.compile(r"(?:([\w.<>]+)\(\) )?[Gg]ot an unexpected keyword argument '(\w+)'")
_UNRECOGNIZED = re.compile(r"(?:passed to (\w+): |not recognized: )\{'(\w+)'")
_TWICE = re.compile(r"([\w.<>]+)\(\) got multiple values for argument '(\w+)'")
# Layers that take a list of tensors.
_MERGING = r"layers\.(Add|Concatenate|Multiply|Average|Maximum|Subtract)\("


def first_line(raised):
    """What to say where the function's first line is not the statement's."""
    exercise = EXERCISES.get(raised.function)
    if exercise is None:
        return ""
    wanted, given = exercise.signature, raised.parameters
    restore = f"Restore the first line: `{_definition(exercise)}`."
    if wanted[0] == "self" and "self" not in given and given[:1] == wanted[1:2]:
        return (
            f"`self`, the network, is missing from your function's first line, so every argument "
            f"arrives one place too early. {restore}"
        )
    if given != wanted and sorted(given) == sorted(wanted):
        return f"The parameters are not in the order of the exercise. {restore}"
    is_call = raised.name == "TypeError" and "argument" in raised.message
    if is_call and not raised.is_entered and given != wanted:
        return (
            "Your function does not have the parameters that the exercise asks for, so it cannot "
            f"be called. {restore}"
        )
    return ""


def _definition(exercise):
    """The first line of an exercise's function."""
    method = getattr(ResNetModel, exercise.id, None)
    if method:
        return f"def {exercise.id}{inspect.signature(method)}:"
    parameters = [
        f"{name}=None" if name in exercise.optional else name for name in exercise.signature
    ]
    return f"def {exercise.id}({', '.join(parameters)}):"


def call_that_does_not_fit(raised):
    """What to say where a call's arguments are not those of the function."""
    if raised.name not in ("TypeError", "ValueError"):
        return ""
    rules = (
        _list_of_tensors,
        _of_a_call_of_a_layer,
        _without_self,
        _unknown,
        _missing,
        _too_many,
        _too_many_for_python,
        _twice,
    )
    return next(filter(None, (rule(raised) for rule in rules)), "")


def _list_of_tensors(raised):
    """A layer that merges was given its tensors one by one, or where it is made."""
    merging = re.search(_MERGING, raised.line)
    is_refused = re.search(
        r"too many positional arguments|Merge\.__init__\(\) takes|Only input tensors may be"
        r"|should be called on a list|add\(\) takes 1 positional",
        raised.message,
    )
    if not is_refused or not (merging or "layers.add(" in raised.line):
        return ""
    name = merging.group(1) if merging else "Add"
    return (
        f"This layer takes its tensors as one list, in a second pair of parentheses: "
        f"`layers.{name}()([a, b])`."
    )


def _of_a_call_of_a_layer(raised):
    """What Keras says of a call, where it does not say of which layer."""
    message = raised.message
    if "too many positional arguments" in message:
        if re.search(r"(?<![\w.)])\w+\(\w+\)$", raised.line):
            return "This layer was called with a tensor, but it takes none, like an input layer."
        return (
            "Once a layer is made, you call it with one tensor, and pass everything else by name: "
            "`layer(inputs, training=is_training)`."
        )
    if "missing a required argument: 'inputs'" in message:
        return "A layer is called without a tensor. Hand it one: `layer(inputs)`."
    found = re.search(r"passed as a keyword argument: (.+?) \(of type <class '([\w.]+)'>", message)
    if found is None:
        return ""
    what = found.group(2).split(".")[-1]
    if what == "bool":
        return "The flag needs its name: `layer(inputs, training=is_training)`."
    if what in ("Network", "ResNetModel"):
        return (
            "A layer was called with `self`, the network. Call it with a tensor: `layer(inputs)`."
        )
    if ".layers." in found.group(2):
        return (
            "A layer was called with a layer. Call that one first, and pass on the tensor that it "
            "returns: `second(first(inputs))`."
        )
    return (
        f"A layer was called with something that is not a tensor ({what_kind(what)}). Its settings "
        "belong where it is made, tensors where it is called: `layer(settings)(inputs)`."
    )


def _unknown(raised):
    found = _UNKNOWN.search(raised.message) or _UNRECOGNIZED.search(raised.message)
    if not found:
        return ""
    callee, argument = found.groups()
    shown = _shown(callee, raised)
    begin = f"{shown or 'What is called here'} has no argument `{argument}`"
    parameters = _parameters(callee, raised)
    # A method of the course is called as the course says, whatever Keras would take.
    if argument in ARGUMENTS and (argument not in ("is_training", "training") or not parameters):
        return f"{begin}: {ARGUMENTS[argument]}."
    if _is_of_network(callee, raised):
        close = difflib.get_close_matches(argument, parameters, n=1)
        meant = f" Did you mean `{close[0]}`?" if close else ""
        return f"{begin}.{meant} It is called as {how_called(callee, raised)}."
    if argument in ARGUMENTS:
        return f"{begin}: {ARGUMENTS[argument]}."
    if _ABOUT_TRAINING.search(argument):
        return f"{begin}. Say in the call whether it trains: `layer(inputs, training=is_training)`."
    close = difflib.get_close_matches(argument, parameters, n=1)
    return f"{begin}. Did you mean `{close[0]}`?" if close else f"{begin}. Leave it out."


_ABOUT_TRAINING = re.compile("train|running|deterministic|inference")


def _missing(raised):
    found = _MISSING.search(raised.message)
    if not found:
        return ""
    foreign = [name for name in re.findall(r"(\w+)\s*=", raised.line) if name in ARGUMENTS]
    callee = found.group(1)
    if callee.endswith(".__init__") and foreign:
        return " ".join(f"`{name}`: {ARGUMENTS[name]}." for name in foreign[:3])
    names = re.findall(r"'(\w+)'", found.group(2))
    if names == ["x2"]:
        return (
            f"`ops.{callee}` takes its two tensors one by one, not as a list: `ops.{callee}(a, b)`."
        )
    also = " and ".join(f"`{name}`" for name in names)
    shown, form = _shown(callee, raised), how_called(callee, raised)
    example = f": {form}." if form else "."
    return f"{shown or 'What is called here'} also needs {also}{example}"


def _too_many(raised):
    found = _TOO_MANY.search(raised.message)
    given = _GIVEN.search(raised.message)
    if not found or not given:
        return ""
    callee, most = found.group(1), int(found.group(3) or found.group(2))
    # Of a method, Python counts `self` too.
    hidden = 1 if _is_of_network(callee, raised) or ".__init__" in callee else 0
    shown, form = _shown(callee, raised), how_called(callee, raised)
    if callee.endswith("__init__") and most == 1:
        return (
            f"{shown} is made without arguments, and called on a tensor in a second pair of "
            "parentheses: `layer()(inputs)`."
        )
    example = f" It is called as {form}." if form else ""
    if callee == "transpose":
        example = " The new order is one argument: `ops.transpose(x, (0, 2, 3, 1))`."
    if callee in ("zeros", "ones", "empty"):
        example = f" A shape is one argument, in parentheses of its own: `{callee}((2, 3))`."
    return (
        f"{shown or 'What is called here'} takes {_counted(most - hidden)}, but got "
        f"{int(given.group(1)) - hidden}.{example}"
    )


def _too_many_for_python(raised):
    """Functions that are Python's own count in words of their own."""
    found = _BUILT_IN.search(raised.message)
    if not found:
        return ""
    callee, most, given = found.groups()
    name = callee.split(".")[-1]
    several = " Put two values that belong together into a pair: `append((a, b))`."
    counted = _counted(int(most.replace("one", "1")))
    return f"`{name}` takes at most {counted}, but got {given}." + (
        several if name == "append" else ""
    )


def _twice(raised):
    found = _TWICE.search(raised.message)
    if not found:
        return ""
    callee, argument = found.groups()
    if callee.endswith(".call") and not re.search(rf"\b{argument}\s*=", raised.line):
        return (
            "A layer is called with more than it takes. Hand it one tensor: `layer(inputs)`. Two "
            "tensors are added by `a + b`."
        )
    if raised.is_in_making and not re.search(rf"\b{argument}\s*=.*\b{argument}\s*=", raised.line):
        return (
            f"What comes first in the parentheses is taken as `{argument}`, which is also given "
            "by name. A layer is made with settings and then called with the tensor: "
            "`layer(settings)(inputs)`."
        )
    form = how_called(callee, raised)
    example = f" The order is {form}." if form else ""
    return (
        f"`{argument}` is given twice: once by position, and once by name. Keep one of the "
        f"two.{example}"
    )


# What is called -----------------------------------------------------------------------------------


def _counted(number):
    return f"{number} argument" + ("" if number == 1 else "s")


def _name(callee, raised):
    """The bare name of a function that Python names with everything around it."""
    name = (callee or "").split(".")[-1]
    # The checker's own wrapper around the answer.
    return raised.function if name == "itself" else name


def _is_of_network(callee, raised):
    owner, name = (callee or "").rpartition(".")[0], _name(callee, raised)
    # A student's own answer stands in the network as the plain function that it is.
    is_method = owner in ("", "ResNetModel") or owner.endswith("<locals>")
    return is_method and not name.startswith("__") and hasattr(ResNetModel, name)


def _without_self(raised):
    """A method of the network that is called as if it were a plain function."""
    found = re.search(r"(\w+)\(\) (?:missing|takes|got)", raised.message)
    name = found.group(1) if found else ""
    is_plain = re.search(rf"(?<![\w.]){name}\(", raised.line) and name != raised.function
    if not is_plain or not hasattr(ResNetModel, name):
        return ""
    return f"`{name}` is a method of the network. Did you mean {how_called(name, raised)}?"


def _layer(callee):
    """The class of Keras that is called, or None."""
    name = (callee or "").removesuffix(".__init__")
    layer = getattr(keras.layers, name, None)
    return layer if isinstance(layer, type) else None


def _shown(callee, raised):
    """What is called, as a student writes it, or ""."""
    if not callee:
        return ""
    if _is_of_network(callee, raised):
        return f"`self.{_name(callee, raised)}`"
    if _layer(callee):
        return f"`layers.{callee.removesuffix('.__init__')}`"
    name = callee.removesuffix(".__init__").split(".")[-1]
    return f"`{name}`" if name in raised.names | {raised.function} else ""


def _parameters(callee, raised):
    """The names of the parameters of what is called, () where they are unknown."""
    if _is_of_network(callee, raised):
        return tuple(_signature(getattr(ResNetModel, _name(callee, raised))))[1:]
    layer = _layer(callee)
    return tuple(_signature(layer.__init__))[1:] if layer else ()


def _signature(function):
    return inspect.signature(function).parameters


def how_called(callee, raised):
    """How it is called, with the arguments that it needs, or ""."""
    if _is_of_network(callee, raised):
        name = _name(callee, raised)
        every = tuple(_signature(getattr(ResNetModel, name)).values())[1:]
        # Two lines of the course leave a last argument out; those that have a value of their own.
        needed = [each.name for each in every if each.default is inspect.Parameter.empty]
        return f"`self.{name}({', '.join(needed)})`"
    layer = _layer(callee)
    if layer is None:
        return ""
    needed = [
        each.name
        for each in tuple(_signature(layer.__init__).values())[1:]
        if each.default is inspect.Parameter.empty
        and each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    return f"`layers.{layer.__name__}({', '.join(needed)})(inputs)`"
