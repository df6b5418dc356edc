"""What each program must earn, judged in this process with the public key: `programs.json`.

`python -m tests.classes.oracle` writes it, and with an exercise's id what that exercise's programs
earn. The grader has no part in it.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from tests.classes.notebook import imports
from tests.classes.programs import CHAPTERS, LEFT_OUT, exercises_of, texts

TABLE = Path(__file__).with_name("programs.json")

# The right answer in a notebook whose import cell was deleted.
_DELETED = ", imports deleted"
WITHOUT_IMPORTS = f"right/the_answer{_DELETED}"


def table():
    """{exercise id: {key of `texts`: (verdict, diagnosis, points)}}, as it was committed."""
    written = json.loads(TABLE.read_text(encoding="utf-8"))
    return {
        exercise: {key: tuple(earned) for key, earned in earned_by.items()}
        for exercise, earned_by in written.items()
    }


def keys(exercise_id):
    """Everything that the table holds of an exercise."""
    kept = [key for key in texts(exercise_id) if (exercise_id, key) not in LEFT_OUT]
    return [*kept, WITHOUT_IMPORTS]


def text_key(key):
    """The key of `texts` behind a key of the table."""
    return key.removesuffix(_DELETED)


def judged(exercise_id, key, answer_key=None):
    """Judges one program.

    Args:
        exercise_id: the exercise it answers.
        key: one of `keys`.
        answer_key: an `AnswerKey` of another seed; the public one if None.

    Returns:
        (verdict, diagnosis, points)
    """
    from resnet_lessons.checker.feedback import judge
    from resnet_lessons.checker.probe import probe
    from resnet_lessons.course.keys import public_key

    exercise = EXERCISES[exercise_id]
    answer_key = answer_key or public_key(exercise_id)
    function = _function(exercise, key)
    if function is None:
        return "error", None, 0.0
    with contextlib.redirect_stdout(io.StringIO()):
        result = judge(exercise, probe(exercise, function, answer_key.seed), answer_key)
    return result.verdict, result.diagnosis, float(result.points)


def _function(exercise, key):
    """The function that a notebook's cells define, or None where they define none."""
    import resnet_lessons
    from resnet_lessons.course.answers import residual

    text = texts(exercise.id)[text_key(key)]
    # The lessons are imported by the cell before the others.
    namespace = {"__name__": "__main__", "rl": resnet_lessons}
    if key != WITHOUT_IMPORTS:
        exec(imports(exercise.chapter), namespace)
    namespace |= {name: getattr(residual, name) for name in exercises_of(1) if name != exercise.id}
    try:
        exec(compile(text, f"<{key}>", "exec"), namespace)
    except Exception:
        return None
    return namespace.get(exercise.id)


def main(asked=()):
    """Judges every program, or those of some exercises, and writes the table."""
    in_classes = [exercise_id for chapter in CHAPTERS for exercise_id in exercises_of(chapter)]
    chosen = [each for each in in_classes if each in asked or not asked]
    known = table() if asked else {}
    earned = known | {each: {key: judged(each, key) for key in keys(each)} for each in chosen}
    in_order = {each: earned[each] for each in in_classes if each in earned}
    TABLE.write_text(_as_json(in_order), encoding="utf-8")
    print(f"wrote {TABLE.name} ({sum(len(earned[each]) for each in chosen)} programs judged)")
    return 0


def _as_json(earned):
    """One program a line, so that a change reads as one."""
    exercises = []
    for exercise_id, earned_by in earned.items():
        lines = [f"  {json.dumps(key)}: {json.dumps(each)}" for key, each in earned_by.items()]
        exercises.append(f"{json.dumps(exercise_id)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(exercises) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
