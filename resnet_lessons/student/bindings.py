"""Which statements of cells give a name its value, and whether the grader runs them."""

import ast
import functools
from dataclasses import dataclass

from resnet_lessons.checker.cell_statements import (
    LESSONS,
    TIMED,
    bound_names,
    names_of_lessons,
    runs,
    statements_of,
)

_LONGEST = 200_000
# By these a text may give a value to a name that it does not mention.
_REACHING = {"exec", "eval", "globals", "vars", "setattr", "locals"}


@dataclass(frozen=True, eq=False)
class Binding:
    """A statement that gives names their values.

    Args:
        place: number of its cell, in the order in which they were given.
        statement: as `ast` has it.
        left_out: why the grader does not run it: "lessons", "shell", or "" if it does.
    """

    place: int
    statement: ast.stmt
    left_out: str

    @property
    def needs(self):
        """The names that are read when it runs; what a function reads when it is called is not."""
        nodes, waiting = [], [self.statement]
        while waiting:
            node = waiting.pop()
            nodes.append(node)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                waiting += [*node.decorator_list, *node.args.defaults]
                waiting += filter(None, node.args.kw_defaults)
            elif not isinstance(node, ast.Lambda):
                waiting += ast.iter_child_nodes(node)
        return {
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }

    def is_like(self, other):
        """Whether another does the same."""
        return ast.dump(self.statement) == ast.dump(other.statement)


class Bindings:
    """What cells define.

    Args:
        cells: (place, text as Python) pairs, in the order in which they run.
    """

    def __init__(self, cells):
        self._lessons = set(LESSONS)
        self._found = {}
        self.reaches_further = False
        for place, python in cells:
            for statement in _statements(python):
                self._note(place, statement)

    def of(self, name):
        """The `Binding`s of a name, the last one last."""
        return self._found.get(name, [])

    def _note(self, place, statement):
        if inner := _timed_text(statement):
            for each in _statements(inner):
                self._note(place, each)
            return
        self._lessons |= names_of_lessons(statement, self._lessons)
        left_out = ""
        if not runs(statement, self._lessons):
            left_out = "lessons"
        elif _asks_the_shell(statement):
            left_out = "shell"
        binding = Binding(place, statement, left_out)
        for name in bound_names(statement):
            self._found.setdefault(name, []).append(binding)
        self.reaches_further |= _reaches_further(statement)


@functools.lru_cache(maxsize=2_000)
def _statements(python):
    """The statements of a text, none where it is no Python."""
    return [] if len(python) > _LONGEST else statements_of(python)


def _timed_text(statement):
    """The text that a magic runs and times, "" of any other statement."""
    call = _call_of_shell(statement, ("run_cell_magic", "run_line_magic"))
    texts = [node.value for node in call.args if isinstance(node, ast.Constant)] if call else []
    if not texts or texts[0] not in TIMED or not isinstance(texts[-1], str):
        return ""
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(texts[-1])
    except SyntaxError:
        return ""


def _asks_the_shell(statement):
    """Whether it keeps what a line with % or ! gives, of which the grader runs none."""
    return isinstance(statement, ast.Assign) and bool(_call_of_shell(statement))


def _call_of_shell(statement, methods=("run_line_magic", "getoutput", "system")):
    value = getattr(statement, "value", None)
    is_call = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
    if not is_call or value.func.attr not in methods:
        return None
    called = value.func.value
    is_shell = isinstance(called, ast.Call) and isinstance(called.func, ast.Name)
    return value if is_shell and called.func.id == "get_ipython" else None


def _reaches_further(statement):
    """Whether it may give values to names that it does not mention."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id in _REACHING:
            return True
        if isinstance(node, ast.Global):
            return True
        if isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names):
            return True
    return False
