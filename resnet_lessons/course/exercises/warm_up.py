"""Chapter 0, start here: a warm-up that is worth no points."""

from resnet_lessons.course.exercises.answers_as_numbers import numbers, whole
from resnet_lessons.course.exercises.exercise import Exercise, Setting, Unexpected

_SIDES = ("height", "width", "channels")


def _try_warm_up(function, setting, seed):
    """The three numbers of the shape that the answer returns, one array each."""
    shape = numbers(function(*setting.values["shape"]), "three numbers: height, width, channels")
    if len(shape) != len(_SIDES):
        raise Unexpected(
            f"the answer holds {len(shape)} numbers, expected three: height, width, channels"
        )
    return tuple(map(whole, shape))


def _shape(*shape):
    return Setting("a picture of " + " × ".join(map(str, shape)), {"shape": shape})


WARM_UP = Exercise(
    id="warm_up",
    chapter=0,
    title="Half the sides, twice the channels",
    points=0,
    minutes=2,
    difficulty=1,
    importance=1,
    section="0.2 A first exercise",
    signature=("height", "width", "channels"),
    returns="three whole numbers: height, width, channels",
    hints=(
        "Three numbers go in and three come out. Two of them become smaller, one becomes larger.",
        "Return three numbers with commas between them: half the height, half the width, twice the "
        "channels. `//` divides whole numbers and gives a whole number.",
        "return height // …, width // …, … * channels",
    ),
    cases=(_shape(56, 56, 64), _shape(28, 14, 128), _shape(2, 6, 3)),
    misconceptions=(
        "channels_left_alone",
        "channels_halved",
        "width_left_alone",
        "sides_left_alone",
        "sides_doubled",
    ),
    experiment=_try_warm_up,
    results=_SIDES,
)

EXERCISES = (WARM_UP,)
