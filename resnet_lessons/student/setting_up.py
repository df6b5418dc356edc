"""The first cell of every chapter: TensorFlow begins to load, and what a student should know is said."""

from resnet_lessons.machine import hosted, loading
from resnet_lessons.student import answers_home


def setup():
    """Begins to load TensorFlow and returns at once: the first cell of a chapter.

    Says where answers are kept, unless they lie beside the notebook.

    Returns:
        what a notebook shows: one sentence, or the `Device` where TensorFlow is loaded already
    """
    hosted.show_widgets()
    if said := answers_home.where_kept():
        print(said)
    return loading.setup()
