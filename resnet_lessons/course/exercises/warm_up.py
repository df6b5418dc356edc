"""Half the height and width, twice the channels: a warm-up that is worth no points."""

from resnet_lessons.course.exercises.answers_as_numbers import numbers, whole
from resnet_lessons.course.exercises.exercise import (
    Exercise,
    Misconception,
    Setting,
    Unexpected,
    ids_of,
)

_SIDES = ("height", "width", "channels")


def picture(*shape):
    """A setting: the sides and channels of one picture."""
    return Setting("a picture of " + " × ".join(map(str, shape)), {"shape": shape})


def _try_answer(function, setting, seed):
    """The three numbers of the shape that the answer returns, one array each."""
    shape = numbers(function(*setting.values["shape"]), "three numbers: height, width, channels")
    if len(shape) != len(_SIDES):
        raise Unexpected(
            f"the answer holds {len(shape)} numbers, expected three: height, width, channels"
        )
    return tuple(map(whole, shape))


_STEPS = {
    0.25: "a quarter of what came in",
    0.5: "half of what came in",
    1: "as it came in",
    2: "twice what came in",
    4: "four times what came in",
}


def _explain(setting, arrays, expected):
    if [array.shape for array in arrays] != [()] * len(_SIDES):
        return None
    given = setting.values["shape"]
    found, wanted = ([float(array) for array in each] for each in (arrays, expected))
    if sorted(found) == sorted(wanted):
        return (
            "The three numbers are the right ones in another order; expected height, width, "
            "channels."
        )
    of_each = zip(_SIDES, given, found, wanted, strict=True)
    return " ".join(
        f"{name.capitalize()}: {_step(before, after)}; expected {_step(before, right)}."
        for name, before, after, right in of_each
        if after != right
    )


def _step(before, after):
    """What became of a number, in words."""
    return _STEPS.get(after / before, f"{after:g}, where {before:g} came in")


_LOOK = "Section 0.2: what a step does to each of the three numbers."

MISCONCEPTIONS = (
    Misconception(
        "channels_left_alone",
        seen="The sides are halved, but the number of channels is the same as before.",
        expected="Half the height and width, and twice the channels.",
        why="Only a quarter of the positions are left. With twice the channels at each of them, the "
        "next layers cost about as much as those before.",
        look=_LOOK,
    ),
    Misconception(
        "channels_halved",
        seen="All three numbers are halved, the channels too.",
        expected="Half the height and width, twice the channels.",
        why="If all three numbers shrank, little of the picture would be left. What it loses in "
        "positions, it gains in channels.",
        look=_LOOK,
    ),
    Misconception(
        "width_left_alone",
        seen="The height is halved, but the width is not.",
        expected="Half the height and half the width.",
        why="The step skips every other position in both directions.",
        look=_LOOK,
    ),
    Misconception(
        "sides_left_alone",
        seen="The channels are doubled, but the sides are as long as before.",
        expected="Half the height and half the width as well.",
        why="Twice the channels at every position would make the next layers four times as "
        "expensive.",
        look=_LOOK,
    ),
    Misconception(
        "sides_doubled",
        seen="The sides are doubled.",
        expected="Half the height and half the width.",
        why="On the way from the image to the answer, a network looks at ever fewer positions.",
        look="Section 0.2, and the difference between `*` and `//`.",
    ),
)


EXERCISE = Exercise(
    id="warm_up",
    chapter=0,
    title="Half the height and width, twice the channels",
    points=0,
    minutes=2,
    difficulty=1,
    importance=1,
    section="0.2 A first exercise",
    signature=("height", "width", "channels"),
    returns="three whole numbers: height, width, channels",
    hints=(
        "Three numbers go in and three come out. Two of them become smaller, and one becomes larger.",
        "Return three numbers with commas between them: half the height, half the width, twice the "
        "channels. `//` divides whole numbers and gives a whole number.",
        "return height // …, width // …, … * channels",
    ),
    cases=(picture(56, 56, 64), picture(28, 14, 128), picture(2, 6, 3)),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=_SIDES,
    explain=_explain,
)
