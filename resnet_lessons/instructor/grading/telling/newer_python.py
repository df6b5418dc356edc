"""What an answer may have of a Python that is newer than the one that grades.

A process in which a student's code ran may say anything: of what it says only the number of a line
and names that stand in the student's own cell are used.
"""

import re
import sys

VERSION = sys.version_info[:2]
# (first version that has it, what a line looks like, what it is, what older ones have)
_SYNTAX = (
    (
        (3, 12),
        r"""\b[fF][rR]?(['"])(?:(?!\1)[^\n{])*\{[^}\n]*\1[^\n]*\}""",
        "the use of the same quotes inside an f-string as around it",
        "Use the other kind of quotes inside",
    ),
    (
        (3, 12),
        r"""\b[fF][rR]?(['"])[^\n]*\{[^}\n]*\\""",
        "a backslash inside the braces of an f-string",
        "Give what stands there a name before",
    ),
    (
        (3, 12),
        r"^\s*type\s+\w+[^=\n]*=",
        "the statement `type`",
        "Write `Name = ...` without `type`",
    ),
    (
        (3, 12),
        r"^\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[",
        "a list of type parameters after a name",
        "Leave them out",
    ),
    (
        (3, 14),
        r"^\s*except\*?\s+[\w.]+\s*,[^:(]*:",
        "an `except` with several errors and no parentheses",
        "Put parentheses around them",
    ),
    ((3, 14), r"""(?<![\w'"])[tT][rR]?['"]""", "a t-string", "Use an f-string"),
    ((3, 15), r"^\s*lazy\s+(?:import|from)\b", "a lazy import", "Leave `lazy` out"),
)
_MISSING = re.compile(
    r"module '(?P<module>[\w.]{1,60})' has no attribute '(?P<name>\w{1,60})'"
    r"|cannot import name '(?P<imported>\w{1,60})' from '(?P<source>[\w.]{1,60})'"
)


def in_words(version):
    """A version as one writes it, for example "3.12"."""
    return ".".join(map(str, version))


def newer_syntax(line):
    """What a line that Python cannot read has of a newer one, and what helps, or ""."""
    for version, pattern, what, instead in _SYNTAX:
        if version > VERSION and re.search(pattern, line):
            return (
                f"{what} needs Python {in_words(version)}, and the grader runs {in_words(VERSION)}. "
                f"{instead}"
            )
    return ""


def newer_library(error, source):
    """What is missing in a module of Python's own, or "".

    Args:
        error: its name, a colon and its message, from a process that may say anything.
        source: of the student's cell.
    """
    found = _MISSING.search(error)
    if not found:
        return ""
    module, name = found["module"] or found["source"], found["name"] or found["imported"]
    known = set(re.findall(r"\w+", source))
    if module.partition(".")[0] not in sys.stdlib_module_names or not {name} <= known:
        return ""
    if not set(module.split(".")) <= known:
        return ""
    version = in_words(VERSION)
    return (
        f"`{module}` of Python {version}, which the grader runs, has no `{name}`. If it is there in your "
        f"notebook, your Python is newer: write it as Python {version} has it"
    )
