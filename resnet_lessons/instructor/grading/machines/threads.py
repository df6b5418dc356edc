"""Judges jobs in threads of this process: bytes in, bytes out, as workers elsewhere do."""

import itertools
import queue
from concurrent.futures import ThreadPoolExecutor


class Threads:
    """A pool of threads. A context manager, which ends when they have ended.

    Args:
        work: called with (job, tell) in one of the threads; it calls tell with each thing it found.
        count: of the threads.
    """

    def __init__(self, work, count):
        self._work, self._count = work, count
        self._pool = ThreadPoolExecutor(count)
        self._told = queue.SimpleQueue()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._pool.shutdown()

    def stop(self):
        """Begins no other job."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def judged(self, jobs):
        """Has jobs done.

        Args:
            jobs: iterable of (number, job); each is asked for when a thread is about to be free.

        Yields:
            (number, what was told), and for each job at last (number, None), or (number, the
            exception) where it failed
        """
        jobs, running = iter(jobs), 0
        for number, job in itertools.islice(jobs, self._count + 1):
            self._pool.submit(self._run, number, job)
            running += 1
        while running:
            number, told = self._told.get()
            if not isinstance(told, bytes):
                running -= 1
                for following in itertools.islice(jobs, 1):
                    self._pool.submit(self._run, *following)
                    running += 1
            yield number, told

    def _run(self, number, job):
        try:
            self._work(job, lambda found: self._told.put((number, found)))
            self._told.put((number, None))
        except BaseException as error:
            self._told.put((number, error))
