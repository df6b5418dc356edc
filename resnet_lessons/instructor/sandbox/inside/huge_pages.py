"""Has the kernel describe a process's memory in large pieces, so that forking it takes less time.

A fork copies the tables that say where the memory lies, one entry for each 4 KiB, and ending the fork goes
through them again. For a process that has loaded TensorFlow these are some 60,000 entries. One entry for
2 MiB does as well; where a fork writes, the kernel takes its piece apart again.
"""

import ctypes

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_SIZE = 2 << 20
# See madvise(2); the second is known since Linux 6.1.
_MADV_HUGEPAGE, _MADV_COLLAPSE = 14, 25


def use():
    """Collects the memory that this process has written, where the kernel can; else nothing changes."""
    for start, end in _written():
        _LIBC.madvise(start, end - start, _MADV_HUGEPAGE)
        # One by one: the kernel gives up at the first piece that it cannot collect.
        for piece in range(start, end, _SIZE):
            _LIBC.madvise(piece, _SIZE, _MADV_COLLAPSE)


def _written():
    """(start, end) of whole pieces of memory that belongs to no file and may be written."""
    with open("/proc/self/maps") as maps:
        lines = [line.split() for line in maps]
    for addresses, rights, _, _, file, *name in lines:
        if file == "0" and rights.startswith("rw-p") and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in addresses.split("-"))
            start, end = -(-start // _SIZE) * _SIZE, end // _SIZE * _SIZE
            if start < end:
                yield start, end
