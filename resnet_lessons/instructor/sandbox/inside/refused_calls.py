"""The system calls that a student's code may not make, as a filter for the kernel's seccomp.

Answers need none of them. Some make processes, namespaces or connections; some pin memory that no
limit counts; through the others two submissions could talk, or one could measure what another does.
"""

import platform
import struct
from dataclasses import dataclass

_EPERM, _EAGAIN, _ENOTTY, _ENOSYS = 1, 11, 25, 38

# Name: number on x86-64, on 64-bit ARM; None where there is no such call.
_NOT_PERMITTED = {
    # Processes, programs, tracing, namespaces, mounts, keys.
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40),
    "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "statmount": (457, 457),
    "listmount": (458, 458), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "perf_event_open": (298, 241), "bpf": (321, 280),
    "userfaultfd": (323, 282), "personality": (135, 92), "syslog": (103, 116),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "process_mrelease": (448, 448),
    # Connections, shared memory and queues; memory and pipes that no limit counts.
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "socketpair": (53, 199),
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "splice": (275, 76), "tee": (276, 77),
    "vmsplice": (278, 75), "io_setup": (206, 0), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # Locks and notices on files that all may read.
    "flock": (73, 32), "inotify_init": (253, None), "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27), "fanotify_init": (300, 262), "fanotify_mark": (301, 263),
    # What of a file is in memory, and how it comes there or leaves it; where memory lies.
    "mincore": (27, 232), "fadvise64": (221, 223), "readahead": (187, 213),
    "remap_file_pages": (216, 234), "sync": (162, 81), "syncfs": (306, 267),
    "sync_file_range": (277, 84), "move_pages": (279, 239), "migrate_pages": (256, 238),
    "mbind": (237, 235), "get_mempolicy": (239, 236), "set_mempolicy": (238, 237),
    "mlock": (149, 228), "mlock2": (325, 284), "mlockall": (151, 230),
    # Counts and numbers that are the machine's; the processor's time of others.
    "sysinfo": (99, 179), "getrusage": (98, 165), "timer_create": (222, 107),
    "sched_setaffinity": (203, 122), "sched_setattr": (314, 274), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "membarrier": (324, 283), "statfs": (137, 43), "fstatfs": (138, 44), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "name_to_handle_at": (303, 264), "modify_ldt": (154, None),
    # Limits, for which `prlimit64` below says why.
    "setrlimit": (160, 164),
    # Another filter: it could write to the machine's log.
    "seccomp": (317, 277),
}  # fmt: skip
# Whoever meets these as if the kernel were older takes another call, one whose arguments can be read.
_UNKNOWN = {
    "clone3": (435, 435), "preadv2": (327, 286), "pwritev2": (328, 287), "cachestat": (451, 451),
    "futex_waitv": (449, 449), "futex_wake": (454, 454), "futex_wait": (455, 455),
    "futex_requeue": (456, 456),
}  # fmt: skip
# Nobody has looked at calls from here on.
_FIRST_UNSEEN = 463
# The calls of x32 on x86-64 are the same ones under other numbers.
_FIRST_X32 = 0x40000000


@dataclass(frozen=True)
class _Argument:
    """A call that is allowed for some values of an argument alone.

    Args:
        numbers: of the call on x86-64, on 64-bit ARM.
        place: of the argument, from 0. Its lower 32 bits count.
        values: those allowed; or, if empty,
        bits: of which each one has to be set.
        answer: the error for anything else.
        is_place: whether it is a place in memory, whose upper bits count too: none may be set.
    """

    numbers: tuple[int, int]
    place: int
    values: tuple[int, ...] = ()
    bits: tuple[int, ...] = ()
    answer: int = _EPERM
    is_place: bool = False


_ARGUMENTS = {
    # A new thread, not a new process. It shares the open files too, or their limit would hold for
    # each thread anew.
    "clone": _Argument((56, 220), 0, bits=(0x10000, 0x400)),
    # Private ones. The C library waits for the end of a thread by another one, and tries again.
    "futex": _Argument((202, 98), 1, bits=(128,), answer=_EAGAIN),
    # Duplicates and flags; no locks, leases, notices or sizes of pipes.
    "fcntl": _Argument((72, 25), 1, values=(0, 1, 2, 3, 4, 1030)),
    # The name of the calling thread is read only: the kernel's log tells it of a process that ends badly.
    "prctl": _Argument((157, 167), 0, values=(3, 16)),
    # What terminals are asked, bytes to read, flags; no commands of devices or file systems.
    "ioctl": _Argument(
        (16, 29), 1, values=(0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451), answer=_ENOTTY
    ),
    # Memory that is no longer needed, and large pages; nothing that fetches a file or drops it.
    "madvise": _Argument((28, 233), 2, values=(0, 4, 8, 14, 15, 16, 17)),
    # Limits are read, not lowered: the kernel ends whoever meets one of processor time, as it ends what
    # the machine has no memory for, and who that happens to is tried again.
    "prlimit64": _Argument((302, 261), 2, values=(0,), is_place=True),
}

_MACHINES = {"x86_64": 0, "aarch64": 1}
_ARCHITECTURES = (0xC000003E, 0xC00000B7)
_KILL, _ALLOW, _ERROR = 0x80000000, 0x7FFF0000, 0x00050000
# Of classic BPF: load a word, jump if equal, if at least, if it has some of these bits; return.
_LOAD, _EQUAL, _AT_LEAST, _SOME, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def is_known(machine=None):
    """Whether there is a filter for a kind of processor, this machine's if None."""
    return (machine or platform.machine()) in _MACHINES


def not_permitted(machine=None):
    """The numbers of the calls that end with "not permitted" whatever their arguments."""
    column = _MACHINES[machine or platform.machine()]
    return tuple(each[column] for each in _NOT_PERMITTED.values() if each[column] is not None)


def filter_of_calls(machine=None):
    """A program over the kernel's `struct seccomp_data`: number, architecture, …, arguments."""
    machine = machine or platform.machine()
    column = _MACHINES[machine]
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _ARCHITECTURES[column]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _FIRST_X32),
        (_RETURN, 0, 0, _ERROR | _EPERM),
        (_AT_LEAST, 0, 1, _FIRST_UNSEEN),
        (_RETURN, 0, 0, _ERROR | _ENOSYS),
    ]
    for number in not_permitted(machine):
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERROR | _EPERM)]
    for numbers in _UNKNOWN.values():
        steps += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ERROR | _ENOSYS)]
    for rule in _ARGUMENTS.values():
        judged = _judged(rule)
        steps += [(_EQUAL, 0, len(judged), rule.numbers[column]), *judged]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _judged(rule):
    """Steps that return for a call whatever its argument is."""
    load, allow = (_LOAD, 0, 0, 16 + 8 * rule.place), (_RETURN, 0, 0, _ALLOW)
    refuse = (_RETURN, 0, 0, _ERROR | rule.answer)
    tests = []
    for value in rule.values:
        tests += [(_EQUAL, 0, 1, value), allow]
    if rule.is_place:
        upper = (_LOAD, 0, 0, load[-1] + 4)
        return [upper, (_EQUAL, 1, 0, 0), refuse, load, *tests, refuse]
    if rule.values:
        return [load, *tests, refuse]
    for bit in rule.bits:
        tests += [(_SOME, 1, 0, bit), refuse]
    return [load, *tests, allow]
