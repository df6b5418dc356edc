"""Controls over one picture. With a kernel each frame is drawn when it is asked for, and kept; the
static site draws them all beforehand. The picture's arrays and drawing belong to others."""

import functools
import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import anywidget
import traitlets

from resnet_lessons.figures.canvas import FOR_THE_SITE, READER, ThemedPicture, picture_of
from resnet_lessons.figures.tones import THEMES, theme
from resnet_lessons.machine.hosted import shown_here
from resnet_lessons.machine.main_thread import MainThread
from resnet_lessons.machine.shown_widgets import WithPicture

_HERE = Path(__file__).parent
# One script, in notebooks and in the site.
SCRIPT = "\n".join(
    (_HERE / name).read_text(encoding="utf-8") for name in ("theme.js", "explorer.js")
)
_FRAMES_KEPT = 256


@dataclass(frozen=True)
class Control:
    """One thing that a reader can set.

    Attributes:
        name: written beside it.
        options: the text of each place it can stand at, in order.
        start: index of the option it stands at first.
        kind: "slider" where the options have an order, else "choice".
    """

    name: str
    options: tuple[str, ...]
    start: int = 0
    kind: Literal["slider", "choice"] = "slider"

    def __post_init__(self):
        if not 0 <= self.start < len(self.options):
            raise ValueError(f"{self.name} starts at {self.start} of {len(self.options)} options")

    def as_dict(self):
        """Plain values, for the browser."""
        return {
            "name": self.name,
            "options": list(self.options),
            "start": self.start,
            "kind": self.kind,
        }


class Explorer(WithPicture, anywidget.AnyWidget):
    """A figure with controls.

    Args:
        title: what can be explored, in a short sentence.
        controls: a sequence of `Control`, at least one.
        draw: from (position, report) to a `LessonFigure`. A position holds an index for each
            control; `report(done, total, what)` shows how far long work has come.

    Raises:
        ValueError: when there are no controls.
    """

    _esm = SCRIPT
    _css = (_HERE / "explorer.css").read_text(encoding="utf-8")
    title = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    first_frame = traitlets.Dict().tag(sync=True)

    def __init__(self, title, controls, draw):
        if not controls:
            raise ValueError("an explorer needs a control")
        self._settings, self._draw = tuple(controls), draw
        self._kept = functools.lru_cache(_FRAMES_KEPT)(self._drawn)
        self._report = _say_nothing
        start = self.start
        first = self.frame(start)
        super().__init__(
            title=title,
            controls=[control.as_dict() for control in controls],
            first_frame={**_key(start, "light"), **first.facts, "png": first.png},
        )
        main_thread = MainThread()
        self.on_msg(lambda *message: main_thread.call(self._answer, *message))

    def __repr__(self):
        return self.frame(self.start).alt

    @property
    def start(self):
        """The position that is shown first."""
        return tuple(control.start for control in self._settings)

    @property
    def positions(self):
        """Every position, the last control varying fastest."""
        return itertools.product(*(range(len(control.options)) for control in self._settings))

    def frame(self, position, theme_name="light", report=None):
        """The picture at a position.

        Args:
            position: an index for each control.
            theme_name: "light" or "dark".
            report: called with (done, total, what) while long work goes on, or None.

        Returns:
            `Picture`; drawn once, then kept.

        Raises:
            ValueError: when there is no such position.
        """
        position = self._checked(position)
        self._report = report or _say_nothing
        return self._kept(position, theme_name)

    def _checked(self, position):
        """The position as a tuple.

        Raises:
            ValueError: when there is no such position.
        """
        position = tuple(position)
        sizes = [len(control.options) for control in self._settings]
        if len(position) != len(sizes) or not all(
            isinstance(at, int) and 0 <= at < size for at, size in zip(position, sizes, strict=True)
        ):
            raise ValueError(f"there is no position {position}; the controls have {sizes} options")
        return position

    def _drawn(self, position, theme_name):
        with theme(theme_name):
            figure = self._draw(position, self._report)
            return picture_of(figure)

    def _answer(self, widget, content, buffers):
        """Draws what the browser asks for; a failure is told there, in words."""
        key = {name: content.get(name) for name in ("position", "theme", "of")}
        position, theme_name = key["position"], key["theme"]

        def report(done, total, what):
            self.send({"kind": "progress", **key, "done": done, "total": total, "what": what})

        try:
            if theme_name not in THEMES or not isinstance(position, list):
                raise ValueError(f"{content!r} asks for no frame")
            frame = self._asked(position, theme_name, key["of"], report)
        except KeyboardInterrupt:
            self.send({"kind": "failure", **key, "text": "Stopped. Move a control to go on."})
        except Exception as error:
            self.log.exception("an explorer's frame could not be drawn")
            text = f"This picture could not be drawn. {type(error).__name__}: {error}"
            self.send({"kind": "failure", **key, "text": text})
        else:
            self.send({"kind": "frame", **key, **frame.facts}, [frame.png])

    def _asked(self, position, theme_name, of, report):
        """The picture that the browser asks for; `of` is for an explorer that has others too."""
        return self.frame(position, theme_name, report)

    def _repr_mimebundle_(self, **options):
        first = self.frame(self.start)
        data, metadata = self._view(**options)
        picture = {
            "image/png": first.encoded,
            "text/plain": first.alt,
        }
        if os.environ.get(FOR_THE_SITE):
            picture[READER] = self.reader_form()
        return shown_here({**data, **picture}), {**metadata, "image/png": first.facts}

    def reader_form(self):
        """Every frame in both themes, for the static site.

        Returns:
            dict of plain values: kind, title, controls, frames (the last control varies fastest).
        """
        frames = []
        for position in self.positions:
            light, dark = self.frame(position, "light"), self.frame(position, "dark")
            frames.append(ThemedPicture(light.png, dark.png, **light.facts).as_dict())
        return {
            "kind": "explorer",
            "title": self.title,
            "controls": list(self.controls),
            "frames": frames,
        }


def _key(position, theme_name):
    return {"position": list(position), "theme": theme_name}


def _say_nothing(done, total, what):
    """Stands in where nobody watches."""
