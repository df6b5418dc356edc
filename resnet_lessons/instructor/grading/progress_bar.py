"""What the grader's command shows while it works: how far it is, and how long it will still take."""

import sys
import time

_SECONDS_BETWEEN_LINES = 10


class ProgressBar:
    """A bar on the terminal with the time that is left; a line now and then where there is none."""

    def __init__(self):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (
            "{task.description}",
            BarColumn(),
            MofNCompleteColumn(),
            "files,",
            TimeRemainingColumn(),
            "left",
        )
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._is_terminal = self._bar.console.is_terminal
        self._task = self._bar.add_task("Reading", total=None)
        self._known = self._since = None
        self._shown = float("-inf")

    def __enter__(self):
        if self._is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_):
        if self._is_terminal:
            self._bar.stop()

    @property
    def is_all_known(self):
        """Whether nothing was left to grade from the start."""
        return self._known is not None and self._known == self._all

    def show(self, done, total):
        """Tells how many files of how many are graded, or with a total of None how many were read."""
        if total is None:
            self._bar.update(self._task, completed=done)
            if not self._is_terminal and done % 1000 == 0:
                _say(f"read {done} files")
            return
        if self._known is None:
            self._known, self._all, self._since = done, total, time.monotonic()
            self._bar.reset(self._task, description="Grading", total=total)
        self._bar.update(self._task, completed=done, total=total)
        if not self._is_terminal:
            self._line(done, total)

    def _line(self, done, total):
        now = time.monotonic()
        if done < total and now - self._shown < _SECONDS_BETWEEN_LINES:
            return
        self._shown = now
        if done or not total:
            _say(f"graded {done} of {total} files{self._left(done, total, now)}")
        else:
            # The first answers wait for TensorFlow, and until they are judged nothing else is said.
            _say(f"grading {total} {'file' if total == 1 else 'files'}")

    def _left(self, done, total, now):
        """How long the rest takes if it goes on like this, in words."""
        fresh = done - self._known
        if done == total or not fresh:
            return ""
        return f", about {in_words((now - self._since) / fresh * (total - done))} left"


def in_words(seconds):
    """A duration for people, for example "2 h 5 min"."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _say(text):
    print(text, file=sys.stderr, flush=True)
