"""An explorer of recorded runs that can also be measured here, at the press of a button.

A run happens in the kernel's own thread, since checks change Keras for all of the process while they
look: an interrupt of the kernel stops it.
"""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass

import traitlets

from resnet_lessons.figures.canvas import picture_of
from resnet_lessons.figures.tones import THEMES, theme
from resnet_lessons.machine.interrupts import undisturbed
from resnet_lessons.widgets.explorer import Explorer

_FRAMES_KEPT = 64
_SECONDS_BETWEEN_REPORTS = 0.1
_SECONDS_BETWEEN_DRAFTS = 1.0
# A draft may take a quarter of the time, so that a slow computer goes on measuring.
_REST = 3
NOTHING = "Stopped before anything was measured. It can be run again."
TOO_LITTLE = "Stopped before there was enough to draw. It can be run again."
FORMER = "A later run was {outcome}; the earlier one is shown."


class NothingMeasured(Exception):
    """A run was stopped too early."""


@dataclass(frozen=True)
class _Kept:
    """A run that was made here, and what it was, in words."""

    run: object
    note: str = ""


@dataclass(frozen=True)
class Experiment:
    """What an explorer of runs shows, and how it measures.

    Attributes:
        recorded: the recorded run's dataclass of arrays.
        recorded_note: where it comes from, in a sentence.
        draw: from (position, run) to a `LessonFigure`.
        settings: from a position to the keyword arguments of `run`; positions with equal settings
            share what was measured.
        seconds: from a position to how long a run takes, about.
        run: called with the settings and `report`; returns a dataclass as `recorded`, with
            `complete`. It ends early, without an error, at KeyboardInterrupt.
        in_words: from the settings of a run to words.
        can_be_watched: whether `run` also takes `watch`, to be drawn while it goes on.
    """

    recorded: object
    recorded_note: str
    draw: Callable
    settings: Callable
    seconds: Callable
    run: Callable
    in_words: Callable
    can_be_watched: bool = False


class LiveExplorer(Explorer):
    """An explorer of recorded runs with a button that measures at the position of its controls.

    Args:
        title, controls: as of `Explorer`.
        experiment: `Experiment`.

    Attributes:
        actions: {position: text of the button}; a position is its numbers with spaces between.
        note: where the recorded run comes from.
        measured: {position: {"run": number of the run, "note": what it was}}, where one was made.
    """

    actions = traitlets.Dict().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    measured = traitlets.Dict().tag(sync=True)

    def __init__(self, title, controls, experiment):
        self._experiment, self._runs, self._count = experiment, {}, 0
        self._kept_frames = functools.lru_cache(_FRAMES_KEPT)(self._drawn_run)
        super().__init__(
            title, controls, lambda at, report: experiment.draw(at, experiment.recorded)
        )
        self.note = experiment.recorded_note
        self.actions = {
            _name(position): f"Run it here (about {experiment.seconds(position)} s)"
            for position in self.positions
        }

    def run_here(self, position, report=None, watch=None, theme_name="light"):
        """Measures at a position, and draws; what was measured there before is replaced.

        A run that was stopped does not replace one that came to its end, and one that cannot be
        drawn replaces none.

        Args:
            position: an index for each control.
            report: called with (done, total, what), or None.
            watch: called with the run so far where it can be watched, or None.
            theme_name: "light" or "dark", in which it is drawn first.

        Returns:
            number of the run that is shown there, for `frame_of_run`

        Raises:
            ValueError: when there is no such position.
            NothingMeasured: when it was stopped too early.
        """
        position = self._checked(position)
        settings, told = self._experiment.settings(position), _Told(report)
        options = {"watch": watch} if self._experiment.can_be_watched else {}
        start = time.monotonic()
        result = self._experiment.run(**settings, report=told, **options)
        seconds = time.monotonic() - start
        with undisturbed():
            return self._shown(position, theme_name, settings, result, told, seconds)

    def _shown(self, position, theme_name, settings, result, told, seconds):
        """Draws and keeps what a run measured; returns the number of the run that is shown."""
        if not (result.complete or told.done):
            raise NothingMeasured(NOTHING)
        number, outcome = self._take(result, position, theme_name), f"{seconds:.0f} s"
        if not result.complete:
            outcome = f"stopped after {outcome}, {told.done / told.total:.0%} done"
        former = self.measured.get(_name(position), {}).get("run")
        if not result.complete and former and self._runs[former].run.complete:
            words = FORMER.format(outcome=outcome)
            return self._keep(settings, former, f"{self._runs[former].note} {words}")
        note = f"Measured here just now: {self._experiment.in_words(settings)}; {outcome}."
        self._runs[number] = _Kept(result, note)
        return self._keep(settings, number, note)

    def _take(self, result, position, theme_name):
        """Number of a run once it was drawn: one that cannot be drawn is given up."""
        self._count += 1
        self._runs[self._count] = _Kept(result)
        try:
            self._kept_frames(self._count, position, theme_name)
        except Exception as error:
            del self._runs[self._count]
            if result.complete:
                raise
            self.log.exception("a stopped experiment could not be drawn")
            raise NothingMeasured(TOO_LITTLE) from error
        return self._count

    def _keep(self, settings, number, note):
        """Shows a run wherever it belongs, and forgets those that are shown nowhere."""
        places = [each for each in self.positions if self._experiment.settings(each) == settings]
        found = {_name(each): {"run": number, "note": note} for each in places}
        self.measured = {**self.measured, **found}
        shown = {entry["run"] for entry in self.measured.values()}
        self._runs = {each: kept for each, kept in self._runs.items() if each in shown}
        return number

    def frame_of_run(self, number, position, theme_name="light"):
        """The picture of a run that was made here; drawn once, then kept.

        Args:
            number: from `run_here`.
            position: an index for each control.
            theme_name: "light" or "dark".

        Returns:
            `Picture`

        Raises:
            ValueError: when there is no such position, or the run is no longer kept there.
        """
        position = self._checked(position)
        if self.measured.get(_name(position), {}).get("run") != number:
            raise ValueError(f"there is no run {number} at {position}")
        return self._kept_frames(number, position, theme_name)

    def _drawn_run(self, number, position, theme_name):
        return self._picture(position, self._runs[number].run, theme_name)

    def _picture(self, position, result, theme_name):
        with theme(theme_name):
            return picture_of(self._experiment.draw(position, result))

    def _asked(self, position, theme_name, of, report):
        if of:
            return self.frame_of_run(of, position, theme_name)
        return self.frame(position, theme_name, report)

    def _answer(self, widget, content, buffers):
        if content.get("of") == "run":
            self._run_for_browser(content)
        else:
            super()._answer(widget, content, buffers)

    def _run_for_browser(self, content):
        """Runs, tells how far it has come and what it looks like, and says when it is done."""
        key = {name: content.get(name) for name in ("position", "theme", "of")}
        try:
            if key["theme"] not in THEMES or not isinstance(key["position"], list):
                raise ValueError(f"{content!r} asks for no run")
            watch = _Drafts(self, key)
            self.run_here(key["position"], _Slow(self, key), watch, key["theme"])
        except (KeyboardInterrupt, NothingMeasured) as error:
            self.send({"kind": "failure", **key, "text": str(error) or NOTHING})
        except Exception as error:
            self.log.exception("an experiment could not be run")
            text = f"This run failed. {type(error).__name__}: {error}"
            self.send({"kind": "failure", **key, "text": text})
        else:
            self.send({"kind": "done", **key, "measured": self.measured})

    def reader_form(self):
        """As an explorer's, and where the recorded run comes from; a reader has no kernel."""
        return {**super().reader_form(), "note": self.note}


def _name(position):
    return " ".join(map(str, position))


class _Told:
    """Remembers how far a run came."""

    def __init__(self, report):
        self._report = report or (lambda done, total, what: None)
        self.done, self.total = 0, 1

    def __call__(self, done, total, what):
        self.done, self.total = done, total
        self._report(done, total, what)


class _Slow:
    """Sends progress to the browser, a few times a second."""

    def __init__(self, explorer, key):
        self._explorer, self._key = explorer, key
        self._next, self._what = 0.0, None

    def __call__(self, done, total, what):
        now = time.monotonic()
        if now < self._next and done < total and what == self._what:
            return
        self._next, self._what = now + _SECONDS_BETWEEN_REPORTS, what
        news = {"done": done, "total": total, "what": what}
        self._explorer.send({"kind": "progress", **self._key, **news})


class _Drafts:
    """Sends the picture of a run that goes on, about once a second.

    One that cannot be drawn yet is left out: the run goes on.
    """

    def __init__(self, explorer, key):
        self._explorer, self._key = explorer, key
        self._next = time.monotonic() + _SECONDS_BETWEEN_DRAFTS

    def __call__(self, result):
        start = time.monotonic()
        if start < self._next:
            return
        try:
            position = tuple(self._key["position"])
            picture = self._explorer._picture(position, result, self._key["theme"])
            self._explorer.send({"kind": "draft", **self._key, **picture.facts}, [picture.png])
        except Exception:
            self._explorer.log.exception("a run could not be drawn while it went on")
        now = time.monotonic()
        self._next = now + max(_SECONDS_BETWEEN_DRAFTS, _REST * (now - start))
