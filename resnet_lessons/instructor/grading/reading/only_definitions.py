"""Whether a statement of a student's gives names a value and does nothing else.

Such a statement can be taken out of its notebook and run beside others like it: nothing that ran before
has a say in what it does, except what its names stand for.
"""

import ast

_MODULES = {"itertools", "keras", "math", "numpy", "resnet_lessons", "tensorflow", "typing"}
# Of other modules, what cannot reach a name that it was not given.
_SINGLE_NAMES = {"functools": {"partial", "reduce"}}
# Methods of Python's own that an answer's class may have or call: they run where the answer mentions the
# class. Others would run unseen.
_METHODS = {"__init__", "__call__"}
# By these, and by other attributes that begin with an underscore, an answer reaches names that it does
# not mention.
_REACHING = {
    "__import__", "compile", "delattr", "dir", "eval", "exec", "getattr", "globals", "hasattr", "inspect",
    "locals", "open", "setattr", "sys", "vars",
}  # fmt: skip
_REACHING_ATTRIBUTES = {"currentframe", "f_back", "f_builtins", "f_globals", "inspect", "sys"}
_PLAIN = (
    ast.Attribute, ast.BinOp, ast.BitOr, ast.Constant, ast.List, ast.Load, ast.Name, ast.Subscript,
    ast.Tuple, ast.UnaryOp, ast.USub,
)  # fmt: skip
_NAMED = (ast.Attribute, ast.Load, ast.Name)


def only_defines(statement):
    """Whether running a statement gives names a value and does nothing else."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return _is_known_import(statement)
    if isinstance(statement, ast.FunctionDef):
        return not statement.decorator_list and _is_plain_signature(statement)
    if isinstance(statement, ast.ClassDef):
        return _is_plain_class(statement)
    if isinstance(statement, ast.Assign):
        names = all(isinstance(target, ast.Name) for target in statement.targets)
        return names and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def reaches_nothing(tree):
    """Whether what a program uses is what it mentions."""
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {alias.asname or alias.name for alias in _aliases(nodes)}
    names |= {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    attributes = {
        node.attr for node in nodes if isinstance(node, ast.Attribute) and not _is_own(node)
    }
    attributes |= {part for alias in _aliases(nodes) for part in alias.name.split(".")}
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    imports = (each for each in nodes if isinstance(each, (ast.Import, ast.ImportFrom)))
    is_shared = any(isinstance(each, (ast.Global, ast.Nonlocal)) for each in nodes)
    return (
        names.isdisjoint(_REACHING)
        and not any(name.startswith("__") for name in names)
        and attributes.isdisjoint(_REACHING_ATTRIBUTES)
        and not any(name.startswith("_") for name in attributes)
        and all(map(_is_known_import, imports))
        and not is_shared
        # The fields of a text that is formatted look up attributes.
        and not any(isinstance(text, str) and "__" in text for text in texts)
    )


def _is_own(attribute):
    """Whether it is one of Python's methods that may be called, or what an object keeps for itself."""
    is_of_self = isinstance(attribute.value, ast.Name) and attribute.value.id == "self"
    return attribute.attr in _METHODS or (is_of_self and not attribute.attr.startswith("__"))


def _aliases(nodes):
    imports = (node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom)))
    return [alias for node in imports for alias in node.names]


def _is_plain_class(statement):
    """Whether a class has named bases and holds methods and constants only, none of which Python
    calls unseen."""
    return (
        not statement.decorator_list
        and not statement.keywords
        and all(isinstance(node, _NAMED) for base in statement.bases for node in ast.walk(base))
        and all(map(_is_plain_member, statement.body))
    )


def _is_plain_member(statement):
    if isinstance(statement, ast.FunctionDef) and statement.name.startswith("__"):
        return statement.name in _METHODS and only_defines(statement)
    if isinstance(statement, ast.Assign) and any(_is_hidden(each) for each in statement.targets):
        return False
    return isinstance(statement, (ast.Assign, ast.FunctionDef, ast.Pass)) and only_defines(
        statement
    )


def _is_hidden(target):
    return not isinstance(target, ast.Name) or target.id.startswith("__")


def _is_plain_signature(function):
    parameters = function.args
    evaluated = [*parameters.defaults, *filter(None, parameters.kw_defaults)]
    evaluated += filter(None, map(_annotation, ast.walk(parameters)))
    evaluated += filter(None, [function.returns])
    return all(isinstance(node, _PLAIN) for value in evaluated for node in ast.walk(value))


def _annotation(node):
    return getattr(node, "annotation", None)


def _is_known_import(statement):
    if isinstance(statement, ast.Import):
        return {alias.name.split(".")[0] for alias in statement.names} <= _MODULES
    names = {alias.name for alias in statement.names}
    if "*" in names or statement.level:
        return False
    return (statement.module or "").split(".")[0] in _MODULES or names <= _SINGLE_NAMES.get(
        statement.module, set()
    )
