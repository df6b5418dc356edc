"""What of this machine the box shows: Python, the packages that answers may use, what both load.

Whole prefixes would show whatever else lies there, a clone of the lessons for instance: so of a
folder of packages only those are shown that are needed, of the system only the libraries that they
and Python are linked with.
"""

import functools
import importlib.metadata
import mmap
import os
import re
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from struct import iter_unpack, unpack_from

from resnet_lessons.instructor.answers import PACKAGE

# What a notebook of the lessons may import. With them come the packages that they require.
_PACKAGES = (
    "tensorflow", "tensorflow-cpu", "keras", "numpy", "pillow", "matplotlib", "ipython", "ipywidgets",
)  # fmt: skip
# In the standard library: packages of all kinds, and parts that no answer needs.
_HIDDEN_OF_PYTHON = ("site-packages", "dist-packages", "test", "ensurepip", "idlelib")
_HIDDEN_OF_PACKAGES = ("tensorflow/include", "jedi/third_party")
# Modules of Python's own for which half of a desktop's libraries would have to be shown.
_UNLINKED = ("_tkinter.", "nis.")
_SYSTEM = ("/etc/ld.so.cache", "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8")
# Folders on some systems, on others links into /usr.
_LIBRARIES = ("/lib", "/lib64", "/usr/lib64")
# Of ELF: kinds of segments, and tags of entries in the dynamic one.
_LOADED, _DYNAMIC, _NEEDED, _NAMES = 1, 2, 1, 5
# A copy of the lessons, a clone whatever its name, a report.
_FOLDERS_WITH_ANSWERS = {PACKAGE.name, ".git"}
_FILES_WITH_ANSWERS = {"ledger.sqlite"}
_PACKED = (".whl", ".zip", ".tar.gz")


@dataclass(frozen=True)
class Shown:
    """What the box shows of this machine, each under its own name.

    Args:
        interpreter: path of Python itself, outside of any virtual environment.
        places: files and folders that are shown, with all that lies in a folder.
        hidden: folders below these that are shown empty, but for places that lie in them.
        packages: folders in which Python is to look for packages.
    """

    interpreter: Path
    places: tuple[Path, ...]
    hidden: tuple[Path, ...]
    packages: tuple[Path, ...]


@functools.cache
def shown():
    """`Shown` of this Python.

    Raises:
        OSError: without `ldd`, which tells the libraries.
    """
    base = Path(sys.base_prefix).resolve()
    interpreter = base / "bin" / f"python3.{sys.version_info.minor}"
    if not interpreter.exists():
        interpreter = Path(sys.executable).resolve()
    library = Path(sysconfig.get_path("stdlib")).resolve()
    # On some systems its compiled modules lie elsewhere; a Python that was moved names a wrong folder.
    compiled = Path(sysconfig.get_config_var("DESTSHARED") or library).resolve()
    python = [library]
    if compiled.is_dir() and not compiled.is_relative_to(library):
        python.append(compiled)
    parts = _parts(_distributions(_PACKAGES))
    hidden = [library / name for name in _HIDDEN_OF_PYTHON]
    hidden += [part.parent / name for part in parts for name in _HIDDEN_OF_PACKAGES]
    hidden = tuple(dict.fromkeys(each for each in hidden if each.is_dir()))
    folders = [*python, *parts]
    linked = _linked([interpreter, *_compiled_modules(folders, hidden)])
    libraries = [path for path in linked if not any(path.is_relative_to(each) for each in folders)]
    system = [Path(path) for path in _SYSTEM if os.path.exists(path)]
    places = (interpreter, *folders, *libraries, *system)
    packages = tuple(
        dict.fromkeys(part.parent for part in parts if part.parent.name != "__pycache__")
    )
    return Shown(interpreter, tuple(dict.fromkeys(places)), hidden, packages)


def links():
    """Of the system's folders of libraries those that are links: list of (target, link)."""
    return [(os.readlink(path), path) for path in _LIBRARIES if os.path.islink(path)]


@functools.cache
def answers_shown():
    """Where in what is shown a copy of the lessons, a notebook of theirs or a report lies; "" if nowhere."""
    seen = _walk(shown().places, shown().hidden)
    return next(filter(None, (answers_in(*each) for each in seen)), "")


def answers_in(folder, folders, files):
    """What in a folder may hold answers, as a path; "" if nothing.

    Args:
        folder: its path.
        folders, files: the names of what lies in it.
    """
    for name in (_FOLDERS_WITH_ANSWERS & {*folders}) | (_FILES_WITH_ANSWERS & {*files}):
        return f"{folder}/{name}"
    for name in files:
        path = f"{folder}/{name}"
        if name.endswith(".ipynb") and PACKAGE.name.encode() in Path(path).read_bytes():
            return path
        if name.startswith(PACKAGE.name) and name.endswith(_PACKED):
            return path
    return ""


def is_shown(path):
    """Whether a file or folder lies in what is shown."""
    path = Path(path).resolve()
    for folder in (path, *path.parents):
        if folder in shown().hidden:
            return False
        if folder in shown().places:
            return True
    return False


def _distributions(names):
    """Those of some names that are installed, with all that they require, optional extras apart."""
    found, waiting = {}, list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            # Meant for another system or Python.
            continue
        required = [text for text in found[name].requires or () if "extra ==" not in text]
        waiting += [re.match(r"[\w.-]+", text).group() for text in required]
    return list(found.values())


def _parts(distributions):
    """Folders and files of distributions, as they lie beside each other in a folder of packages."""
    found = {}
    for distribution in distributions:
        record = distribution.read_text("RECORD") or distribution.read_text("top_level.txt") or ""
        paths = [line.partition(",")[0] for line in record.splitlines()]
        # The folder of compiled files is shared: of it only their own.
        tops = {
            path if path.startswith("__pycache__/") else path.partition("/")[0] for path in paths
        }
        found |= {Path(distribution.locate_file(top)): None for top in sorted(tops - {"", ".."})}
    resolved = dict.fromkeys(part.parent.resolve() / part.name for part in found)
    return [part for part in resolved if part.exists()]


def _compiled_modules(places, hidden):
    for folder, _, files in _walk(places, hidden):
        for name in files:
            if ".so" in name and not name.startswith(_UNLINKED):
                yield f"{folder}/{name}"


def _linked(files):
    """The libraries that programs and libraries load when they start, each where the loader looks."""
    asked, named = [], set()
    for file in files:
        needed = _needed(file)
        # One file for each library is enough, and asking takes its time.
        if not needed <= named:
            asked.append(str(file))
            named |= needed
    with ThreadPoolExecutor() as both:
        found = both.map(_told_by_loader, filter(None, (asked[::2], asked[1::2])))
    return sorted(
        {Path(os.path.dirname(path)).resolve() / Path(path).name for path in chain(*found)}
    )


def _told_by_loader(files):
    """Paths of the libraries that some files load."""
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
    told = subprocess.run(["ldd", *files], capture_output=True, text=True, env=environment)
    return re.findall(r"^\t(?:.* => )?(/.*) \(0x", told.stdout, re.MULTILINE)


def _needed(file):
    """The names of the libraries that a file is linked with, if it is one of 64-bit ELF; see elf(5)."""
    with open(file, "rb") as opened:
        if os.fstat(opened.fileno()).st_size < 64:
            return set()
        data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    if data[:5] != b"\x7fELF\x02":
        return set()
    (table,), (size, count) = unpack_from("Q", data, 32), unpack_from("HH", data, 54)
    # Kind, flags, place in the file, address, another, length in the file.
    segments = [unpack_from("IIQQQQ", data, table + size * number) for number in range(count)]
    entries = []
    for kind, _, place, _, _, length in segments:
        if kind == _DYNAMIC:
            entries += iter_unpack("QQ", data[place : place + length // 16 * 16])
    address = dict(entries).get(_NAMES)
    for kind, _, place, begin, _, length in segments:
        if kind == _LOADED and address is not None and begin <= address < begin + length:
            names = place + address - begin
            starts = [names + value for tag, value in entries if tag == _NEEDED]
            return {data[at : data.find(b"\0", at)] for at in starts}
    return set()


def _walk(places, hidden):
    """(folder, names of folders, names of files) of all that is shown in some places."""
    hidden = set(map(str, hidden))
    for place in places:
        if place.is_file():
            yield str(place.parent), [], [place.name]
        else:
            yield str(place.parent), [place.name], []
        for folder, folders, files in os.walk(place):
            folders[:] = [name for name in folders if f"{folder}/{name}" not in hidden]
            yield folder, folders, files
