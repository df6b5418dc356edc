"""What is seen of a network while it learns: its curves in a notebook, lines elsewhere."""

import html
import sys
import time
from dataclasses import dataclass

from resnet_lessons.figures.canvas import picture_of

_SECONDS_BETWEEN_LINES = 1.0
# Drawing takes the processor from training; it is to take no more than this share of the time.
_SHARE_FOR_DRAWING = 0.15


def watch_of(report=None):
    """What watches a run of `ongoing_run.train_watched`.

    Args:
        report: a function that is told instead; see `learn.learn`.

    Returns:
        a function of the `OngoingRun`, to be called before the first step and after each, with a method
        `close(sentence)` that shows the last word
    """
    if report is not None:
        return _Reporter(report)
    return LiveCurves() if _is_in_a_notebook() else Lines()


def _is_in_a_notebook():
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


class _Reporter:
    def __init__(self, report):
        self._report = report

    def __call__(self, ongoing):
        self._report(ongoing.done, ongoing.total, ongoing.what)

    def close(self, sentence):
        """Prints the last word: reports are of steps."""
        print(sentence, flush=True)


class Lines:
    """A line after each epoch, and one when it was stopped."""

    def __call__(self, ongoing):
        if ongoing.ends_an_epoch or ongoing.is_stopped:
            print(f"  {ongoing.what}", flush=True)

    def close(self, sentence):
        """Prints the last word."""
        print(sentence, flush=True)


class LiveCurves:
    """A line and the curves, in one output that changes in place and leaves only the last word."""

    def __init__(self):
        self._handle = None
        self._picture = ""
        self._next_line = self._next_picture = 0.0

    def __call__(self, ongoing):
        now = time.monotonic()
        if now < self._next_line and not ongoing.is_stopped:
            return
        self._next_line = now + _SECONDS_BETWEEN_LINES
        if ongoing.done and now >= self._next_picture:
            self._picture = _picture(ongoing.so_far())
            taken = time.monotonic() - now
            self._next_picture = now + taken / _SHARE_FOR_DRAWING
        self._show(
            _Seen(f"{ongoing.what} ({ongoing.done} of {ongoing.total} steps)", self._picture)
        )

    def close(self, sentence):
        """Puts the last word in the place of the curves: the finished run can be drawn by itself."""
        self._show(_Seen(sentence))

    def _show(self, seen):
        if self._handle is None:
            from IPython.display import display

            self._handle = display(seen, display_id=True)
        else:
            self._handle.update(seen)


def _picture(run):
    """The curves as a page shows them, or "": a run is worth more than its picture."""
    try:
        from resnet_lessons.figures import learning_curves

        return picture_of(learning_curves(run, running=True)).html
    except Exception:
        return ""


@dataclass(frozen=True)
class _Seen:
    """A sentence over a picture."""

    sentence: str
    picture: str = ""

    def __repr__(self):
        return self.sentence

    def _repr_html_(self):
        return f"<p>{html.escape(self.sentence)}</p>{self.picture}"
