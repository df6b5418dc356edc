"""Frames between the grader and a sandboxed process: JSON and float32 arrays, never pickles.

A frame is two lengths, a JSON object, and the bytes of the arrays whose shapes the object names.
Whoever reads a frame trusts nothing in it.
"""

import json
import math
import struct
import time
from itertools import chain

import numpy as np

_LENGTHS = struct.Struct(">II")
MOST_HEADER = 1 << 20
MOST_ARRAYS = 1 << 25
MOST_DIMENSIONS = 8
# Lists and objects within each other; a frame has a few, and what reads deep ones may run out of stack.
_DEEPEST = 20


class BadFrame(Exception):
    """What came is no frame, or a larger one than allowed."""


class Closed(Exception):
    """The other side has gone."""


# What comes of asking somebody who does not answer.
NO_ANSWER = (BadFrame, Closed, TimeoutError)


def send(connection, header, arrays=()):
    """Sends one frame over a stream socket; see `packed`."""
    connection.sendall(packed(header, arrays))


def packed(header, arrays=()):
    """The bytes of one frame.

    Args:
        header: what JSON can say; a key "shapes" is added when there are arrays.
        arrays: of numbers; packed as float32.
    """
    arrays = [np.ascontiguousarray(each, "<f4").reshape(np.shape(each)) for each in arrays]
    if arrays:
        header = header | {"shapes": [list(array.shape) for array in arrays]}
    text = json.dumps(header).encode()
    body = b"".join(array.tobytes() for array in arrays)
    return _LENGTHS.pack(len(text), len(body)) + text + body


def receive(connection, seconds=None, most_header=MOST_HEADER, most_arrays=MOST_ARRAYS):
    """Reads one frame.

    Args:
        connection: a stream socket.
        seconds: how long the whole frame may take to arrive; no limit if None.
        most_header, most_arrays: bytes allowed.

    Returns:
        (dict, list of float32 arrays)

    Raises:
        BadFrame, Closed, TimeoutError
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    lengths = _LENGTHS.unpack(_exactly(connection, _LENGTHS.size, deadline))
    if lengths[0] > most_header or lengths[1] > most_arrays:
        raise BadFrame(f"a frame of {sum(lengths):,} bytes")
    text, body = (_exactly(connection, length, deadline) for length in lengths)
    header = _object(text)
    return header, _arrays(header.get("shapes", []), body)


def _exactly(connection, count, deadline):
    parts, missing = [], count
    while missing:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        try:
            part = connection.recv(min(missing, 1 << 16))
        except ConnectionError as error:
            raise Closed from error
        if not part:
            raise Closed
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _object(text):
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("no JSON") from error
    # A text of few brackets, as most are, cannot be deep.
    is_flat = text.count(b"[") + text.count(b"{") <= _DEEPEST
    if not isinstance(header, dict) or (not is_flat and _is_deeper(header, _DEEPEST)):
        raise BadFrame("no object, or a deep one")
    return header


def _is_deeper(value, levels):
    layer = [value]
    for _ in range(levels):
        held = chain.from_iterable(
            each.values() if isinstance(each, dict) else each for each in layer
        )
        layer = [each for each in held if isinstance(each, (dict, list))]
    return bool(layer)


def _arrays(shapes, body):
    if not isinstance(shapes, list) or not all(map(_is_shape, shapes)):
        raise BadFrame("no shapes")
    sizes = [math.prod(shape) for shape in shapes]
    if 4 * sum(sizes) != len(body):
        raise BadFrame("shapes and bytes do not fit")
    numbers, arrays = np.frombuffer(body, "<f4"), []
    for shape, size in zip(shapes, sizes, strict=True):
        arrays.append(numbers[:size].reshape(shape))
        numbers = numbers[size:]
    return arrays


def _is_shape(shape):
    return (
        isinstance(shape, list)
        and len(shape) <= MOST_DIMENSIONS
        and all(type(length) is int and 0 <= length <= MOST_ARRAYS for length in shape)
    )
