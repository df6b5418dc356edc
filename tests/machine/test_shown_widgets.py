"""A widget with a picture, on both generations of ipywidgets."""

import ipywidgets
import pytest
from IPython.core.formatters import DisplayFormatter

from resnet_lessons.machine.shown_widgets import WithPicture

VIEW = "application/vnd.jupyter.widget-view+json"


class OfSeven:
    """As a widget of ipywidgets 7: it shows its view without being asked for a bundle."""

    model_id = "7"

    def _ipython_display_(self):
        raise AssertionError("its picture is lost")


class AsDict:
    def _repr_mimebundle_(self, **options):
        return {VIEW: "8"}


class AsTuple:
    def _repr_mimebundle_(self, **options):
        return {VIEW: "8"}, {"fact": 1}


@pytest.mark.parametrize(
    ("base", "view", "facts"),
    [
        (OfSeven, {"version_major": 2, "version_minor": 0, "model_id": "7"}, {}),
        (AsDict, "8", {}),
        (AsTuple, "8", {"fact": 1}),
    ],
)
def test_a_notebook_gets_view_and_picture(base, view, facts):
    class Shown(WithPicture, base):
        def _repr_mimebundle_(self, **options):
            data, metadata = self._view(**options)
            return {**data, "image/png": "a picture"}, metadata

    data, metadata = DisplayFormatter().format(Shown())
    assert (data[VIEW], data["image/png"], metadata) == (view, "a picture", facts)


def test_the_installed_generation_shows_both():
    class Shown(WithPicture, ipywidgets.VBox):
        def _repr_mimebundle_(self, **options):
            data, metadata = self._view(**options)
            return {**data, "image/png": "a picture"}, metadata

    widget = Shown()
    data, _ = DisplayFormatter().format(widget)
    assert data[VIEW]["model_id"] == widget.model_id and data["image/png"] == "a picture"
