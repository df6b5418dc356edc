"""The text of a notebook's function, with everything of the notebook that it needs."""

import ast
import builtins
import functools
import inspect
import linecache
import symtable
import sys
import types
from dataclasses import dataclass

from resnet_lessons.student import kept_values


class TextNotFound(Exception):
    """The text cannot be read back, or needs a value that cannot be written down."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a student hands in for an exercise. Its text is read back once, when it is first asked for.

    Attributes:
        exercise_id: the exercise's id.
        function: whatever was handed in.
    """

    exercise_id: str
    function: object

    @property
    def text(self):
        """A text that defines the answer on its own, or None where there is none."""
        return self._read_back[0]

    @property
    def why_no_text(self):
        """Why there is no text, the end of a sentence; "" where there is one."""
        return self._read_back[1]

    @functools.cached_property
    def _read_back(self):
        try:
            return collect(self.function, self.exercise_id), ""
        except TextNotFound as error:
            return None, str(error)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            # What a student wrote may answer any question with any error.
            return None, f"its source cannot be read ({type(error).__name__})."


def collect(function, name):
    """A text that defines `name` on its own: imports, helpers of the notebook, the function.

    Args:
        function: defined in a notebook cell, or in a file beside the notebook.
        name: the exercise's id, which the text binds to the function.

    Raises:
        TextNotFound: when the function or something it uses has no text.
    """
    if not isinstance(function, types.FunctionType):
        raise TextNotFound("it is not a plain function. Define it with `def` in a cell.")
    collected = _Collected(function.__module__)
    is_lambda = function.__name__ == "<lambda>"
    if is_lambda:
        collected.add_assignment(name, _cell_of(function), function.__globals__)
    else:
        collected.add(function)
    lines = [*collected.imports.values(), "", *collected.definitions]
    if not is_lambda and function.__name__ != name:
        lines.append(f"{name} = {function.__name__}")
    text = "\n".join(lines) + "\n"
    _assert_stands_alone(text, name)
    return text


class _Collected:
    """Imports and definitions of one module, in an order in which they can be run."""

    def __init__(self, module):
        self.module = module
        self.imports = {}
        self.definitions = []
        self._seen = set()

    def add(self, thing):
        """Adds a function or a class, and before it what it uses."""
        if id(thing) in self._seen:
            return
        self._seen.add(id(thing))
        thing = inspect.unwrap(thing)
        if getattr(getattr(thing, "__code__", None), "co_freevars", ()):
            raise TextNotFound("it uses variables of a function around it. Define it on its own.")
        text, cell, known = _text_cell_and_globals(thing)
        self._add_what_it_uses(text, cell, known)
        self.definitions.append(text)

    def add_assignment(self, name, cell, known):
        """Adds the statement of a cell that gives a variable its value, and before it what it uses."""
        text, why_not = kept_values.assignment(name, cell, known)
        if why_not:
            what = type(known.get(name)).__name__
            raise TextNotFound(f"it uses `{name}` (of type {what}), which {why_not}")
        text += "\n"
        if text in self._seen:
            return
        self._seen.add(text)
        self._add_what_it_uses(text, cell, known)
        self.definitions.append(text)

    def _add_what_it_uses(self, text, cell, known):
        for name in sorted(_names_from_outside(text) & set(known)):
            self._add_value(name, known[name], cell, known)

    def _add_value(self, name, value, cell, known):
        is_of_notebook = getattr(value, "__module__", None) == self.module
        if isinstance(value, types.ModuleType):
            module = value.__name__
            self.imports[name] = f"import {module}" + ("" if module == name else f" as {name}")
        elif is_of_notebook and getattr(value, "__name__", "") == "<lambda>":
            self.add_assignment(name, _cell_of(value), known)
        elif is_of_notebook and isinstance(value, (types.FunctionType, type)):
            self.add(value)
            if value.__name__ != name:
                self.definitions.append(f"{name} = {value.__name__}")
        elif (line := kept_values.as_text(name, value)) is not None:
            self.imports[name] = line
        elif not is_of_notebook and hasattr(value, "__module__") and hasattr(value, "__name__"):
            self.imports[name] = f"from {value.__module__} import {value.__name__} as {name}"
        else:
            self.add_assignment(name, cell, known)


def _text_cell_and_globals(thing):
    """The text of a function or class, that of its cell, and the names of the module it is in."""
    if isinstance(thing, types.FunctionType):
        cell = _cell_of(thing)
        node = _definition(cell, thing.__name__, thing.__code__.co_firstlineno)
        return _text_of(node, cell), cell, thing.__globals__
    cell = "".join(_lines_of_class(thing))
    text = _text_of(_definition(cell, thing.__name__), cell)
    module = sys.modules.get(thing.__module__)
    return text, cell, vars(module) if module else {}


def _cell_of(function):
    """The text of the cell or file that defines a function."""
    return "".join(linecache.getlines(function.__code__.co_filename, function.__globals__))


def _lines_of_class(thing):
    """The cell or file that defines a class: that of its methods, else the newest that names it."""
    for value in vars(thing).values():
        if isinstance(value, types.FunctionType) and value.__module__ == thing.__module__:
            return linecache.getlines(value.__code__.co_filename, value.__globals__)
    for entry in reversed(list(linecache.cache.values())):
        if len(entry) == 4 and any(f"class {thing.__name__}" in line for line in entry[2]):
            return entry[2]
    return []


def _text_of(node, cell):
    # As Python counts lines; `splitlines` knows more ends of a line than that.
    text = "\n".join(cell.split("\n")[_first_line(node) - 1 : node.end_lineno])
    # Under an `if` a definition keeps its indent, whatever reaches to the margin inside it.
    return (f"if True:\n{text}" if node.col_offset else text).rstrip() + "\n"


def _first_line(node):
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _definition(text, name, line=None):
    """The definition of that name, around a line where one is given."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise TextNotFound("its source cannot be read back.") from error
    for node in ast.walk(tree):
        found = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name
        if found and (line is None or _first_line(node) <= line <= node.end_lineno):
            return node
    raise TextNotFound("its source cannot be read. Define it with `def` in a cell.")


def _names_from_outside(text):
    """Names that a definition takes from outside; its own parameters and variables are not among
    them, whatever else bears their name in the notebook."""
    names, tables = set(), [symtable.symtable(text, "<answer>", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        if table.get_type() == "module":
            names |= {
                symbol.get_name()
                for symbol in table.get_symbols()
                if symbol.is_referenced() and not symbol.is_assigned()
            }
        else:
            names |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return names


def _assert_stands_alone(text, name):
    namespace = {"__name__": f"my_answers.{name}"}
    try:
        exec(compile(text, f"<{name}>", "exec"), namespace)
    except Exception as error:
        message = f"it does not stand alone ({type(error).__name__}: {error})."
        raise TextNotFound(message) from None
    missing = _names_from_outside(text) - set(namespace) - set(vars(builtins))
    if missing:
        raise TextNotFound(f"it uses `{min(missing)}`, which nothing defines.")
    if not callable(namespace.get(name)):
        raise TextNotFound("it does not define a function of that name.")
