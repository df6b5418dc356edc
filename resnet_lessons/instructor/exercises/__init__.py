"""Wrong variants: each misconception as a small edit of the answer, for keys and tests."""

from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import (
    chapter0,
    chapter1,
    chapter2,
    chapter3,
    chapter4,
    chapter5,
)

_EDITS = {
    exercise: edits
    for chapter in (chapter0, chapter1, chapter2, chapter3, chapter4, chapter5)
    for exercise, edits in chapter.EDITS.items()
}


def variants(exercise_id):
    """The wrong variants of an exercise.

    Returns:
        {misconception id: text of the function that has it}

    Raises:
        ValueError: when an edit no longer fits the answer.
    """
    right = without_markers(answer(exercise_id))
    return {
        misconception: _edited(right, edits, f"{exercise_id}, {misconception}")
        for misconception, edits in _EDITS[exercise_id].items()
    }


def _edited(text, edits, what):
    for old, new in edits:
        if text.count(old) != 1:
            raise ValueError(
                f"{what}: {old!r} stands {text.count(old)} times in the answer, not once"
            )
        text = text.replace(old, new)
    return text
