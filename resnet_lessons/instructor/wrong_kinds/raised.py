"""Functions that raise, some of them oddly."""

import warnings

from resnet_lessons.instructor.wrong_kinds.kind import Kind


class _CannotBeShown(Exception):
    def __str__(self):
        raise SystemExit(3)


class _CannotBeShownEither(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


class _ErrorThatLies(Exception):
    @property
    def __class__(self):
        raise ValueError("not your business")


class _OutsideException(BaseException):
    pass


def _raising(error):
    def make(right):
        def function(*arguments):
            raise error

        return function

    return make


def _endless(right):
    def function(*arguments):
        return function(*arguments)

    return function


def _asserts(right):
    def function(*arguments):
        assert len(arguments) == 0
        return right(*arguments)

    return function


def _warning_as_error(right):
    def function(*arguments):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.warn("deprecated", stacklevel=1)
        return right(*arguments)

    return function


def _misspelt(right):
    return lambda self, *arguments: self.pre_activations(*arguments)


def _unknown_name(right):
    return lambda *arguments: conv2 + shortcut  # noqa: F821


def _error(name, make, says):
    return Kind(name, make, "error", says)


KINDS = (
    _error("ValueError", _raising(ValueError("wrong value")), "ValueError: wrong value"),
    _error("AssertionError", _asserts, "AssertionError"),
    _error("StopIteration", _raising(StopIteration()), "StopIteration"),
    _error("MemoryError", _raising(MemoryError()), "MemoryError"),
    _error("SystemExit", _raising(SystemExit(0)), "SystemExit"),
    _error("GeneratorExit", _raising(GeneratorExit()), "GeneratorExit"),
    _error("BaseException of its own", _raising(_OutsideException("out")), "_OutsideException"),
    _error("recursion without end", _endless, "RecursionError"),
    _error("warning as an error", _warning_as_error, "UserWarning: deprecated"),
    _error("several at once", _raising(ExceptionGroup("all", [ValueError(1)])), "ExceptionGroup"),
    _error("message that exits", _raising(_CannotBeShown()), "_CannotBeShown"),
    _error("message that raises", _raising(_CannotBeShownEither()), "cannot be shown"),
    _error("error that lies", _raising(_ErrorThatLies()), "_ErrorThatLies"),
    _error("message of a megabyte", _raising(ValueError("long " * 200_000)), "ValueError: long"),
    _error("message with half a character", _raising(ValueError("a\udc80b")), "ValueError: ab"),
    _error("message with colours", _raising(ValueError("\x1b[1mbold\x1b[0m\x00")), ": bold"),
    _error("message with markup", _raising(ValueError("<script>x</script>")), "<script>"),
    _error("misspelt method", _misspelt, "has no attribute 'pre_activations'"),
    _error("unknown name", _unknown_name, "NameError: name"),
    Kind("a hole with words", _raising(NotImplementedError("to do")), "not started", "Next"),
)
