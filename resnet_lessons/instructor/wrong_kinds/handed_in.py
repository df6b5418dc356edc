"""What is no plain function, or has the wrong parameters."""

import functools

from keras import layers

from resnet_lessons.instructor.wrong_kinds.kind import Kind


class _Callable:
    """Callable, and every other question raises."""

    def __init__(self, right):
        object.__setattr__(self, "_right", right)

    def __getattribute__(self, name):
        raise ValueError(f"no {name}")

    def __call__(self, *arguments):
        return object.__getattribute__(self, "_right")(*arguments)


def _coroutine(right):
    async def function(*arguments):
        return right(*arguments)

    return function


def _generator(right):
    def function(*arguments):
        yield right(*arguments)

    return function


class _Class:
    def __init__(self, *arguments):
        self.arguments = arguments


def _prints_much(right):
    def function(*arguments):
        for number in range(20_000):
            print("debug", number)
        return right(*arguments)

    return function


KINDS = (
    Kind("a number", lambda right: 3, "error", "not callable"),
    Kind("nothing at all", lambda right: None, "error", "not callable"),
    Kind("no parameters", lambda right: lambda: None, "error", "TypeError"),
    Kind("a parameter too few", lambda right: lambda self: self, "error", "TypeError"),
    Kind("keyword parameters only", lambda right: lambda *, inputs: inputs, "error", "TypeError"),
    Kind("print", lambda right: print, "failed", "nothing (None)"),
    Kind("a class", lambda right: _Class, "failed", "_Class"),
    Kind("a type of Python", lambda right: dict, "error", "TypeError"),
    Kind("a layer", lambda right: layers.BatchNormalization(), "error", "Error"),
    Kind("a coroutine", _coroutine, "failed", "coroutine"),
    Kind("a generator", _generator, "failed", "generator"),
    Kind("partial with one too many", lambda right: functools.partial(right, 1), "error", "Error"),
    Kind("partial of the right answer", functools.partial, "passed", "Well done"),
    Kind("method of the right answer", lambda right: right.__call__, "passed", "Well done"),
    Kind("object that only can be called", _Callable, "passed", "Well done"),
    Kind("prints a lot", _prints_much, "passed", "Well done"),
)
