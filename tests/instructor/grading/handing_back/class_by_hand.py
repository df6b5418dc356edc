"""A class of chapter 2 whose marks are worked out by hand, to be handed in at every platform.

The chapter asks for 2, 3, 4, 4 and 3 points, 16 in all. A wrong answer earns half of its points in
proportion to the settings of the instant check that come out right, rounded to a tenth:

- `training_flag_dropped` is right in two of the four settings of `pre_activation`, those that do not
  train: 2 points x 1/2 x 2/4 = 0.5.
- `stride_on_second_convolution` is right in three of the seven settings of `regular_block`, those with a
  stride of 1: 4 points x 1/2 x 3/7 = 0.857, so 0.9.
"""

import json
from dataclasses import dataclass
from functools import cache

from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from tests.classes.notebook import clean, written
from tests.classes.programs import exercises_of

CHAPTER, STEM, MOST = 2, "02_block_structure", 16
EXERCISES = tuple(exercises_of(CHAPTER))
# In the time of the school, and in that in which platforms write when something came.
DUE, ON_TIME, LATE = "2026-10-08T23:59+02:00", "2026-10-08 12:30:05", "2026-10-10 11:00:00"


def _right(name):
    return without_markers(answer(name))


_WRONG = {
    "pre_activation": variants("pre_activation")["training_flag_dropped"],
    "regular_block": variants("regular_block")["stride_on_second_convolution"],
}


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody of the class.

    Args:
        number: by which platforms' own numbers are made.
        name: as it stands in a list of the class.
        login: the name of an account, and of an address.
        notebooks: what was handed in, the first one first: {exercise id: text of the answer} each, or
            None for a file without a byte.
        at: when.
    """

    number: int
    name: str
    login: str
    notebooks: tuple[dict[str, str] | None, ...]
    at: str = ON_TIME

    @property
    def is_late(self):
        return self.at > ON_TIME

    @property
    def address(self):
        return f"{self.login}@school.edu"


# All of it is right, and it came a day and a half late: 2 + 3 + 4 + 4 + 3 = 16 points before that counts.
ZOE = Person(1, "Öztürk, Zoë", "zoë", ({name: _right(name) for name in EXERCISES},), LATE)
# Three notebooks, none of which answers everything. First 2 + 0.9; what is last of each exercise is
# 0.5 + 4, since the third notebook leaves the block as it was; the best of each is 2 + 4.
JOERG = Person(
    2,
    "Müller, Jörg",
    "jörg.müller",
    (
        {
            "pre_activation": _right("pre_activation"),
            "regular_block": _WRONG["regular_block"],
        },
        {"regular_block": _right("regular_block")},
        {"pre_activation": _WRONG["pre_activation"]},
    ),
)
# Both misconceptions: 0.5 + 0.9.
JEANNE = Person(3, "d'Arc, Jeanne", "jeanne", (_WRONG,))
# The notebook as it was handed out.
ANN = Person(4, "Weiß, Ann-Kathrin", "ann", ({},))
# A file that came to nothing on its way.
STASZEK = Person(5, "Łęcki, Stanisław", "staszek", (None,))
# Enrolled, and handed in nothing.
LAN = Person(6, "Nguyễn, Lan", "lan", ())
WHO_HANDED_IN = (ZOE, JOERG, JEANNE, ANN, STASZEK)
EVERYBODY = (*WHO_HANDED_IN, LAN)

# What the rule for attempts leaves Jörg: points, and how many of his answers pass.
_JOERG = {"": (6, 2), "best": (6, 2), "last": (4.5, 1), "first": (2.9, 1)}
# What the rule for lateness leaves Zoë, by the days that are known: a tenth of 16 is 1.6.
_ZOE = {
    ("", 1): 16,
    ("", 2): 16,
    ("10", 1): 14.4,
    ("10", 2): 12.8,
    ("10,1", 1): 14.4,
    ("10,1", 2): 14.4,
}


def earned(attempts="", late="", days=2):
    """{`Person`: points} of who handed in.

    Args:
        attempts: the rule for attempts.
        late: that for lateness.
        days: how late Zoë was, as far as that is known.
    """
    return {ZOE: _ZOE[late, days], JOERG: _JOERG[attempts][0], JEANNE: 1.4, ANN: 0, STASZEK: 0}


def passed(attempts=""):
    """{`Person`: how many exercises pass} by a rule for attempts."""
    return {ZOE: 5, JOERG: _JOERG[attempts][1], JEANNE: 0, ANN: 0, STASZEK: 0}


def handed_in(person, again):
    """(name of a file, its bytes) pairs.

    Args:
        person: the `Person`.
        again: what is put behind a name that is there already, with {} in the place of a number.
    """
    names = [STEM, *(f"{STEM}{again.format(number)}" for number in (1, 2))]
    return [
        (f"{name}.ipynb", b"" if answers is None else _notebook(tuple(sorted(answers.items()))))
        for name, answers in zip(names, person.notebooks, strict=False)
    ]


@cache
def _notebook(answers):
    """The chapter as it was handed out, with these answers in it."""
    holes = {name: released_notebooks().fill_in(name) for name in EXERCISES}
    return json.dumps(clean(written(CHAPTER, holes | dict(answers)))).encode()
