"""What computes in the browser: a script, the arrays that it needs, and a picture where it cannot."""

import base64
import os
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from resnet_lessons.figures.canvas import FOR_THE_SITE, READER, picture_of, themed_picture_of
from resnet_lessons.machine.hosted import shown_here
from resnet_lessons.machine.shown_widgets import WithPicture

FOLDER = Path(__file__).parent
_DTYPES = ("float16", "float32", "uint8", "int32")


class Explorable(WithPicture, anywidget.AnyWidget):
    """An explorable in a cell's output.

    Args:
        name: of the explorable in `explorables/all.js`.
        title: of the page in the site, and for screen readers.
        lead: a sentence or two below the title on that page.
        figure: `LessonFigure` that stands in where no script runs.
        values: what it computes with: a dict of arrays, plain values, and dicts of them.
        setting: where its controls stand, as a flat dict; what is left out is at its default.
    """

    _esm = (FOLDER / "explorables.js").read_text(encoding="utf-8")
    _css = (FOLDER / "explorables.css").read_text(encoding="utf-8")
    name = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    setting = traitlets.Dict().tag(sync=True)

    def __init__(self, name, title, lead, figure, values=None, setting=None):
        self.lead, self._figure = lead, figure
        super().__init__(
            name=name, title=title, values=plain(values or {}), setting=dict(setting or {})
        )

    def __repr__(self):
        return self._figure.alt_text

    def _repr_mimebundle_(self, **options):
        picture = picture_of(self._figure)
        data, metadata = self._view(**options)
        shown = {"image/png": picture.encoded, "text/plain": picture.alt}
        if os.environ.get(FOR_THE_SITE):
            shown[READER] = self.reader_form()
        return shown_here({**data, **shown}), {**metadata, "image/png": picture.facts}

    def reader_form(self):
        """For the static site.

        Returns:
            dict of plain values: kind, name, title, lead, values, setting, and the picture in both
            themes as the only one of `frames`.
        """
        return {
            "kind": "explorable",
            "name": self.name,
            "title": self.title,
            "lead": self.lead,
            "values": self.values,
            "setting": self.setting,
            "frames": [themed_picture_of(self._figure).as_dict()],
        }


def plain(values):
    """Values as JSON takes them: each array becomes its type, shape, and little-endian bytes.

    Args:
        values: a dict, list, tuple, array, or plain value, nested as deep as it likes.

    Raises:
        ValueError: for an array of another type than float16, float32, uint8, and int32.
    """
    if isinstance(values, dict):
        return {key: plain(value) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [plain(value) for value in values]
    if not isinstance(values, np.ndarray):
        return values
    if values.dtype.name not in _DTYPES:
        raise ValueError(f"an explorable takes {', '.join(_DTYPES)}, not {values.dtype}")
    content = values.astype(values.dtype.newbyteorder("<")).tobytes()
    return {
        "dtype": values.dtype.name,
        "shape": list(values.shape),
        "base64": base64.b64encode(content).decode("ascii"),
    }


def arrays_of(name):
    """The arrays that `make explorables` exported for an explorable.

    Args:
        name: of the explorable.

    Returns:
        dict of arrays
    """
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as file:
        return {key: file[key] for key in file.files}
