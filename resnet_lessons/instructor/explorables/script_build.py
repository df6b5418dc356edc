"""The script of the explorables: sources in `explorables/` in, one script and one style sheet out."""

import hashlib
import shutil
import subprocess

from resnet_lessons.instructor.answers import PACKAGE

SOURCES = PACKAGE.parent / "explorables"
# What explorers have as well.
_SHARED = PACKAGE / "widgets" / "theme.js"
BUILT = PACKAGE / "widgets" / "explorables"
# Tools and what lies between source and script; git ignores it.
_WORK = PACKAGE.parent / "build" / "explorables"
_SUFFIXES = {".js", ".ts", ".css", ".json"}
SCRIPT, STYLE = "explorables.js", "explorables.css"


class ScriptError(Exception):
    """The script cannot be built."""


class NoTools(ScriptError):
    """This machine has no Node.js with npm, or cannot fetch what npm is to install."""


def digest():
    """SHA-256 of all sources and of the versions of the tools, in hexadecimal digits."""
    found = hashlib.sha256()
    own = {
        path.relative_to(SOURCES).as_posix(): path
        for path in SOURCES.rglob("*")
        if path.suffix in _SUFFIXES and "node_modules" not in path.parts
    }
    for name, path in [*sorted(own.items()), (_SHARED.name, _SHARED)]:
        found.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def is_fresh():
    """Whether script and style sheet say that they were built from the sources as they are."""
    banner = _banner()
    return all(
        (BUILT / name).is_file() and (BUILT / name).read_text(encoding="utf-8").startswith(banner)
        for name in (SCRIPT, STYLE)
    )


def build():
    """Compiles the arithmetic and bundles the script.

    Returns:
        {name of a file: bytes}; equal sources give equal bytes.

    Raises:
        NoTools: says what is missing.
        ScriptError: says what a tool complains of.
    """
    _install_tools()
    kernel = SOURCES / "arithmetic" / "kernel.ts"
    compiled = _WORK / "kernel.wasm"
    options = ("-O3", "--noAssert", "--runtime", "stub", "--enable", "simd")
    _run("asc", kernel, "-o", compiled, *options)
    _run(
        "esbuild",
        SOURCES / "index.js",
        "--bundle",
        "--format=esm",
        "--target=es2022",
        "--minify",
        "--charset=utf8",
        "--loader:.wasm=binary",
        f"--alias:kernel.wasm={compiled}",
        f"--banner:js={_banner()}",
        f"--banner:css={_banner()}",
        f"--outfile={_WORK / SCRIPT}",
        "--log-level=warning",
    )
    return {name: (_WORK / name).read_bytes() for name in (SCRIPT, STYLE)}


def _banner():
    return f"/* Built by `make explorables` from explorables/, sources {digest()}. */"


def _install_tools():
    """The pinned tools, once for each state of the lock.

    Raises:
        NoTools: says what is missing.
    """
    if shutil.which("npm") is None:
        raise NoTools("To build the explorables install Node.js 20 or later, with npm.")
    lock = (SOURCES / "package-lock.json").read_bytes()
    stamp = _WORK / "node_modules" / ".of_lock"
    if stamp.is_file() and stamp.read_bytes() == lock:
        return
    _WORK.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCES / name, _WORK)
    # Tools need no script of their own to be installed, so none may run.
    try:
        _call("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    except ScriptError as error:
        raise NoTools(f"The tools cannot be installed: {error}") from None
    stamp.write_bytes(lock)


def _run(tool, *arguments):
    _call(_WORK / "node_modules" / ".bin" / tool, *arguments)


def _call(*command):
    done = subprocess.run(command, cwd=_WORK, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr)[-2000:]
        raise ScriptError(f"{command[0]} ended with {done.returncode}:\n{said}")
