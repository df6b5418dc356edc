"""What a function uses of the notebook it was written in: names, and the modules that it imports."""

import dis
import functools
import types
from dataclasses import dataclass

# Nobody follows more of them.
_MOST = 500


@dataclass(frozen=True, eq=False)
class Used:
    """What a function uses, and what the notebook's functions that it calls use.

    Args:
        names: {name in the notebook: its value}
        functions: every function that was looked into.
        imported: names of modules that are imported inside a function.
    """

    names: dict
    functions: tuple
    imported: frozenset


def used_by(thing, notebook):
    """What a function uses, as `Used`.

    Args:
        thing: a function, a partial one, or any other object that can be called.
        notebook: the notebook's variables.
    """
    names, functions, imported, waiting = {}, [], set(), [thing]
    seen = set()
    while waiting and len(seen) < _MOST:
        function = waiting.pop()
        if id(function) in seen:
            continue
        seen.add(id(function))
        waiting += _parts(function)
        if type(function) is not types.FunctionType:
            continue
        functions.append(function)
        if function.__globals__ is not notebook:
            continue
        for code in _codes(function.__code__):
            for step in dis.get_instructions(code):
                if step.opname == "IMPORT_NAME":
                    imported.add(step.argval)
                elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME") and step.argval in notebook:
                    names[step.argval] = notebook[step.argval]
                    waiting.append(notebook[step.argval])
    return Used(names, tuple(functions), frozenset(imported))


def _codes(code):
    """A function's code and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _parts(thing):
    """The functions that an object consists of, whatever wraps them. By its type: what a student
    hands in may answer any question."""
    kind = type(thing)
    if kind is types.FunctionType:
        cells = thing.__closure__ or ()
        contents = [cell.cell_contents for cell in cells if _is_filled(cell)]
        return [each for each in contents if callable(each)]
    if kind is functools.partial:
        return [
            thing.func,
            *filter(callable, thing.args),
            *filter(callable, thing.keywords.values()),
        ]
    if kind is types.MethodType:
        return [thing.__func__]
    if issubclass(kind, type):
        own = [value for value in vars(thing).values() if type(value) is types.FunctionType]
        return own if thing.__module__ == "__main__" else []
    if kind is types.ModuleType or not callable(thing):
        return []
    if getattr(kind, "__module__", "") == "__main__":
        return [kind]
    wrapped = getattr(thing, "python_function", None) or getattr(thing, "__wrapped__", None)
    return [wrapped] if type(wrapped) is types.FunctionType else []


def _is_filled(cell):
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True
