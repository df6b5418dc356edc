"""Where the lessons run: on a machine that stays, or in a notebook of Colab or Kaggle, whose machine is
lost afterwards. What such a place offers is asked for here, and nowhere else."""

import os
import sys
from pathlib import Path

COLAB, KAGGLE = "Colab", "Kaggle"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_DRIVE = Path("/content/drive/MyDrive")
# The browser answers within a second; whoever closed it never does.
_SECONDS_FOR_THE_BROWSER = 20


def place():
    """COLAB or KAGGLE, whose machines are lost afterwards, or "" elsewhere."""
    # Kaggle's machines hold packages of Colab's as well.
    if os.environ.get("KAGGLE_KERNEL_RUN_TYPE"):
        return KAGGLE
    return COLAB if "google.colab" in sys.modules else ""


def drive():
    """The folder of the student's Google Drive where it is mounted, or None."""
    return _DRIVE if place() == COLAB and _DRIVE.is_dir() else None


def shown_here(data):
    """What a cell shows, without the widget where the place loads no script of it: the picture, or the page
    without a script, takes its place.

    Kaggle loads no widget that was installed while its notebook was open.

    Args:
        data: {MIME type: value}
    """
    if place() != KAGGLE:
        return data
    return {kind: value for kind, value in data.items() if kind != _WIDGET}


def show_widgets():
    """Has Colab load widgets that are not its own, such as explorers; elsewhere nothing is to do."""
    output = sys.modules.get("google.colab.output")
    if place() == COLAB and hasattr(output, "enable_custom_widget_manager"):
        output.enable_custom_widget_manager()


def notebook_on_screen():
    """The notebook as the browser shows it, saved or not.

    Colab keeps notebooks away from the machine that runs them. Its browser part hands one out by a request
    that it documents nowhere, so every failure means that there is none.

    Returns:
        what its JSON says, of any form, or None where nothing can be had
    """
    if place() != COLAB:
        return None
    try:
        from google.colab import _message

        asked = {"request": "", "timeout_sec": _SECONDS_FOR_THE_BROWSER}
        return _message.blocking_request("get_ipynb", **asked)["ipynb"]
    except Exception:
        return None


def offer_download(path):
    """Has Colab's browser download a file; returns whether it was asked to."""
    if place() != COLAB:
        return False
    try:
        from google.colab import files

        files.download(str(path))
    except Exception:
        return False
    return True


def uploaded(ending):
    """Has Colab's browser ask for a file.

    Args:
        ending: of the file's name, for example ".json".

    Returns:
        its bytes, or None where none was chosen or the place has no such question
    """
    if place() != COLAB:
        return None
    try:
        from google.colab import files

        chosen = files.upload()
    except Exception:
        return None
    contents = [content for name, content in chosen.items() if name.endswith(ending)]
    return contents[-1] if contents else None
