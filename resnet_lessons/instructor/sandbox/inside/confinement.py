"""What a process gives up before it runs a student's code. Linux only, through the C library.

The order matters: namespaces, mounts, limits, capabilities, and last the filter, which forbids the
calls that all of these were made with.
"""

import ctypes
import os
import platform
import resource
import struct

_LIBC = ctypes.CDLL(None, use_errno=True)

# A thread shares the open files too, or the limit of open files would hold for each thread anew.
_THREAD = (0x00010000, 0x00000400)
_NAMESPACES = (
    0x10000000  # user
    | 0x20000000  # processes
    | 0x00020000  # mounts
    | 0x08000000  # System V memory and queues
    | 0x40000000  # network
)
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 4, 38, 22, 24
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 8, 32, 4096
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_LAST_CAPABILITY = 40
_MEGABYTE = 1 << 20
# Not /tmp: Python itself may lie below it.
SCRATCH = "/scratch"

# What answers to these exercises never need. Numbers for x86-64 and for 64-bit ARM, "generic" for
# newer calls, whose numbers are the same everywhere.
_FORBIDDEN = {
    "x86_64": (
        57, 58, 59, 322,  # fork, vfork, execve, execveat
        41, 42, 49, 53,  # socket, connect, bind, socketpair
        29, 64, 68, 240, 319,  # shmget, semget, msgget, mq_open, memfd_create
        101, 310, 311, 312,  # ptrace, process_vm_readv, process_vm_writev, kcmp
        272, 308, 165, 166, 155, 161,  # unshare, setns, mount, umount2, pivot_root, chroot
        248, 249, 250, 298, 321, 323,  # add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd
        # What pins memory that no limit counts, and what two submissions could talk through: splice,
        # tee, vmsplice, io_setup; flock, inotify_init, inotify_add_watch, inotify_init1, fanotify.
        275, 276, 278, 206, 73, 253, 254, 294, 300, 301,
    ),
    "aarch64": (
        221, 281,
        198, 203, 200, 199,
        194, 190, 186, 180, 279,
        117, 270, 271, 272,
        97, 268, 40, 39, 41, 51,
        217, 218, 219, 241, 280, 282,
        76, 77, 75, 0, 32, 26, 27, 262, 263,
    ),
    # pidfd_send_signal, io_uring, open_tree to fspick, pidfd_open, pidfd_getfd, mount_setattr,
    # memfd_secret
    "generic": (424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 442, 447),
}  # fmt: skip
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
_EPERM, _ENOSYS = 1, 38


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
    _mount(SCRATCH.encode(), _MS_NOSUID | _MS_NODEV, options)
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


def limit(seconds, megabytes, isolated):
    """Processor time, memory, file size, open files, threads; no core files.

    Args:
        isolated: whether the process has a user namespace to itself; without one the limit of
            threads would count all that its user runs.
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
    if isolated:
        most[resource.RLIMIT_NPROC] = 200
    for which, value in most.items():
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, value))


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
    """No new process, program, namespace, mount or connection; threads are allowed."""
    program = _filter(platform.machine())
    buffer = ctypes.create_string_buffer(program)
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _checked(_LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    _checked(_LIBC.prctl(_PR_SET_SECCOMP, 2, described, 0, 0), "the filter of calls")


def has_filter():
    """Whether the filter is known for this machine's processor."""
    return platform.machine() in _CLONE


def _filter(machine):
    """A classic BPF program over `struct seccomp_data`: number, architecture, ..., arguments."""
    load, equal, at_least, some, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    steps = [
        (load, 0, 0, 4),
        (equal, 1, 0, _ARCHITECTURE[machine]),
        (answer, 0, 0, _KILL),
        (load, 0, 0, 0),
        # The x32 calls of x86-64 are the same ones under other numbers.
        (at_least, 0, 1, 0x40000000),
        (answer, 0, 0, _ERRNO | _EPERM),
        # Without it the C library makes threads through clone, whose flags can be read.
        (equal, 0, 1, _CLONE3),
        (answer, 0, 0, _ERRNO | _ENOSYS),
    ]
    for number in (*_FORBIDDEN[machine], *_FORBIDDEN["generic"]):
        steps += [(equal, 0, 1, number), (answer, 0, 0, _ERRNO | _EPERM)]
    steps += [
        (equal, 0, 4, _CLONE[machine]),
        (load, 0, 0, 16),
        (some, 0, 1, _THREAD[0]),
        (some, 1, 0, _THREAD[1]),
        (answer, 0, 0, _ERRNO | _EPERM),
        (answer, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)
