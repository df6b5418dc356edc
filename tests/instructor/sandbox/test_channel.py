"""Frames: what goes in comes out, and nothing else does."""

import json
import socket
import struct
import threading
import time

import numpy as np
import pytest

from resnet_lessons.instructor.sandbox.inside import channel


@pytest.fixture
def ends():
    one, other = socket.socketpair()
    yield one, other
    one.close()
    other.close()


def raw(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">II", len(text), len(body)) + text + body


def test_a_frame_arrives_as_it_was_sent(ends):
    arrays = [np.float32(2.5), np.zeros((0, 3)), np.arange(6.0).reshape(1, 2, 3)]
    channel.send(ends[0], {"observed": "grow", "text": "größer\ud800"}, arrays)
    header, received = channel.receive(ends[1], 5)
    assert header["observed"] == "grow" and header["text"] == "größer\ud800"
    for sent, got in zip(arrays, received, strict=True):
        assert got.dtype == np.float32 and got.shape == np.shape(sent)
        np.testing.assert_array_equal(got, sent)


def test_a_large_frame_needs_no_other_reader(ends):
    array = np.random.default_rng(0).normal(size=1_000_000).astype("float32")
    sender = threading.Thread(target=channel.send, args=(ends[0], {}, [array]))
    sender.start()
    _, (received,) = channel.receive(ends[1], 30)
    sender.join()
    np.testing.assert_array_equal(received, array)


def nested(levels):
    return json.loads("[" * levels + "]" * levels)


@pytest.mark.parametrize(
    "bytes_",
    [
        raw(b"not json"),
        raw([1, 2]),
        raw(b"[" * 200_000),
        raw(b"1" * 10_000),
        raw(b"\xff\xfe{}"),
        raw({"shapes": "abc"}),
        raw({"shapes": [[-1]]}, b"\0" * 4),
        raw({"shapes": [[2.0]]}, b"\0" * 8),
        raw({"shapes": [[True]]}, b"\0" * 4),
        raw({"shapes": [["1"]]}, b"\0" * 4),
        raw({"shapes": [[1] * 40]}, b"\0" * 4),
        raw({"shapes": [[2]]}, b"\0" * 4),
        raw({}, b"\0" * 4),
        raw({"shapes": [[1 << 62, 1 << 62]]}),
        raw({"shapes": {"0": [1]}}, b"\0" * 4),
        raw({"a": nested(30)}),
        raw({"a": nested(500)}),
        struct.pack(">II", 1 << 31, 0),
        struct.pack(">II", 2, 1 << 31) + b"{}",
    ],
)
def test_what_is_no_frame_is_refused(ends, bytes_):
    sender = threading.Thread(target=ends[0].sendall, args=(bytes_,))
    sender.start()
    with pytest.raises(channel.BadFrame):
        channel.receive(ends[1], 5)
    sender.join()


def test_limits_are_the_callers(ends):
    channel.send(ends[0], {"text": "x" * 100})
    with pytest.raises(channel.BadFrame):
        channel.receive(ends[1], 5, most_header=50)


def test_the_other_side_may_go(ends):
    ends[0].sendall(raw({"a": 1})[:-3])
    ends[0].close()
    with pytest.raises(channel.Closed):
        channel.receive(ends[1], 5)


@pytest.mark.sandbox
def test_a_frame_that_trickles_in_has_one_deadline(ends):
    def trickle():
        for byte in raw({"a": "x" * 100})[:60]:
            ends[0].send(bytes([byte]))
            time.sleep(0.02)

    sender = threading.Thread(target=trickle)
    sender.start()
    since = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.receive(ends[1], 0.3)
    assert time.monotonic() - since < 1
    sender.join()
