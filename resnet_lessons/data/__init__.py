"""What ships with the lessons: images, recorded runs, trained networks, and the modules that load them.

Nothing here trains, measures or draws. `rl.data` is this folder: its images are at hand.
"""

from resnet_lessons.data.images import ImageSet, fashion_mnist, photograph
from resnet_lessons.data.online import DataUnavailable, download

__all__ = ["DataUnavailable", "ImageSet", "download", "fashion_mnist", "photograph"]
