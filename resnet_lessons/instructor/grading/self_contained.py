"""Answers that need nothing but themselves: equal ones do the same, so one of them stands for all.

Where every cell down to an answer only defines things, what the answer does depends on its own text
and on the definitions that it uses. Two students who wrote the same, comments and layout aside, are
then judged by one run. A cell that does anything else, and be it a print, may change what an answer
does: such a notebook is judged as a whole.

A student's text is read here as Python, never run, and only where it is short and flat, since Python's
own reader may exhaust the stack of the process that decides.
"""

import ast
import io
import logging
import re
import symtable
import tokenize
import warnings
from dataclasses import dataclass, replace
from functools import lru_cache

from resnet_lessons.checker.cell_statements import LESSONS, bound_names, runs
from resnet_lessons.instructor.grading.grades import Prepared

_LONGEST, _MOST_TOKENS_OF_A_LINE, _DEEPEST = 20_000, 300, 20
# More cells of a student's own down to an answer, and more text in them, are not read: it would take the
# time of whoever grades.
_MOST_CELLS, _LONGEST_OF_ALL = 60, 60_000
# A cell of many names takes half a megabyte when it is read.
_KEPT = 200
# What IPython may change before Python reads it: prompts, magics, commands, questions, and ends of lines
# that are none to Python.
_CHANGED = re.compile(
    r"^[^\S\n]*+(>>>|\.\.\.|In ?\[|[%!?,;/])|\?[^\S\n]*+$"
    r"|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]",
    re.M,
)
_MODULES = {"keras", "math", "numpy", "resnet_lessons", "tensorflow", "typing"}
# By these, and by attributes that begin with an underscore, an answer reaches names that it does not
# mention.
_REACHING = {
    "__import__", "compile", "delattr", "dir", "eval", "exec", "getattr", "globals", "hasattr", "inspect",
    "locals", "open", "setattr", "sys", "vars",
}  # fmt: skip
_REACHING_ATTRIBUTES = {"currentframe", "f_back", "f_builtins", "f_globals", "inspect", "sys"}
_PLAIN = (
    ast.Attribute, ast.BinOp, ast.BitOr, ast.Constant, ast.List, ast.Load, ast.Name, ast.Subscript,
    ast.Tuple, ast.UnaryOp, ast.USub,
)  # fmt: skip
_log = logging.getLogger(__name__)


def self_contained(prepared, exercise_id):
    """An answer with all that it uses, or None where something else may have a say.

    Returns:
        a `Prepared` submission of the released cells before it, those that define what it uses, and its
        own, comments, docstrings and layout left out: answers that do the same have equal ones, by
        `submission_digest`.
    """
    cells = []
    for cell in prepared.cells:
        cells.append(cell)
        if cell.exercise == exercise_id:
            break
    else:
        return None
    try:
        return _on_its_own(cells, prepared)
    # What nobody foresaw is this file's alone, which is judged as a whole.
    except Exception as error:
        whose = "/".join(prepared.origin)
        _log.error(f"The grader itself failed at {whose!r}; please report this.", exc_info=error)
        return None


def plain_text(source):
    """A text for what a cell does, comments and layout aside; the text itself if it is no Python."""
    read = _read(source)
    return source if read is None else read.text


def _on_its_own(cells, prepared):
    lengths = [len(cell.source) for cell in cells if not cell.released]
    if len(lengths) > _MOST_CELLS or sum(lengths) > _LONGEST_OF_ALL:
        return None
    *before, answer = [(cell, _read(cell.source, cell.released or cell.again)) for cell in cells]
    own = [read for cell, read in before if not cell.released] + [answer[1]]
    if not all(read and read.is_definitions for read in own):
        return None
    used, asked_for, needed = answer[1].uses, answer[1].asks_for, [answer]
    for cell, read in reversed(before):
        read = read or _NOTHING
        if cell.released or used & read.defines:
            # What is kept for what it defines answers nothing here.
            needed.append((replace(cell, exercise=""), read))
            used |= read.uses
            asked_for |= read.asks_for
    # In the notebook, what was passed over is run where an answer asks for it.
    if any(asked_for & read.passed_over for read in own):
        return None
    # What is run is what was compared, whoever wrote it first; and code may know the number of its cell.
    kept = tuple(
        replace(cell, number=place, source=cell.source if cell.released else read.text, again=False)
        for place, (cell, read) in enumerate(reversed(needed), 1)
    )
    return Prepared(kept, prepared.chapters, origin=prepared.origin)


@dataclass(frozen=True)
class _Read:
    """A cell, read.

    Attributes:
        text: a program that does the same, comments, docstrings and layout aside.
        is_definitions: whether it gives names a value and does nothing else.
        defines, uses: names that it gives a value, and that it may use.
        asks_for: names that it may look up in the notebook when it is called, attributes included.
        passed_over: names to which statements give a value that are left out where only definitions run.
    """

    text: str
    is_definitions: bool
    defines: frozenset
    uses: frozenset
    asks_for: frozenset
    passed_over: frozenset


_NOTHING = _Read("", True, *[frozenset()] * 4)


@lru_cache(maxsize=_KEPT)
def _read(source, only_definitions=False):
    """The `_Read` cell, or None where it is no Python, or too much of it."""
    if len(source) > _LONGEST or _CHANGED.search(source) or not _is_flat(source):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _WithoutTexts().visit(ast.parse(source))
        statements = [each for each in tree.body if runs(each, LESSONS)]
        tree.body = [each for each in statements if runs(each, LESSONS, only_definitions)]
        passed_over = [each for each in statements if not runs(each, LESSONS, only_definitions)]
        text = ast.unparse(tree)
        if _CHANGED.search(text) or ast.dump(ast.parse(text)) != ast.dump(tree):
            return None
        of_notebook = _of_notebook(symtable.symtable(text, "<cell>", "exec"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    defined, attributes = _bound(tree.body), _attributes(nodes)
    return _Read(
        text,
        all(map(_only_defines, tree.body)) and _reaches_nothing(nodes, names | defined, attributes),
        defined,
        frozenset(names),
        frozenset(of_notebook | attributes),
        _bound(passed_over),
    )


def _bound(statements):
    return frozenset(name for statement in statements for name in bound_names(statement))


def _of_notebook(table):
    """The names of a table of Python's, and of those inside of it, that are the notebook's."""
    is_function = isinstance(table, symtable.Function)
    names = table.get_globals() if is_function else table.get_identifiers()
    return set(names).union(*map(_of_notebook, table.get_children()))


def _attributes(nodes):
    """What stands after a dot, or is imported from something."""
    found = {each.attr for each in nodes if isinstance(each, ast.Attribute)}
    for each in nodes:
        if isinstance(each, (ast.Import, ast.ImportFrom)):
            found.update(part for alias in each.names for part in alias.name.split("."))
    return found


def _is_flat(source):
    """Whether Python's reader and what follows it need little of the stack."""
    in_line = depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            in_line = 0 if token.type == tokenize.NEWLINE else in_line + 1
            depth += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
            if in_line > _MOST_TOKENS_OF_A_LINE or depth > _DEEPEST:
                return False
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        return False
    return True


class _WithoutTexts(ast.NodeTransformer):
    """Takes out docstrings, and other constants that stand by themselves."""

    def visit_Expr(self, node):
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_FunctionDef(self, node):
        node = self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node


def _only_defines(statement):
    """Whether running a statement gives names a value and does nothing else."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return _is_known_import(statement)
    if isinstance(statement, ast.FunctionDef):
        parameters = statement.args
        evaluated = [*parameters.defaults, *filter(None, parameters.kw_defaults)]
        evaluated += filter(None, map(_annotation, ast.walk(parameters)))
        evaluated += filter(None, [statement.returns])
        return not statement.decorator_list and all(map(_is_plain, evaluated))
    if isinstance(statement, ast.Assign):
        names = all(isinstance(target, ast.Name) for target in statement.targets)
        return names and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def _annotation(node):
    return getattr(node, "annotation", None)


def _is_plain(value):
    return all(isinstance(node, _PLAIN) for node in ast.walk(value))


def _is_known_import(statement):
    if isinstance(statement, ast.Import):
        modules = [alias.name for alias in statement.names]
    else:
        modules = [statement.module or ""]
    is_star = any(alias.name == "*" for alias in statement.names)
    is_far = getattr(statement, "level", 0) > 0
    return not is_star and not is_far and {name.split(".")[0] for name in modules} <= _MODULES


def _reaches_nothing(nodes, names, attributes):
    """Whether what it uses is what it mentions."""
    imports = (each for each in nodes if isinstance(each, (ast.Import, ast.ImportFrom)))
    is_shared = any(isinstance(each, (ast.Global, ast.Nonlocal)) for each in nodes)
    return (
        names.isdisjoint(_REACHING)
        and not any(name.startswith("__") for name in names)
        and attributes.isdisjoint(_REACHING_ATTRIBUTES)
        and not any(name.startswith("_") for name in attributes)
        and all(map(_is_known_import, imports))
        and not is_shared
    )
