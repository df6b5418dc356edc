"""The source of a notebook's function, with everything of the notebook that it needs."""

import inspect
import symtable
import types

_KEPT_CONSTANTS = (int, float, str, bool, tuple, type(None))


class SourceNotFound(Exception):
    """The source cannot be read back, or needs a value that cannot be written down."""


def collect(function, name):
    """A text that defines `name` on its own: imports, helpers of the notebook, the function.

    Args:
        function: defined in a notebook cell.
        name: the exercise's id, which the text binds to the function.

    Raises:
        SourceNotFound: when the function or something it uses has no source.
    """
    imports, definitions, seen = {}, [], set()
    _add(function, imports, definitions, seen)
    lines = [*imports.values(), "", *definitions]
    own_name = getattr(function, "__name__", name)
    if own_name != name:
        lines.append(f"{name} = {own_name}")
    text = "\n".join(lines) + "\n"
    _assert_runs(text, name)
    return text


def _add(thing, imports, definitions, seen):
    if id(thing) in seen:
        return
    seen.add(id(thing))
    text = _text_of(thing)
    for name, value in _used_globals(thing, _global_names(text)).items():
        if isinstance(value, types.ModuleType):
            imports[name] = _import_line(value.__name__, name)
        elif getattr(value, "__module__", None) == "__main__" and _has_source(value):
            _add(value, imports, definitions, seen)
        elif isinstance(value, _KEPT_CONSTANTS):
            imports[name] = f"{name} = {value!r}"
        elif hasattr(value, "__module__") and hasattr(value, "__name__"):
            imports[name] = f"from {value.__module__} import {value.__name__} as {name}"
        else:
            raise SourceNotFound(
                f"it uses `{name}`, which is not part of the cell. Move it into the function."
            )
    definitions.append(text)


def _global_names(text):
    """Names that a definition takes from outside; its own parameters and variables are not among
    them, whatever else bears their name in the notebook."""
    names, tables = set(), [symtable.symtable(text, "<answer>", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        outermost = table.get_type() == "module"
        names |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_global() or (outermost and symbol.is_referenced())
        }
    return names


def _has_source(value):
    return isinstance(value, (types.FunctionType, type))


def _text_of(thing):
    try:
        return inspect.cleandoc("\n" + inspect.getsource(thing)) + "\n"
    except (OSError, TypeError, IndentationError) as error:
        raise SourceNotFound("its source cannot be read. Define it with `def` in a cell.") from error


def _used_globals(thing, names):
    if isinstance(thing, types.FunctionType):
        known = thing.__globals__
    else:
        module = inspect.getmodule(thing)
        known = vars(module) if module else {}
    return {name: known[name] for name in sorted(names) if name in known}


def _import_line(module, name):
    return f"import {module}" if module == name else f"import {module} as {name}"


def _assert_runs(text, name):
    namespace = {"__name__": f"my_answers.{name}"}
    try:
        exec(compile(text, f"<{name}>", "exec"), namespace)
    except Exception as error:
        raise SourceNotFound(f"it does not stand alone ({type(error).__name__}: {error}).") from None
    if not callable(namespace.get(name)):
        raise SourceNotFound("it does not define a function of that name.")
