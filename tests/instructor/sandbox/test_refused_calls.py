"""The filter of calls, read step by step as the kernel reads it; no sandbox is needed."""

import errno
import struct

import pytest

from resnet_lessons.instructor.sandbox.inside import refused_calls

ALLOWED, KILLED = "allowed", "killed"
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Numbers from the tables of the kernel: read, futex, fcntl, madvise, clone; see syscall(2).
CALLS = {
    "x86_64": {
        "read": 0,
        "futex": 202,
        "fcntl": 72,
        "madvise": 28,
        "clone": 56,
        "ioctl": 16,
        "prctl": 157,
        "prlimit64": 302,
    },
    "aarch64": {
        "read": 63,
        "futex": 98,
        "fcntl": 25,
        "madvise": 233,
        "clone": 220,
        "ioctl": 29,
        "prctl": 167,
        "prlimit64": 261,
    },
}


def answer(machine, number, *arguments, architecture=None):
    """What the kernel does with a call: "allowed", "killed", or the name of an error."""
    arguments = [*arguments, *[0] * (6 - len(arguments))]
    architecture = architecture or ARCHITECTURES[machine]
    data = struct.pack("<IIQ6Q", number, architecture, 0, *arguments)
    steps = list(struct.iter_unpack("HBBI", refused_calls.filter_of_calls(machine)))
    place, held = 0, None
    while True:
        code, if_so, if_not, value = steps[place]
        place += 1
        if code == 0x20:
            (held,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return {0x7FFF0000: ALLOWED, 0x80000000: KILLED}.get(value) or errno.errorcode[
                value - 0x50000
            ]
        else:
            is_so = {0x15: held == value, 0x35: held >= value, 0x45: held & value != 0}[code]
            place += if_so if is_so else if_not


@pytest.fixture(params=CALLS)
def machine(request):
    return request.param


def test_it_is_short_enough_for_the_kernel(machine):
    assert len(refused_calls.filter_of_calls(machine)) // 8 < 4096


def test_calls_of_another_processor_end_the_process(machine):
    assert answer(machine, CALLS[machine]["read"], architecture=0x40000003) == KILLED
    assert answer(machine, CALLS[machine]["read"]) == ALLOWED


def test_every_call_that_is_not_permitted_is_refused_whatever_its_arguments(machine):
    numbers = refused_calls.not_permitted(machine)
    assert len(numbers) == len(set(numbers)) > 80
    for number in numbers:
        assert {answer(machine, number, *[value] * 6) for value in (0, 1, 128)} == {"EPERM"}


def test_no_limit_is_set(machine):
    assert {"x86_64": 160, "aarch64": 164}[machine] in refused_calls.not_permitted(machine)


@pytest.mark.parametrize("number", [435, 449, 451, 454, 455, 456, 463, 500, 4000])
def test_calls_that_are_new_or_hide_their_arguments_look_as_if_they_were_not_there(machine, number):
    assert answer(machine, number) == "ENOSYS"


@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        # A thread as the C library makes it; a process; a thread with open files of its own.
        ("clone", (0x3D0F00,), ALLOWED),
        ("clone", (17,), "EPERM"),
        ("clone", (0x3D0F00 & ~0x400,), "EPERM"),
        # Private waits and wakes; shared ones.
        ("futex", (1000, 128), ALLOWED),
        ("futex", (1000, 129), ALLOWED),
        ("futex", (1000, 393), ALLOWED),
        ("futex", (1000, 0), "EAGAIN"),
        ("futex", (1000, 1), "EAGAIN"),
        ("futex", (1000, 265), "EAGAIN"),
        # Duplicates and flags; locks, leases, notices, sizes of pipes.
        ("fcntl", (3, 1), ALLOWED),
        ("fcntl", (3, 1030), ALLOWED),
        *(
            ("fcntl", (3, command), "EPERM")
            for command in (5, 6, 7, 8, 36, 37, 38, 1024, 1026, 1031)
        ),
        # A number in the upper half of a register is not read by the kernel either.
        ("fcntl", (3, 1 + (6 << 32)), ALLOWED),
        ("fcntl", (3, 6 + (1 << 32)), "EPERM"),
        ("madvise", (0, 4096, 4), ALLOWED),
        *(("madvise", (0, 4096, advice), "EPERM") for advice in (1, 2, 3, 20, 21, 22, 23)),
        # The name of a thread: to be read, not to be written where the kernel's log would tell it.
        ("prctl", (16,), ALLOWED),
        ("prctl", (15,), "EPERM"),
        ("ioctl", (3, 0x5401), ALLOWED),
        ("ioctl", (3, 0x5412), "ENOTTY"),
        ("ioctl", (3, 2), "ENOTTY"),
        # A limit may be read; a new one lies somewhere in memory, and be it where the lower half is zero.
        ("prlimit64", (0, 0, 0, 0x7FFF1234), ALLOWED),
        ("prlimit64", (0, 0, 0x7FFF1234), "EPERM"),
        ("prlimit64", (0, 0, 0x7F0000000000), "EPERM"),
    ],
)
def test_some_calls_are_allowed_for_some_arguments(machine, call, arguments, expected):
    assert answer(machine, CALLS[machine][call], *arguments) == expected
