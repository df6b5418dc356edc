"""What each misconception of the warm-up looks like, in the words a student reads."""

from resnet_lessons.course.exercises.exercise import Misconception

_LOOK = "Section 0.2: what a step does to each of the three numbers."

CHAPTER0 = (
    Misconception(
        "channels_left_alone",
        seen="The sides are halved, the channels are as many as before.",
        expected="Half the sides and twice the channels.",
        why="A quarter of the positions is left. With twice the channels at each of them, the next "
        "layers cost about as much as those before.",
        look=_LOOK,
    ),
    Misconception(
        "channels_halved",
        seen="All three numbers are halved, the channels too.",
        expected="Half the sides, twice the channels.",
        why="A picture that shrinks in every way has ever less to tell: what it loses in sides it "
        "gains in channels.",
        look=_LOOK,
    ),
    Misconception(
        "width_left_alone",
        seen="The height is halved, the width is not.",
        expected="Half the height and half the width.",
        why="The step skips every other position in both directions.",
        look=_LOOK,
    ),
    Misconception(
        "sides_left_alone",
        seen="The channels are doubled, the sides are as long as before.",
        expected="Half the height and half the width as well.",
        why="Twice the channels at every position would make the next layers four times as dear.",
        look=_LOOK,
    ),
    Misconception(
        "sides_doubled",
        seen="The sides are doubled.",
        expected="Half the height and half the width.",
        why="From the image to the answer a network looks at ever fewer positions.",
        look="Section 0.2, and the difference between `*` and `//`.",
    ),
)
