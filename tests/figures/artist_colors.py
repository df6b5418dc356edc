"""The colours that an artist of matplotlib is drawn in."""

import numpy as np
from matplotlib.colors import to_hex

_GETTERS = ("get_color", "get_edgecolor", "get_facecolor", "get_markerfacecolor")


def colors(artist):
    """Set of "#rrggbb", without what is fully transparent or an edge of no width."""
    found = set()
    for getter in _GETTERS:
        if getter == "get_edgecolor" and not np.any(_edge_width(artist)):
            continue
        color = getattr(artist, getter, lambda: "none")()
        if isinstance(color, str):
            found |= set() if color.lower() == "none" else {to_hex(color)}
        else:
            found |= {to_hex(row) for row in np.atleast_2d(color) if len(row) and row[-1] > 0}
    return found


def _edge_width(artist):
    return getattr(artist, "get_linewidth", lambda: 1)()
