"""Repeats in regular expressions that give nothing back, for texts that may be hostile."""

import sys

# Before Python 3.11.5, Debian 12's among them, `(?:…)*+` misses matches (CPython's issue 106052).
_IS_RIGHT = sys.version_info >= (3, 11, 5)


def repeated(group, least=0):
    """A group any number of times, without backtracking: `(?:group)*+`.

    Where Python does not match that rightly, it is an atomic group, which finds the same and takes some
    60 bytes more of memory for each repeat.

    Args:
        group: a pattern, `str` or `bytes`.
        least: 0, or 1 for `(?:group)++`.

    Returns:
        the pattern, of the same type
    """
    sign = "+" if least else "*"
    before, after = ("(?:", f"){sign}+") if _IS_RIGHT else ("(?>(?:", f"){sign})")
    if isinstance(group, bytes):
        return before.encode() + group + after.encode()
    return before + group + after
