"""Results of long sweeps, kept on disk under a digest of everything they were computed from.

joblib.Memory and diskcache do this too, but they store pickles: what lies in a cache folder would be
run when it is read. Arrays without pickle are all that is kept here.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import numbers
import os
from pathlib import Path

import numpy as np
import platformdirs

from resnet_lessons.machine.files import written_whole

FOLDER_VARIABLE = "RESNET_LESSONS_CACHE"
LIMIT = 200_000_000
_SUFFIX, _UNFINISHED = ".kept.npz", ".kept.part"
# Results that could not be written: {name and digest: {key: array}}.
_in_memory = {}


class _NotDescribed(Exception):
    """A model's configuration does not say all of what it computes."""


def folder():
    """Where results are kept: the user's cache, or the folder that RESNET_LESSONS_CACHE names."""
    own = os.environ.get(FOLDER_VARIABLE)
    return Path(own) if own else platformdirs.user_cache_path("resnet-lessons")


def kept(name, ingredients, compute):
    """What was computed from the same ingredients before, or what `compute` finds now.

    Another process, a damaged file, a full disk or a folder that cannot be written never stop it:
    at worst it computes once more. So it does for a model with layers or functions that are not
    Keras' own, since a changed program bears the same name. The oldest results go when all take more
    than `LIMIT` bytes.

    Args:
        name: of the kind of result, part of the file's name.
        ingredients: sequence of everything that decides about the result: bytes, arrays, strings,
            numbers, None, Keras models (their weights and configuration), sequences of those.
        compute: called without arguments; returns {name: array}.

    Returns:
        {name: array}, the arrays read-only

    Raises:
        TypeError: when an ingredient is nothing of that, or a result cannot be kept without pickle.
    """
    try:
        own = f"{name}-{_digest(ingredients)}"
    except _NotDescribed:
        return _computed(name, compute)
    path = folder() / f"{own}{_SUFFIX}"
    found = _in_memory.get(own) or _read(path)
    if found is None:
        found = _computed(name, compute)
        try:
            _write(path, found)
        except OSError:
            _remember(own, found)
    return found


def _computed(name, compute):
    found = {key: np.array(value) for key, value in compute().items()}
    if any(array.dtype.hasobject for array in found.values()):
        raise TypeError(f"{name}: arrays of Python objects cannot be kept")
    return _read_only(found)


def _read_only(arrays):
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _digest(ingredients):
    """SHA-256 of ingredients and of the programs that compute, as hexadecimal digits."""
    sha = hashlib.sha256(_programs())
    _add(sha, list(ingredients))
    return sha.hexdigest()


@functools.cache
def _programs():
    """Of every file and library that computes: a result from before they were changed is not the same
    result."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    names = ("keras", "numpy", os.environ.get("KERAS_BACKEND", "tensorflow"))
    libraries = [f"{name} {_version(name)};".encode() for name in names]
    return b"".join(libraries + [hashlib.sha256(path.read_bytes()).digest() for path in files])


def _version(library):
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _add(sha, ingredient):
    """Kind and length stand before the bytes, so that no two lists of ingredients look alike."""
    if isinstance(ingredient, (list, tuple)):
        sha.update(b"sequence %d;" % len(ingredient))
        for part in ingredient:
            _add(sha, part)
    elif hasattr(ingredient, "get_weights") and hasattr(ingredient, "get_config"):
        sha.update(b"model;")
        _add(sha, _configuration(ingredient))
        _add(sha, ingredient.get_weights())
    else:
        kind, data = _as_bytes(ingredient)
        sha.update(f"{kind} {len(data)};".encode() + data)


def _configuration(model):
    """A model's configuration as text.

    Raises:
        _NotDescribed: when it leaves open what is computed.
    """
    parts = [*model._flatten_layers(), *getattr(model, "operations", ())]
    if not all(_comes_with_keras(part) for part in parts):
        raise _NotDescribed
    try:
        return json.dumps(model.get_config(), sort_keys=True)
    except Exception as error:
        # A student's own object, say a regularizer, may raise anything.
        raise _NotDescribed from error


def _comes_with_keras(part):
    if type(part).__name__ == "Lambda":
        return False
    programs = (part, getattr(part, "activation", None) or part)
    return all(program.__module__.split(".")[0] == "keras" for program in programs)


def _as_bytes(ingredient):
    if isinstance(ingredient, bytes):
        return "bytes", ingredient
    if isinstance(ingredient, str):
        return "text", ingredient.encode()
    if ingredient is None or isinstance(ingredient, numbers.Number) or np.isscalar(ingredient):
        value = ingredient.item() if isinstance(ingredient, np.generic) else ingredient
        return type(value).__name__, repr(value).encode()
    if isinstance(ingredient, np.ndarray) and not ingredient.dtype.hasobject:
        kind = f"array {ingredient.dtype.str} {ingredient.shape}"
        return kind, np.ascontiguousarray(ingredient).tobytes()
    raise TypeError(f"a result cannot be kept by {type(ingredient).__name__}")


def _read(path):
    """The arrays of a file, or None: whatever a damaged one raises, it is computed again."""
    try:
        # NumPy leaves a damaged archive open if it opened it itself.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {key: arrays[key] for key in arrays.files}
    except Exception:
        return None
    with contextlib.suppress(OSError):
        # The oldest file is the one that was not asked for longest.
        os.utime(path)
    return _read_only(found)


def _write(path, arrays):
    with written_whole(path, _UNFINISHED) as file:
        np.savez_compressed(file, **arrays)
    _make_room(path.parent)


def _make_room(parent):
    """Removes the oldest results, and what a killed process left behind, above the limit."""
    ages = []
    for path in (*parent.glob(f"*{_SUFFIX}"), *parent.glob(f"*{_UNFINISHED}")):
        # Another process may have removed it meanwhile.
        with contextlib.suppress(FileNotFoundError):
            ages.append((path.stat().st_mtime_ns, path.stat().st_size, path))
    total = sum(size for _, size, _ in ages)
    for _, size, path in sorted(ages):
        if total <= LIMIT:
            break
        path.unlink(missing_ok=True)
        total -= size


def _remember(own, arrays):
    """Keeps a result in memory, within the same limit."""
    _in_memory[own] = arrays
    while len(_in_memory) > 1 and _memory_used() > LIMIT:
        del _in_memory[next(iter(_in_memory))]


def _memory_used():
    return sum(array.nbytes for arrays in _in_memory.values() for array in arrays.values())
