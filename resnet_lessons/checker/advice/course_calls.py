"""A method of the network that was handed something of the wrong kind, most likely in a wrong place."""

import re

from resnet_lessons.checker.advice.calls import how_called
from resnet_lessons.checker.advice.words import what_kind

_PLAIN = r"True|False|None|'\w{1,20}'|-?[\d.]{1,9}|\([\d, ]{1,20}\)"
_SETTING = re.compile(rf"^(\w+) is ({_PLAIN}); it must be a whole number")
_NAME = re.compile(rf"Argument `name` must be a string.*name=({_PLAIN}) \(of type <class '(\w+)'>")
_NO_TENSOR = (
    re.compile(r"passed as a keyword argument: .* \(of type <class '([\w.]+)'>", re.DOTALL),
    re.compile(
        r"'(int|float|bool|str|NoneType|tuple|list)' object has no attribute '(?:shape|dtype)'"
    ),
    re.compile(r"with an unsupported type \(<class '([\w.]+)'>\) to a Tensor"),
)
_NO_NUMBER = re.compile(r"not supported between instances of '(str|NoneType|tuple|list)' and 'int'")


def wrong_place(raised):
    """What to say where the error was raised inside a method of the network that was called."""
    rules = (_setting, _too_many, _no_tensor, _no_number)
    return next(filter(None, (rule(raised) for rule in rules)), "")


def _order(raised):
    form = how_called(raised.called, raised) if raised.called else ""
    return f" Its arguments come in this order: {form}." if form else ""


def _setting(raised):
    found = _SETTING.search(raised.message)
    if not found:
        return ""
    name, value = found.groups()
    ran = f"While `self.{raised.called}` ran, " if raised.called else ""
    said = f"{ran}`{name}` was {value}, but a whole number is needed there."
    if value in ("True", "False") and raised.called:
        said += " Have two arguments changed places?"
    return said + _order(raised)


def _too_many(raised):
    found = _NAME.search(raised.message)
    if not found or found.group(2) == "str":
        return ""
    if raised.called != "custom_conv2d":
        return f"A layer's `name` is a string, but here it is {found.group(1)}."
    return (
        f"The fifth argument of `self.custom_conv2d` is a name, but here it is {found.group(1)}. "
        f"Is there one argument too many?{_order(raised)}"
    )


def _no_tensor(raised):
    found = next(filter(None, (pattern.search(raised.message) for pattern in _NO_TENSOR)), None)
    if not found or not raised.called:
        return ""
    return (
        f"While `self.{raised.called}` ran, it got {what_kind(found.group(1))} where a tensor is "
        f"expected.{_order(raised)}"
    )


def _no_number(raised):
    found = _NO_NUMBER.search(raised.message)
    if not found or not raised.called:
        return ""
    return (
        f"While `self.{raised.called}` ran, it got {what_kind(found.group(1))} where a number is "
        f"expected.{_order(raised)}"
    )
