"""What the grader has beside the notebook: Python's own modules and some packages, and no other file."""

import functools
import importlib.metadata
import re
import site
import sys
import sysconfig
import types
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
# With all that these require.
_SHOWN = ("tensorflow", "keras", "numpy", "pillow", "matplotlib", "ipython", "ipywidgets")
_KNOWN = {"resnet_lessons", "tensorflow", "keras", "numpy", "matplotlib", "PIL", "IPython"}


def top_module_of(value):
    """The name of the module or package that a value of the notebook comes from, "" if unknown."""
    name = value.__name__ if isinstance(value, types.ModuleType) else _module_of(value)
    return name.split(".")[0]


def _module_of(value):
    module = getattr(value, "__module__", None)
    return module if isinstance(module, str) else ""


def file_beside(value):
    """The file of the student's own that a value of the notebook comes from, or None."""
    module = value if isinstance(value, types.ModuleType) else sys.modules.get(_module_of(value))
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or getattr(module, "__name__", "") == "__main__":
        return None
    return None if _is_installed(Path(file)) else Path(file)


def file_of_code(function):
    """The file that a function was read from, where that is no cell; or None."""
    path = Path(function.__code__.co_filename)
    if path.suffix != ".py" or "ipykernel" in str(path) or not path.is_file():
        return None
    return None if _is_installed(path) else path


@functools.cache
def _folders():
    found = [*map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib"))]
    found += [*site.getsitepackages(), site.getusersitepackages(), str(_PACKAGE)]
    return tuple(Path(each).resolve() for each in found)


def _is_installed(path):
    parts = {"site-packages", "dist-packages"}
    return not parts.isdisjoint(path.parts) or any(
        path.resolve().is_relative_to(folder) for folder in _folders()
    )


def is_with_the_grader(module):
    """Whether the grader has a module or package of that name."""
    if module in _KNOWN or module in sys.stdlib_module_names or module in ("", "__main__"):
        return True
    loaded = sys.modules.get(module)
    if loaded is None or file_beside(loaded):
        # A file beside the notebook is told by its name.
        return loaded is not None
    names = importlib.metadata.packages_distributions().get(module, ())
    return not names or bool(set(map(_plain_name, names)) & _required())


@functools.cache
def _required():
    """Names of the distributions that the grader has."""
    found, waiting = set(), [*_SHOWN]
    while waiting:
        name = _plain_name(waiting.pop())
        if name in found:
            continue
        try:
            required = importlib.metadata.requires(name) or ()
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add(name)
        waiting += [
            re.match(r"[\w.-]+", text).group() for text in required if "extra ==" not in text
        ]
    return frozenset(found)


def _plain_name(name):
    return re.sub(r"[-_.]+", "-", name).lower()
