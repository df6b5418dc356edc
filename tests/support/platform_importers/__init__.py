"""What Canvas and Moodle do with a file that an instructor uploads, by the rules that they publish.

An independent reading of the importers' rules, to compare what is written for them with: it knows
nothing of the package.
"""

from tests.support.platform_importers.canvas import CanvasCourse
from tests.support.platform_importers.moodle import ENGLISH, GERMAN, LATER, MoodleAssignment
from tests.support.platform_importers.uploads import Refused

__all__ = ["ENGLISH", "GERMAN", "LATER", "CanvasCourse", "MoodleAssignment", "Refused"]
