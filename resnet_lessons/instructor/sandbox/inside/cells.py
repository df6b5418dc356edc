"""Runs a student's cells one statement at a time, without figures, checks and training.

A statement that raises does not stop those after it: an answer is judged by what it does, not by
what stands beside it.
"""

import ast
import builtins
import contextlib
import functools
import linecache
import sys
import types

from IPython.core.inputtransformer2 import TransformerManager

from resnet_lessons.checker.cell_statements import (
    LESSONS,
    TIMED,
    bound_names,
    names_of_lessons,
    runs,
)


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
        self._lessons, self._passed_over = set(LESSONS), {}
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
                if runs(statement, self._lessons):
                    passed_over = dict.fromkeys(bound_names(statement), (statement, file))
                    self._passed_over |= passed_over
                continue
            self._lessons |= names_of_lessons(statement, self._lessons)
            error = self._run_statement(statement, file)
            first = first or error
        return first

    def _run_statement(self, statement, file):
        try:
            exec(compile(ast.Module([statement], []), file, "exec"), self.names)
        except BaseException as error:
            return error
        return None

    def complete(self, answer):
        """Runs what an answer needs of cells of which only the definitions ran, and of nothing else.

        Args:
            answer: what is about to be called. What it is made of and calls is looked into as well.
        """
        waiting, seen = [answer], set()
        while waiting:
            for name in _names_in(waiting.pop()) - seen:
                seen.add(name)
                self._make(name)
                if name in self.names:
                    waiting.append(self.names[name])

    def _make(self, name):
        """Gives a name the value that a statement would have given it which was passed over."""
        if name in self.names or name not in self._passed_over:
            return
        statement, file = self._passed_over.pop(name)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                self._make(node.id)
        self._run_statement(statement, file)


def _names_in(thing):
    """Names that may be the notebook's, in the code of a function, whatever wraps it."""
    kind = type(thing)
    if kind is functools.partial:
        return _names_in(thing.func)
    if kind is not types.FunctionType:
        # An object of the notebook's that can be called.
        methods = vars(kind).values() if kind.__module__ == "__main__" else ()
        return set().union(*(_names_in(each) for each in methods if type(each) is not kind))
    names, codes = set(), [thing.__code__]
    for cell in thing.__closure__ or ():
        with contextlib.suppress(ValueError):
            inner = cell.cell_contents
            codes += [inner.__code__] if type(inner) is types.FunctionType else []
    while codes:
        code = codes.pop()
        names |= set(code.co_names)
        codes += [each for each in code.co_consts if isinstance(each, types.CodeType)]
    return names


class _Shell:
    """What a line that begins with % or ! is handed to."""

    def __init__(self, notebook):
        self._notebook = notebook

    def run_cell_magic(self, name, line, body):
        if name in TIMED:
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
