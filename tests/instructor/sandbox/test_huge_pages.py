"""Huge pages change how the kernel describes memory, and not what stands in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

_SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")
# A process fills 64 MiB, and prints how many KiB of its memory lie in huge pages, before and after.
_PROGRAM = """
import hashlib, re, sys
from resnet_lessons.instructor.sandbox.inside import huge_pages


def in_huge_pages():
    return int(re.search(r"AnonHugePages: *(\\d+)", open("/proc/self/smaps_rollup").read())[1])


written = bytearray(64 << 20)
for page in range(0, len(written), 4096):
    written[page] = page >> 12 & 0xFF
before, content = in_huge_pages(), hashlib.sha256(written).hexdigest()
huge_pages.use()
assert hashlib.sha256(written).hexdigest() == content
print(before, in_huge_pages())
"""


def _can_collapse():
    release = re.match(r"(\d+)\.(\d+)", Path("/proc/sys/kernel/osrelease").read_text())
    return (
        _SETTING.exists()
        and "[never]" not in _SETTING.read_text()
        and (tuple(map(int, release.groups())) >= (6, 1))
    )


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not _can_collapse(),
    reason="this kernel makes no huge pages when asked",
)
def test_memory_is_collected_and_stays_what_it_was():
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    before, after = map(int, done.stdout.split())
    # Parts of 2 MiB at both ends may stay as they are.
    assert after - before >= 56 * 1024
