"""Runs a student's cells one statement at a time, without figures, checks and training.

A statement that raises does not stop those after it: an answer is judged by what it does, not by
what stands beside it.
"""

import ast
import builtins
import linecache
import sys
import types

from IPython.core.inputtransformer2 import TransformerManager

# Under which names a notebook has the lessons, unless it imports them under others.
LESSONS = frozenset({"rl", "resnet_lessons"})
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# What an assignment that only names things has no part of.
_COMPUTED = (
    ast.Call, ast.Subscript, ast.Attribute, ast.Await, ast.NamedExpr, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
# Cell magics whose body is Python.
_TIMED = {"time", "timeit", "capture", "prun", "memit"}


class Notebook:
    """The module in which a student's cells run."""

    def __init__(self):
        self.module = types.ModuleType("__main__")
        self.names = self.module.__dict__
        self.names |= {
            "__builtins__": builtins,
            "display": lambda *args, **kwargs: None,
            "get_ipython": lambda: _Shell(self),
        }
        sys.modules["__main__"] = self.module
        self._lessons = set(LESSONS)
        self._file = "<cell>"

    def run(self, number, source, only_definitions=False):
        """Runs one cell.

        Args:
            number: of the cell, for messages.
            source: as the student wrote it, magics included.
            only_definitions: run its imports, functions, classes and constants alone.

        Returns:
            the first exception, or None
        """
        self._file = f"<cell {number}>"
        try:
            text = TransformerManager().transform_cell(source)
        except SyntaxError as error:
            return error
        return self.run_text(text, only_definitions)

    def run_text(self, text, only_definitions=False):
        """Runs Python; see `run`."""
        file = self._file
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        try:
            statements = ast.parse(text, file).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return error
        first = None
        for statement in statements:
            if not runs(statement, self._lessons, only_definitions):
                continue
            if _is_alias(statement, self._lessons):
                self._lessons |= {target.id for target in statement.targets}
            self._note_lessons(statement)
            error = self._run_statement(statement, file)
            first = first or error
        return first

    def _run_statement(self, statement, file):
        try:
            exec(compile(ast.Module([statement], []), file, "exec"), self.names)
        except BaseException as error:
            return error
        return None

    def _note_lessons(self, statement):
        """Under which names the lessons were imported."""
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if _is_lessons(alias.name):
                    self._lessons.add(alias.asname or "resnet_lessons")
        elif isinstance(statement, ast.ImportFrom) and _is_lessons(statement.module):
            self._lessons |= {alias.asname or alias.name for alias in statement.names}


def runs(statement, lessons, only_definitions=False):
    """Whether a statement is run, and not left out.

    Args:
        statement: of a module, as `ast` has it.
        lessons: the names of the lessons there; what speaks to them, a check for instance, is left out.
        only_definitions: see `Notebook.run`.
    """
    if isinstance(statement, _DEFINITIONS) or _is_alias(statement, lessons):
        return True
    return not _speaks_to(statement, lessons) and (not only_definitions or _is_plain(statement))


def _is_alias(statement, lessons):
    """Whether a statement gives another name to something of the lessons, as an import does."""
    if not isinstance(statement, ast.Assign):
        return False
    value = statement.value
    while isinstance(value, ast.Attribute):
        value = value.value
    names = [value, *statement.targets]
    return all(isinstance(each, ast.Name) for each in names) and value.id in lessons


def _speaks_to(statement, lessons):
    """Whether a statement checks, draws, trains, or asks for a hint."""
    return any(
        isinstance(node, ast.Name) and node.id in lessons for node in _parts_run_at_once(statement)
    )


def _is_plain(statement):
    """Whether it gives a name a constant or a lambda: as good as a definition."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return False
    parts = _parts_run_at_once(statement)
    return not any(isinstance(part, _COMPUTED) for part in parts)


def _parts_run_at_once(node):
    """A statement and its parts, bodies of lambdas left out: an answer may be one."""
    yield node
    for part in ast.iter_child_nodes(node):
        if not isinstance(part, ast.Lambda):
            yield from _parts_run_at_once(part)


def _is_lessons(module):
    return (module or "").split(".")[0] == "resnet_lessons"


class _Shell:
    """What a line that begins with % or ! is handed to."""

    def __init__(self, notebook):
        self._notebook = notebook

    def run_cell_magic(self, name, line, body):
        if name in _TIMED:
            error = self._notebook.run_text(TransformerManager().transform_cell(body))
            if error:
                raise error

    def run_line_magic(self, name, line="", *args):
        """What it times; any other is for whoever sits before the notebook."""
        if name == "time":
            exec(compile(line, "<timed>", "exec"), self._notebook.names)

    def system(self, *args, **kwargs):
        """Nothing: a line for the shell."""

    getoutput = system
