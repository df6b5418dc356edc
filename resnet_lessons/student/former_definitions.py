"""Which cell of the notebook a function comes from, and whether a newer one was to define it."""

import ast
import inspect
import linecache
import re
import sys
import types


def newer_cell_failed(function):
    """Why the function is not the one that the student wrote last.

    A cell that stops before its `def` leaves the former definition in place. Outside a notebook, and
    for a function from a file, nothing is known.

    Args:
        function: whatever was handed in.

    Returns:
        a sentence, or "".
    """
    # By its type: an answer may be any object, and answer any question.
    if type(function) is not types.FunctionType:
        return ""
    code = inspect.unwrap(function).__code__
    name = code.co_name
    own = "".join(linecache.getlines(code.co_filename)).strip()
    inputs = [text.strip() for text in _inputs() if isinstance(text, str)]
    # A magic that times a cell keeps its text from us.
    if not name.isidentifier() or not own or own not in inputs:
        return ""
    binds = re.compile(rf"^[ \t]*(?:def {name}\b|{name}\s*=[^=])", re.MULTILINE)
    newest = next(text for text in reversed(inputs) if text == own or binds.search(text))
    if newest == own or f"def {name}" not in newest:
        return ""
    return (
        f"Your newest cell with `def {name}` {_what_failed(newest)}. So the check would judge "
        "the earlier definition."
    )


def _inputs():
    """The text of every cell that was run, the newest last."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    history = getattr(shell, "history_manager", None)
    return list(history.input_hist_parsed) if history else []


def _what_failed(text):
    """How a cell ended before it defined its function; the end of a sentence."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        line = f" at its line {error.lineno}" if error.lineno else ""
        return f"did not run: Python cannot read it{line} ({error.msg})"
    return "stopped with an error before it came to that line"
