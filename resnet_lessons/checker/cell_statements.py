"""Which statements of a notebook's cells the grader runs. It leaves out what checks, draws or trains.

A check in the notebook asks the same, so that it can say beforehand what the grader will not know.
"""

import ast

# Under which names a notebook has the lessons, unless it imports them under others.
LESSONS = frozenset({"rl", "resnet_lessons"})
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# What an assignment that only names things has no part of.
_COMPUTED = (
    ast.Call, ast.Subscript, ast.Attribute, ast.Await, ast.NamedExpr, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
# Cell magics whose body is Python.
TIMED = frozenset({"time", "timeit", "capture", "prun", "memit"})


def names_of_lessons(statement):
    """Under which names a statement imports the lessons or something of them."""
    if isinstance(statement, ast.Import):
        return {
            alias.asname or "resnet_lessons" for alias in statement.names if _is_lessons(alias.name)
        }
    if isinstance(statement, ast.ImportFrom) and _is_lessons(statement.module):
        return {alias.asname or alias.name for alias in statement.names}
    return set()


def is_alias(statement, lessons):
    """Whether a statement gives another name to something of the lessons, as an import does.

    Args:
        statement: of a module, as `ast` has it.
        lessons: the names of the lessons there.
    """
    if not isinstance(statement, ast.Assign):
        return False
    value = statement.value
    while isinstance(value, ast.Attribute):
        value = value.value
    names = [value, *statement.targets]
    return all(isinstance(each, ast.Name) for each in names) and value.id in lessons


def speaks_to(statement, lessons):
    """Whether a statement checks, draws, trains, or asks for a hint; such a one is left out."""
    return any(
        isinstance(node, ast.Name) and node.id in lessons for node in parts_run_at_once(statement)
    )


def is_plain(statement):
    """Whether a statement gives a name a constant or a lambda: as good as a definition."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return False
    parts = parts_run_at_once(statement)
    return not any(isinstance(part, _COMPUTED) for part in parts)


def parts_run_at_once(node):
    """A statement and its parts, bodies of lambdas left out: an answer may be one."""
    yield node
    for part in ast.iter_child_nodes(node):
        if not isinstance(part, ast.Lambda):
            yield from parts_run_at_once(part)


def _is_lessons(module):
    return (module or "").split(".")[0] == "resnet_lessons"
