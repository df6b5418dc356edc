"""A value of the notebook as a line of text that makes it again."""

import ast
import builtins
import math
import types

import numpy as np

_PLAIN = (int, float, str, bool, bytes, complex, range, slice, type(None))
_HOLDING_OTHERS = (list, tuple, set, frozenset)
_LONGEST = 20_000
# Making something with them again costs nothing and changes nothing.
_LIBRARIES = {
    "collections", "functools", "itertools", "keras", "math", "numpy", "operator", "re",
    "string", "tensorflow",
}  # fmt: skip
_BUILTINS = {
    "abs", "bool", "complex", "dict", "enumerate", "filter", "float", "frozenset", "int", "len",
    "list", "map", "max", "min", "range", "reversed", "round", "set", "slice", "sorted", "str",
    "sum", "tuple", "zip",
}  # fmt: skip
# What reads files or loads networks is not made again with each check.
_COSTLY = {"applications", "datasets", "fromfile", "get_file", "load", "load_model", "loadtxt"}


def as_text(name, value):
    """A line that gives a name this very value, or None where it cannot be written down.

    Plain values and small arrays can, as they are now, wherever they come from.
    """
    if type(value) is float and not math.isfinite(value):
        return f"{name} = float({str(value)!r})"
    if _is_plain(value):
        text = repr(value)
    elif isinstance(value, (np.ndarray, np.generic)) and _is_small_array(value):
        text = f'__import__("numpy").{_made(value)}'
    else:
        return None
    return f"{name} = {text}" if len(text) <= _LONGEST else None


def _is_plain(value):
    kind = type(value)
    if kind in _HOLDING_OTHERS:
        return all(map(_is_plain, value))
    if kind is dict:
        return all(map(_is_plain, (*value, *value.values())))
    return kind in _PLAIN and (kind is not float or math.isfinite(value))


def _is_small_array(value):
    array = np.asarray(value)
    is_exact = type(value) is np.ndarray or isinstance(value, np.generic)
    return (
        is_exact
        and array.dtype.kind in "biuf"
        and array.size <= 1000
        and bool(np.all(np.isfinite(array)))
    )


def _made(value):
    array = np.asarray(value)
    if isinstance(value, np.generic):
        return f"{array.dtype.type.__name__}({value.item()!r})"
    return f'array({array.tolist()!r}, "{array.dtype}").reshape({array.shape})'


def assignment(name, cell, known):
    """The statement of a cell that gives a name its value, where running it again is safe.

    It is where the cell gives the value once, changes it nowhere else outside functions, and makes
    it with nothing but libraries, or classes of the notebook.

    Args:
        name: a variable of the notebook.
        cell: the cell's text.
        known: the notebook's variables.

    Returns:
        (text of the statement, ""), or ("", the end of a sentence that says why there is none).
    """
    statements = ast.parse(cell).body
    touching = [each for each in statements if name in _touched(each)]
    if not touching:
        return "", "another cell makes. Make it in the answer's cell, above the `def`."
    statement = touching[0]
    if len(touching) > 1 or not isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return "", "the cell makes in several steps. Do so inside the function."
    if statement.value is None or not _is_safe(statement.value, known):
        return "", "is not made again with each check. Make it inside the function."
    return ast.get_source_segment(cell, statement), ""


def _touched(statement):
    """The names that a statement outside functions sets, or whose values it may change."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
        return set()
    names = set()
    for node in ast.walk(statement):
        is_set = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        if is_set:
            names.add(node.id)
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            names.add(_root(node))
        # A method may change what it belongs to.
        if isinstance(statement, ast.Expr) and isinstance(node, ast.Call):
            names.add(_root(node.func))
    return names


def _is_safe(expression, known):
    """Whether evaluating an expression again costs nothing and changes nothing."""
    nodes = [expression]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Lambda):
            # Its body is not run when it is made.
            nodes += node.args.defaults
            continue
        if isinstance(node, ast.Call) and not _is_harmless(node.func, known):
            return False
        nodes += ast.iter_child_nodes(node)
    return True


def _is_harmless(called, known):
    attributes = {node.attr for node in ast.walk(called) if isinstance(node, ast.Attribute)}
    root = _root(called)
    if root is None or attributes & _COSTLY:
        return False
    if root not in known:
        return root in _BUILTINS and hasattr(builtins, root)
    value = known[root]
    if isinstance(value, types.ModuleType):
        return value.__name__.split(".")[0] in _LIBRARIES
    module = str(getattr(value, "__module__", "")).split(".")[0]
    is_class_of_notebook = isinstance(value, type) and module == known.get("__name__")
    return module in _LIBRARIES or is_class_of_notebook


def _root(node):
    """The name at the beginning of `name.attribute[index]`, or None."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
