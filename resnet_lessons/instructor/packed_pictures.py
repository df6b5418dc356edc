"""Pictures of a notebook that is committed: packed once with patience, the same to the pixel."""

import base64
import io
import re

from PIL import Image

_EMBEDDED = re.compile(r"(?<=data:image/png;base64,)[A-Za-z0-9+/=]+")


def pack(notebook):
    """Packs every PNG of a notebook's outputs anew, where that makes it smaller.

    A figure is packed fast, because somebody waits for it. Here nobody does, and every reader loads fewer
    bytes.

    Args:
        notebook: changed in place.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = packed(data["image/png"])
            if "text/html" in data:
                data["text/html"] = _EMBEDDED.sub(lambda found: packed(found[0]), data["text/html"])


def packed(text):
    """A PNG in base64 as the smaller of it and of what is packed anew, in base64."""
    with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
        buffer = io.BytesIO()
        picture.save(buffer, format="png", optimize=True)
    again = base64.b64encode(buffer.getvalue()).decode()
    return again if len(again) < len(text.strip()) else text
