"""Reads a cell of a student's as Python, and says of each of its statements what it defines and uses.

Nothing is run here. Only texts are read that are short and flat, since Python's own reader may exhaust
the stack of the process that decides.
"""

import ast
import hashlib
import io
import re
import symtable
import threading
import tokenize
import warnings
from dataclasses import dataclass, field
from functools import lru_cache

from resnet_lessons.checker.cell_statements import LESSONS, bound_names, runs
from resnet_lessons.instructor.grading.reading.only_definitions import only_defines, reaches_nothing

_LONGEST, _MOST_TOKENS_OF_A_LINE, _DEEPEST = 20_000, 300, 20
# A cell of many names takes half a megabyte when it is read.
_KEPT = 200
# Tokens that make no difference to a program; and those beside which its layout does: since Python 3.12
# the first of a formatted text, and what `tokenize` does not know, such as an accent of its own in a name.
_SAY_NOTHING = {tokenize.COMMENT, tokenize.NL}
_IN_ITS_LAYOUT = {getattr(tokenize, "FSTRING_START", None), tokenize.ERRORTOKEN}
# Where Python's reader and `tokenize` may not agree: how wide a tab is, where a line stands that begins
# with a backslash alone, and characters that no program may hold, be it in a comment.
_READ_OTHERWISE = re.compile(r"[\t\0\ud800-\udfff]|^ *\\$", re.M)
# What IPython may change before Python reads it: prompts, magics, commands, questions, and ends of lines
# that are none to Python.
_CHANGED = re.compile(
    r"^[^\S\n]*+(>>>|\.\.\.|In ?\[|[%!?,;/])|\?[^\S\n]*+$"
    r"|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]",
    re.M,
)

_one_thread = threading.Lock()


@dataclass(frozen=True)
class Statement:
    """A statement of a cell; an import of several names is as many statements.

    Attributes:
        text: a program that does the same, comments, docstrings and layout aside.
        is_import: whether it imports a name.
        defines: names of the notebook to which it gives a value.
        uses: names of the notebook that it may look up, when it runs or when it is called.
        asks_for: the same, and every attribute.
    """

    text: str
    is_import: bool
    defines: frozenset
    uses: frozenset
    asks_for: frozenset


@dataclass(frozen=True)
class ReadCell:
    """A cell that was read.

    Attributes:
        text: a program that does the same, comments, docstrings and layout aside.
        is_definitions: whether it gives names a value and does nothing else.
        statements: each `Statement` that is run, in order.
        passed_over: names to which statements give a value that are left out where only definitions run.
    """

    text: str
    is_definitions: bool
    statements: tuple
    passed_over: frozenset


@dataclass(frozen=True)
class _Tokens:
    """A text that Python may read. Two of the same tokens are the same program.

    Attributes:
        digest: of its tokens, comments and layout aside.
        source: the text.
    """

    digest: bytes
    source: str = field(compare=False)


@lru_cache(maxsize=_KEPT)
def read_cell(source, only_definitions=False):
    """The `ReadCell`, or None where it is no Python, or too much of it."""
    if len(source) > _LONGEST or _CHANGED.search(source):
        return None
    tokens = _tokens(source)
    return tokens and _read(tokens, only_definitions)


@lru_cache(maxsize=_KEPT)
def _read(tokens, only_definitions):
    source = tokens.source
    try:
        # Which warnings are shown is the whole process's setting, and several threads read.
        with _one_thread, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _WithoutTexts().visit(ast.parse(source))
        run = [each for each in tree.body if runs(each, LESSONS)]
        tree.body = [each for each in run if runs(each, LESSONS, only_definitions)]
        passed_over = [each for each in run if not runs(each, LESSONS, only_definitions)]
        texts = list(map(ast.unparse, tree.body))
        text = "\n".join(texts)
        if _CHANGED.search(text) or not _is_same(ast.parse(text), tree):
            return None
        is_definitions = all(map(only_defines, tree.body)) and reaches_nothing(tree)
        pairs = zip(tree.body, texts, strict=True)
        statements = tuple(_statement(*part) for pair in pairs for part in _parts(*pair))
        return ReadCell(text, is_definitions, statements, _bound(*passed_over))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def without_comments(source):
    """A text whose lines that hold nothing but a comment are empty; itself where that cannot be told."""
    lines = source.split("\n")
    if not any(line.lstrip().startswith("#") for line in lines) or len(source) > _LONGEST:
        return source
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            row, column = token.start
            if token.type == tokenize.COMMENT and not lines[row - 1][:column].strip():
                lines[row - 1] = ""
    except (tokenize.TokenError, SyntaxError, UnicodeError, IndexError):
        return source
    return "\n".join(lines)


def _is_same(one, other):
    """Whether two syntax trees are the same, wherever in their texts they stand."""
    if isinstance(one, ast.AST):
        return type(one) is type(other) and all(
            _is_same(getattr(one, field, None), getattr(other, field, None))
            for field in one._fields
        )
    if isinstance(one, list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_is_same(*pair) for pair in pairs)
    # 1, 1.0 and True are equal to Python, and so are 0.0 and -0.0.
    return type(one) is type(other) and repr(one) == repr(other)


def _parts(statement, text):
    """A statement and its text, or one import for each of its names."""
    if isinstance(statement, ast.Import):
        parts = [ast.Import([alias]) for alias in statement.names]
    elif isinstance(statement, ast.ImportFrom):
        module, level = statement.module, statement.level
        parts = [ast.ImportFrom(module, [alias], level) for alias in statement.names]
    else:
        return [(statement, text)]
    return [(part, ast.unparse(part)) for part in parts]


def _statement(part, text):
    table = symtable.symtable(text, "<cell>", "exec")
    return Statement(
        text,
        isinstance(part, (ast.Import, ast.ImportFrom)),
        _bound(part),
        frozenset(_looked_up(table)),
        frozenset(_of_notebook(table) | _attributes(part)),
    )


def _bound(*statements):
    return frozenset(name for statement in statements for name in bound_names(statement))


def _looked_up(table):
    """The names of the notebook that a table of Python's, and those inside of it, look up."""
    if isinstance(table, symtable.Function):
        names = table.get_globals()
    else:
        names = [each.get_name() for each in table.get_symbols() if each.is_referenced()]
    return set(names).union(*map(_looked_up, table.get_children()))


def _of_notebook(table):
    """The names of a table of Python's, and of those inside of it, that are the notebook's."""
    is_function = isinstance(table, symtable.Function)
    names = table.get_globals() if is_function else table.get_identifiers()
    return set(names).union(*map(_of_notebook, table.get_children()))


def _attributes(statement):
    """What stands after a dot, or is imported from something."""
    found = set()
    for each in ast.walk(statement):
        if isinstance(each, ast.Attribute):
            found.add(each.attr)
        elif isinstance(each, (ast.Import, ast.ImportFrom)):
            found.update(part for alias in each.names for part in alias.name.split("."))
    return found


def _tokens(source):
    """The `_Tokens` of a text, None where Python's reader and what follows it might need much of the
    stack."""
    in_line = depth = 0
    digest = hashlib.sha256()
    if _READ_OTHERWISE.search(source):
        digest.update(f"source {source}".encode(errors="surrogatepass"))
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            in_line = 0 if token.type == tokenize.NEWLINE else in_line + 1
            depth += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
            if in_line > _MOST_TOKENS_OF_A_LINE or depth > _DEEPEST:
                return None
            if token.type not in _SAY_NOTHING:
                text = "" if token.type == tokenize.NEWLINE else token.string
                text = source if token.type in _IN_ITS_LAYOUT else text
                digest.update(f"{token.type} {len(text)} {text}".encode())
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        return None
    return _Tokens(digest.digest(), source)


class _WithoutTexts(ast.NodeTransformer):
    """Takes out docstrings, and other constants that stand by themselves."""

    def visit_Expr(self, node):
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_FunctionDef(self, node):
        node = self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    visit_ClassDef = visit_FunctionDef
