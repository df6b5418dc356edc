"""What a submission could tell another through the kernel, or take from it, tried in a real sandbox."""

import os
import threading

import pytest

from resnet_lessons.instructor.sandbox import box
from tests.instructor.sandbox.support import said, sandbox, told

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(
        box.why_no_sandbox() != "", reason=f"no sandbox here: {box.why_no_sandbox()}"
    ),
]
# A file that every submission sees, and a call of the C library that says which error came of it.
PRELUDE = """
import ctypes, errno, fcntl, mmap, os, platform, resource, struct, threading, time
library = ctypes.CDLL(None, use_errno=True)
shared = os.open(os.__file__, os.O_RDONLY)
number = {"x86_64": 0, "aarch64": 1}[platform.machine()]
pages = mmap.mmap(shared, 4096, mmap.MAP_SHARED, mmap.PROT_READ)
library.mmap.restype = ctypes.c_void_p
library.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
address = ctypes.c_void_p(library.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, shared, 0))


def came_of(do):
    try:
        return do()
    except OSError as error:
        return errno.errorcode[error.errno]


def call(numbers, *arguments):
    if library.syscall(numbers[number], *arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
    return "went through"


room = (ctypes.c_long * 64)()
vector = (ctypes.c_size_t * 2)(ctypes.addressof(room), 64)
lock = struct.pack("hhlli", fcntl.F_RDLCK, 0, 0, 1, 0)
pipe, _ = os.pipe()
"""


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=60) as made:
        yield made


@pytest.mark.parametrize(
    ("tried", "expected"),
    [
        ("fcntl.fcntl(shared, fcntl.F_SETLK, lock)", "EPERM"),
        ("fcntl.fcntl(shared, fcntl.F_SETLKW, lock)", "EPERM"),
        ("fcntl.fcntl(shared, fcntl.F_GETLK, lock)", "EPERM"),
        ("fcntl.fcntl(shared, fcntl.F_OFD_SETLK, lock)", "EPERM"),
        ("fcntl.fcntl(shared, fcntl.F_OFD_GETLK, lock)", "EPERM"),
        ("fcntl.lockf(shared, fcntl.LOCK_SH)", "EPERM"),
        ("fcntl.flock(shared, fcntl.LOCK_SH)", "EPERM"),
        ("fcntl.fcntl(shared, fcntl.F_SETLEASE, fcntl.F_RDLCK)", "EPERM"),
        ("fcntl.fcntl(os.open('/grader', os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS)", "EPERM"),
        ("fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)", "EPERM"),
        ("fcntl.ioctl(shared, 2, bytes(4))", "ENOTTY"),
        ("os.posix_fadvise(shared, 0, 4096, os.POSIX_FADV_DONTNEED)", "EPERM"),
        ("call((327, 286), shared, vector, 1, 0, 0, 8)", "ENOSYS"),
        ("call((451, 451), shared, ctypes.byref(room), ctypes.byref(room, 64), 0)", "ENOSYS"),
        ("call((27, 232), address, 4096, room)", "EPERM"),
        ("call((187, 213), shared, 0, 4096)", "EPERM"),
        ("pages.madvise(mmap.MADV_WILLNEED)", "EPERM"),
        ("call((279, 239), 0, 1, ctypes.byref(address), None, ctypes.byref(room), 0)", "EPERM"),
        # Shared: how many wait at a place of a file that all may read.
        ("call((202, 98), address, 1, 1)", "EAGAIN"),
        ("call((202, 98), address, 3, 0, 1, address)", "EAGAIN"),
        ("call((222, 107), 0, None, ctypes.byref(room))", "EPERM"),
        ("call((99, 179), room)", "EPERM"),
        ("resource.getrusage(resource.RUSAGE_SELF)", "EPERM"),
        ("os.sched_setaffinity(0, os.sched_getaffinity(0))", "EPERM"),
        ("os.setpriority(os.PRIO_PROCESS, 0, 5)", "EPERM"),
        ("os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))", "EPERM"),
        ("call((324, 283), 0, 0, 0)", "EPERM"),
        ("call((135, 92), ctypes.c_ulong(0xFFFFFFFF))", "EPERM"),
        ("call((463, 463), 0, 0, 0, 0, 0, 0)", "ENOSYS"),
    ],
)
def test_nothing_is_left_for_a_neighbour(running, tried, expected):
    assert said(running, f"{PRELUDE}\nfound = came_of(lambda: {tried})") == expected


def test_what_answers_need_of_the_same_calls_works(running):
    code = f"""{PRELUDE}
import subprocess, tempfile
with tempfile.TemporaryFile() as file:
    os.set_inheritable(file.fileno(), True)
    copy = os.dup(file.fileno())
    os.set_blocking(pipe, False)
ran = []
threads = [threading.Thread(target=ran.append, args=(1,)) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
mmap.mmap(-1, 1 << 20).madvise(mmap.MADV_DONTNEED)
found = len(ran), os.isatty(shared), os.pread(shared, 1, 0) != b"", time.process_time() > 0
"""
    assert said(running, code) == "(8, False, True, True)"


def test_training_with_threads_works_within_the_limits(running):
    code = """
import keras, numpy, tensorflow
images, classes = numpy.ones((32, 3), "float32"), numpy.ones((32, 2), "float32")
data = tensorflow.data.Dataset.from_tensor_slices((images, classes)).shuffle(8)
data = data.map(lambda *each: each, num_parallel_calls=8).batch(4).prefetch(2)
model = keras.Sequential([keras.layers.Dense(2)])
model.compile("sgd", "mse")
model.fit(data, epochs=2, verbose=0)
model.predict(images, verbose=0)
model.save("model.keras")
found = keras.models.load_model("model.keras").count_params()
"""
    assert said(running, code) == "8"


def test_a_crowd_of_threads_is_few_and_stays_on_one_core(running):
    code = """
import os, threading
crowd = []
try:
    for _ in range(150):
        thread = threading.Thread(target=threading.Event().wait, args=(30,), daemon=True)
        thread.start()
        crowd.append(thread)
except RuntimeError: pass
found = [len(crowd) < 24, len(os.sched_getaffinity(0))]
"""
    assert said(running, code) == "[True, 1]"


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="this machine has one core")
def test_two_jobs_at_once_run_on_different_cores(running):
    code = "import os, time; time.sleep(1); found = os.sched_getaffinity(0)"
    cores = []
    both = [threading.Thread(target=lambda: cores.append(said(running, code))) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(set(cores)) == 2, cores


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="this machine has one core")
def test_what_is_trusted_may_run_on_every_core(running):
    code = "import os; raise ValueError(len(os.sched_getaffinity(0)))"
    cores = len(os.sched_getaffinity(0))
    assert told(running, code, pinned=False) == f"ValueError: {cores}"
