"""What a process gives up before it runs a student's code. Linux only, through the C library.

The order matters: namespaces, mounts, limits, capabilities, and last the filter, which forbids the
calls that all of these were made with.
"""

import contextlib
import ctypes
import os
import re
import resource
import signal
import struct

from . import refused_calls

_LIBC = ctypes.CDLL(None, use_errno=True)

_NAMESPACES = (
    0x10000000  # user
    | 0x20000000  # processes
    | 0x00020000  # mounts
    | 0x08000000  # System V memory and queues
    | 0x40000000  # network
)
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 4, 22, 24
_PR_SET_NO_NEW_PRIVS = 38
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 8, 32, 4096
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_LAST_CAPABILITY = 40
_MEGABYTE = 1 << 20
# Not /tmp: Python itself may lie below it.
SCRATCH = "/scratch"
# TensorFlow needs five. Before Linux 5.14 the limit would count what all submissions run, and
# whoever grades them.
_MOST_THREADS, _COUNTED_APART = 24, (5, 14)


class Refused(OSError):
    """The kernel did not allow a step of the confinement."""


def _checked(result, what):
    if result == -1:
        number = ctypes.get_errno()
        raise Refused(number, f"{what}: {os.strerror(number)}")
    return result


def become(user):
    """Changes from root to another user, for good; does nothing for anyone else."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)


def end_with(parent):
    """Has the kernel kill this process when its parent ends, however that happens; ends at once where it
    has ended.

    Args:
        parent: number of the process that forked this one.
    """
    _checked(_LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "ending with the parent")
    if os.getppid() != parent:
        os._exit(1)


def hide():
    """Nobody else of this user may open this process's memory."""
    _checked(_LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "hiding")


def isolate_namespaces():
    """Users, mounts, memory, network and, for its children, processes apart from all others'; the
    process stays who it is."""
    user, group = os.getuid(), os.getgid()
    _checked(_LIBC.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "showing")
    _checked(_LIBC.unshare(_NAMESPACES), "separate namespaces")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    hide()


def isolate_files(megabytes=32):
    """Mounts an empty folder of limited size, the only place where it may write; hides the real /proc."""
    options = f"size={megabytes}m,nr_inodes=2000,mode=0700".encode()
    # A program that is run from there, or a library, would tell its name to the kernel's log.
    _mount(SCRATCH.encode(), _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, options)
    _mount(b"/proc", _MS_NOSUID | _MS_NODEV, b"size=1m,mode=0755")
    # TensorFlow asks for the name of its program, and ends the process if there is none.
    os.mkdir("/proc/self")
    os.symlink("/usr/bin/lessons", "/proc/self/exe")
    _mount(b"/proc", _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | _MS_NODEV, b"mode=0555")
    for place in ("/dev/shm", "/dev/pts"):
        if os.path.isdir(place):
            _mount(place.encode(), _MS_RDONLY | _MS_NOSUID | _MS_NODEV, b"size=4k,mode=0555")
    for name in _DEVICES:
        _protect(f"/dev/{name}")
    os.chdir(SCRATCH)


def _protect(device):
    """The times of a device are the machine's: they would tell the next submission something."""
    if os.path.exists(device):
        flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NOEXEC
        result = _LIBC.mount(None, device.encode(), None, ctypes.c_ulong(flags), None)
        _checked(result, f"protecting {device}")


def _mount(place, flags, options):
    result = _LIBC.mount(b"tmpfs", place, b"tmpfs", ctypes.c_ulong(flags), options)
    _checked(result, f"mounting {place.decode()}")


def counts_threads_apart():
    """Whether this kernel counts the threads of a namespace of users by themselves."""
    return _kernel() >= _COUNTED_APART


def limit(seconds, megabytes, is_counted_apart):
    """Processor time, memory, file size, open files, threads; no core files.

    Args:
        is_counted_apart: whether this process's threads are counted without anybody else's; else the
            limit would be one of all that its user runs.
        seconds: of processor time, over all of its life.
        megabytes: of memory beyond what it holds already.
    """
    with open("/proc/self/statm") as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    most = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: held + megabytes * _MEGABYTE,
        resource.RLIMIT_FSIZE: 16 * _MEGABYTE,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if is_counted_apart:
        most[resource.RLIMIT_NPROC] = _MOST_THREADS
    for which, value in most.items():
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, value))


def _kernel():
    """Its version, as two numbers."""
    return tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))


def stay_on(core):
    """Has this process and all it makes run on one core of the processor, where that still exists.

    Args:
        core: its number, or None for any.
    """
    with contextlib.suppress(OSError):
        if core is not None:
            os.sched_setaffinity(0, {core})


def only(descriptor):
    """Closes every open file but one, and sends what is printed nowhere."""
    nowhere = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, max(1 << 16, descriptor + 2))


def give_up_privileges():
    """No capability, now or ever, not even in its namespaces."""
    _checked(_LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    for capability in range(_LAST_CAPABILITY + 1):
        _LIBC.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = struct.pack("Ii", 0x20080522, 0)
    _checked(_LIBC.capset(header, bytes(24)), "no capabilities")


def forbid_calls():
    """No call of those that answers do not need, for good; see `refused_calls`."""
    program = refused_calls.filter_of_calls()
    buffer = ctypes.create_string_buffer(program)
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _checked(_LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    _checked(_LIBC.prctl(_PR_SET_SECCOMP, 2, described, 0, 0), "the filter of calls")


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)
