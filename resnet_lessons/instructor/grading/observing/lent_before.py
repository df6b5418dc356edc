"""What the lessons' own answers were lent, told again to those of them that ask for the same.

A misconception asks for much of what the right answer asked for under the same seed. What a student's
answer asks for is always computed: by how soon a reply comes, it could find out, one guess after the
other, what the right answer asks for, or what another submission did.
"""

import hashlib
import json
import threading

# Bytes of arrays that are kept: the settings of all exercises, hidden ones under four seeds, take a
# little more than half of it.
_MOST = 1 << 27


class LentBefore:
    """Requests and their replies. Any thread may ask."""

    def __init__(self):
        self._replies, self._size, self._lock = {}, 0, threading.Lock()

    def find(self, request, arrays):
        """The reply to a request that was made before, as (header, arrays), or None."""
        return self._replies.get(_digest(request, arrays))

    def keep(self, request, arrays, header, found):
        """Keeps a reply, unless too much is kept already."""
        with self._lock:
            self._size += sum(array.nbytes for array in found)
            if self._size <= _MOST:
                self._replies[_digest(request, arrays)] = header, found


def _digest(request, arrays):
    """Of everything that decides on a reply."""
    shapes = [array.shape for array in arrays]
    digest = hashlib.sha256(json.dumps([request, shapes], sort_keys=True).encode())
    for array in arrays:
        digest.update(array.tobytes())
    return digest.digest()
