"""Which statements of a notebook's cells the grader runs. It leaves out what checks, draws or trains.

A check in the notebook asks the same, so that it can say beforehand what the grader will not know.
"""

import ast
import warnings

# Under which names a notebook has the lessons, unless it imports them under others.
LESSONS = frozenset({"rl", "resnet_lessons"})
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# What an assignment that only names things has no part of.
_COMPUTED = (
    ast.Call, ast.Subscript, ast.Attribute, ast.Await, ast.NamedExpr, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_OWN_VARIABLES = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# Cell magics whose body is Python.
TIMED = frozenset({"time", "timeit", "capture", "prun", "memit"})


def statements_of(python):
    """The statements of a text, none where Python cannot read it; what it warns of is not said here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(python).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def runs(statement, lessons, only_definitions=False):
    """Whether a statement is run, and not left out.

    Args:
        statement: of a module, as `ast` has it.
        lessons: the names of the lessons there; what speaks to them, a check for instance, is left out.
        only_definitions: whether imports, functions, classes and constants alone are run.
    """
    if isinstance(statement, _DEFINITIONS) or _is_alias(statement, lessons):
        return True
    return not _speaks_to(statement, lessons) and (not only_definitions or _is_plain(statement))


def names_of_lessons(statement, lessons):
    """The names that a statement gives to the lessons or to something of them; see `runs`."""
    if isinstance(statement, ast.Import):
        return {
            alias.asname or "resnet_lessons" for alias in statement.names if _is_lessons(alias.name)
        }
    if isinstance(statement, ast.ImportFrom) and _is_lessons(statement.module):
        return {alias.asname or alias.name for alias in statement.names}
    if _is_alias(statement, lessons):
        return {target.id for target in statement.targets}
    return set()


def bound_names(statement):
    """The names of the notebook that a statement gives a value, in a list."""
    found, waiting = [], [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found += [alias.asname or alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, _SCOPES):
            found += [node.name] if hasattr(node, "name") else []
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append(node.id)
        elif isinstance(node, ast.ExceptHandler):
            waiting += node.body
        elif not isinstance(node, _OWN_VARIABLES):
            waiting += ast.iter_child_nodes(node)
    return found


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
