"""Which core of the processor a job runs on: one, so that its threads take no other job's time."""

import os
import random
import threading


class Cores:
    """Those that this process may use, and how many jobs run on each.

    Args:
        allowed: their numbers; if None, those of this process, none where the system does not tell.
    """

    def __init__(self, allowed=None):
        if allowed is None:
            allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
        self._jobs = dict.fromkeys(sorted(allowed), 0)
        self._lock = threading.Lock()

    def take(self):
        """The core that the fewest jobs run on, None where there is none to choose."""
        with self._lock:
            if not self._jobs:
                return None
            # Among equal ones any: other graders, who choose for themselves, may run beside this one.
            fewest = min(self._jobs.values())
            core = random.choice([core for core, jobs in self._jobs.items() if jobs == fewest])
            self._jobs[core] += 1
            return core

    def give_back(self, core):
        """To be called once for each core that was taken."""
        with self._lock:
            if core is not None:
                self._jobs[core] -= 1
