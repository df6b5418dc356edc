"""Answers as students of many backgrounds write them, right and wrong, for `verification`.

`student_answers.json` of an exercise holds them: whole cells, some of which are not even Python. Those
who wrote them knew the statements and none of the misconceptions, except for `load_by_name`, `zero_gamma`
and `mended_network`: their author had read the misconceptions, so their shares say less.
"""

import json
import linecache
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.answers import notebook_names

JUDGEMENTS = ("named", "located", "neither")


@dataclass(frozen=True)
class StudentAnswer:
    """A cell that a student might run, and what its author and a teacher say about it.

    Args:
        id: a telling name, unique in its exercise.
        background: where the student comes from.
        mistake: what is wrong with it; of a right one, what is unusual.
        right: whether it does what the statement asks.
        code: the text of the cell.
        says: words that the message must hold, which prove the judgement; none for a right one.
        judged: what a teacher who read the message found: the mistake is "named", or it is only
            "located", or "neither"; "" for a right one.
    """

    id: str
    background: str
    mistake: str
    right: bool
    code: str
    says: tuple[str, ...] = ()
    judged: str = ""


def student_answers(exercise_id):
    """The `StudentAnswer`s of an exercise, as a tuple; empty where nobody has collected any."""
    path = Path(__file__).parent / exercise_id / "student_answers.json"
    if not path.exists():
        return ()
    written = json.loads(path.read_text(encoding="utf-8"))
    return tuple(StudentAnswer(**each | {"says": tuple(each.get("says", ()))}) for each in written)


def function_of(exercise_id, answer):
    """What a notebook would hand in after its cell was run.

    Args:
        exercise_id: its id.
        answer: the `StudentAnswer`.

    Returns:
        what the cell binds to the exercise's name; where the cell raises, or binds nothing to it, a
        function that raises that error
    """
    file = f"<{exercise_id}, {answer.id}>"
    # Messages quote a line of the cell.
    linecache.cache[file] = (len(answer.code), None, answer.code.splitlines(keepends=True), file)
    names = notebook_names() | {"__name__": "__main__"}
    names.pop(exercise_id, None)
    try:
        exec(compile(answer.code, file, "exec"), names)
        return names[exercise_id]
    except KeyError:
        return _raising(NameError(f"name {exercise_id!r} is not defined"), file)
    except Exception as error:
        return _raising(error, file)


def _raising(error, file):
    """A function of the cell that raises an error as the cell did, with the cell's lines."""
    names = {"error": error, "lines": error.__traceback__}
    text = "def answer(*args, **kwargs):\n    raise error.with_traceback(lines)\n"
    exec(compile(text, file, "exec"), names)
    return names["answer"]
