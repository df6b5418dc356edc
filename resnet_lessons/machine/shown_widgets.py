"""Widgets that bring a picture with them, for whoever shows no widgets, whichever ipywidgets is installed."""

_VIEW = "application/vnd.jupyter.widget-view+json"


class WithPicture:
    """First base of a widget whose `_repr_mimebundle_` adds to `_view()` what takes its place.

    ipywidgets 8 asks for such a bundle. ipywidgets 7, which hosted places still have, shows the view by
    itself, without asking, and has no bundle to add to.
    """

    # What is None is not called, and the bundle is asked for.
    _ipython_display_ = None

    def _view(self, **options):
        """(data, metadata) that show the widget itself."""
        bundle = getattr(super(), "_repr_mimebundle_", None)
        if bundle is None:
            view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
            return {_VIEW: view, "text/plain": repr(self)}, {}
        made = bundle(**options)
        return made if isinstance(made, tuple) else (made, {})
