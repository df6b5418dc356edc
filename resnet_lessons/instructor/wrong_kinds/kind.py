"""What an answer of the wrong kind is, and how it is judged."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """An answer of the wrong kind.

    Args:
        name: what it is.
        make: the right answer in, what a student hands in out.
        verdict: what it must get; several are joined with " or ".
        says: words that the message must hold.
        diagnosis: id of the misconception that must be found, or None.
    """

    name: str
    make: Callable
    verdict: str
    says: str
    diagnosis: str | None = None


def each(change):
    """An answer that changes each result of the right one."""

    def make(right):
        def function(*arguments):
            result = right(*arguments)
            return tuple(map(change, result)) if isinstance(result, tuple) else change(result)

        return function

    return make
