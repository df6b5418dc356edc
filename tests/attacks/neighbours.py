"""Two submissions that talk through the kernel.

In most of them one notebook sends, in ways that need no file it may write, and the answer of another
becomes right when it hears that: one bit stands for all that could be carried so.
"""

from tests.attacks.attack import (
    Attack,
    HostileCell,
    dedented,
    right,
    right_with,
    wrong,
)

# What both sides need: files that all see and hardly anyone reads, and the kernel without a library.
_COMMON = """
import ctypes, errno, fcntl, mmap, os, platform, resource, signal, struct, threading, time
library = ctypes.CDLL(None, use_errno=True)
library.mmap.restype = ctypes.c_void_p
library.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
column = {"x86_64": 0, "aarch64": 1}[platform.machine()]
folder = os.path.dirname(os.__file__)
quiet, loud = (os.open(folder + name, os.O_RDONLY) for name in ("/this.py", "/antigravity.py"))
place = ctypes.c_void_p(library.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, quiet, 0))
(word,) = struct.unpack("I", os.pread(quiet, 4, 0))
room = (ctypes.c_long * 64)()


def call(numbers, *arguments):
    result = library.syscall(numbers[column], *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def lock(kind):
    return struct.pack("hhqqi", kind, 0, 7, 1, 0)


def is_in_memory_by_reading(file):
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(room), 8)
    try:
        return call((327, 286), file, vector, 1, 0, 0, 8) == 8
    except OSError as error:
        if error.errno != errno.EAGAIN:
            raise
        return False


def is_in_memory_by_counting(file):
    call((451, 451), file, (ctypes.c_uint64 * 2)(0, 4096), room, 0)
    return room[0] > 0


def is_in_memory_by_asking(file):
    address = library.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file, 0)
    call((27, 232), ctypes.c_void_p(address), 4096, room)
    return room[0] & 1 == 1


def is_in_memory_by_cost(file):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_inblock
    os.pread(file, 8, 0)
    return resource.getrusage(resource.RUSAGE_SELF).ru_inblock == before


def wait(operation):
    call((202, 98), place, operation, word, (ctypes.c_long * 2)(4, 0), 0, 0xFFFFFFFF)
"""
_SEND = """

def send():
    {send}


until = time.time() + 6
while time.time() < until:
    try:
        send()
    except OSError:
        break
    time.sleep(0.02)
"""
_LISTEN = """

def hear():
    {hear}


heard, until = False, time.time() + 6
while not heard and time.time() < until:
    try:
        heard = bool(hear())
    except OSError:
        break
    time.sleep(0.02)
"""
_ONLY_IF_HEARD = right_with("pre_activation", "if not heard:\n    return inputs")
_PAGES = "os.posix_fadvise(quiet, 0, 0, os.POSIX_FADV_DONTNEED); os.pread(loud, 8, 0)"


def _by_kernel(name, tries, send, hear, is_harmless=True):
    """A notebook that sends, and another one of the same student that listens.

    Args:
        is_harmless: whether sending leaves the sender's own answer as it is, which is right then. Where it
            depends on what else its process needs, the answer is wrong in any case.
    """
    answer = right if is_harmless else wrong
    listening = _COMMON + _LISTEN.format(hear=hear)
    sending = _COMMON + _SEND.format(send=send)
    return Attack(
        f"told_by_{name}",
        tries,
        (
            HostileCell(dedented(listening)),
            HostileCell(_ONLY_IF_HEARD, "pre_activation"),
        ),
        others=(
            (
                "03_block_layers.ipynb",
                (
                    HostileCell(dedented(sending)),
                    HostileCell(answer("projection_blocks"), "projection_blocks"),
                ),
            ),
        ),
        passes=("projection_blocks",) * is_harmless,
    )


def _by_pages(name, tries):
    hear = f"return is_in_memory_by_{name}(loud) and not is_in_memory_by_{name}(quiet)"
    return _by_kernel(f"pages_{name}", tries, _PAGES, hear)


def _after_a_crash(name, tries, look):
    """One submission whose first process leaves a note in memory, ends, and is started again."""
    # In a function, since a statement that raises does not stop those after it.
    leave = (
        f"{_COMMON}\n\ndef was_noted():\n"
        f"    if not {look}(loud) or {look}(quiet):\n"
        f"        {_PAGES}\n        os._exit(3)\n    return True\n\n\nheard = was_noted()\n"
    )
    cells = (
        HostileCell(dedented("heard = False")),
        HostileCell(dedented(leave)),
        HostileCell(_ONLY_IF_HEARD, "pre_activation"),
    )
    return Attack(name, tries, cells)


ATTACKS = (
    _by_kernel(
        "lock",
        "locks a range of bytes of a file of Python's, and another notebook asks who holds it",
        "fcntl.fcntl(quiet, fcntl.F_SETLK, lock(fcntl.F_RDLCK))",
        'return struct.unpack("hhqqi", fcntl.fcntl(quiet, fcntl.F_GETLK, lock(fcntl.F_WRLCK)))[0]'
        " != fcntl.F_UNLCK",
    ),
    _by_kernel(
        "lock_of_open_file",
        "the same with locks that belong to an open file",
        "fcntl.fcntl(quiet, fcntl.F_OFD_SETLK, lock(fcntl.F_RDLCK))",
        'return struct.unpack("hhqqi", fcntl.fcntl(quiet, fcntl.F_OFD_GETLK, lock(fcntl.F_WRLCK)))[0]'
        " != fcntl.F_UNLCK",
    ),
    _by_kernel(
        "lease",
        "holds a file open, and another notebook finds that it gets no lease for writing",
        "os.pread(quiet, 1, 0)",
        "fcntl.fcntl(loud, fcntl.F_SETLEASE, fcntl.F_WRLCK)",
    ),
    _by_kernel(
        "notice",
        "reads in a folder of Python's, and another notebook is told of it by a signal",
        'open(folder + "/wsgiref/headers.py").read(1)',
        "held = os.open(folder + '/wsgiref', os.O_RDONLY)\n"
        "    signal.signal(signal.SIGIO, lambda *_: seen.append(1))\n"
        "    seen = []\n"
        "    fcntl.fcntl(held, fcntl.F_NOTIFY, fcntl.DN_ACCESS | fcntl.DN_MULTISHOT)\n"
        "    time.sleep(0.3)\n"
        "    return seen",
    ),
    _by_kernel(
        "waiters",
        "waits at a place of a file in memory, and another notebook counts whom it wakes there",
        "wait(0)",
        "return call((202, 98), place, 1, 9)",
    ),
    _by_kernel(
        "waiters_with_marks",
        "the same with waiters that have marks",
        "wait(9)",
        "return call((202, 98), place, 10, 9, None, None, 0xFFFFFFFF)",
    ),
    _by_kernel(
        "waiters_moved",
        "the same, and the other notebook counts how many it can move to another place",
        "wait(0)",
        "return call((202, 98), place, 3, 0, ctypes.c_void_p(9), ctypes.c_void_p(place.value + 64))",
    ),
    _by_kernel(
        "number_of_threads",
        "starts many threads, and another notebook reads how many the machine has",
        "threads = [threading.Thread(target=time.sleep, args=(3,), daemon=True) for _ in range(150)]\n"
        "    [each.start() for each in threads]\n"
        "    time.sleep(3)",
        "call((99, 179), room)\n"
        "    seen = struct.unpack_from('H', bytes(room), 80)[0]\n"
        "    first.append(seen)\n"
        "    return max(first) - min(first) > 100\n\n\nfirst = []",
        is_harmless=False,
    ),
    _by_pages(
        "reading", "drops one file from memory, reads another; reads that do not wait tell which"
    ),
    _by_pages("counting", "the same, told by the count of a file's pages in memory"),
    _by_pages("asking", "the same, told by the map of pages in memory"),
    _by_pages("cost", "the same, told by the blocks that the process had to read"),
    _after_a_crash(
        "told_itself_by_pages",
        "leaves a note in the pages of files, ends its process and reads it in the next one",
        "is_in_memory_by_reading",
    ),
    _after_a_crash(
        "told_itself_by_counts",
        "the same, told by the blocks that the process had to read",
        "is_in_memory_by_cost",
    ),
)
