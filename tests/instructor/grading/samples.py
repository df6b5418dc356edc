"""Graded classes to write reports of: from the real exercises, with hostile names and texts."""

import itertools
import random

from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.instructor.grading.grades import GradedClass, GradedStudent, Mark

EXERCISE_LIST = tuple(EXERCISES.values())
SEED = 8_675_309_241
SECRET_NOTE = "time limit of 15 s reached"
MARKUP = '<script>alert("name")</script><img src=x onerror=alert(1)>'
RIGHT_TO_LEFT = "mallory\u202egnp.exe"
HOSTILE_NAMES = (
    MARKUP,
    "</title></style><svg onload=alert(1)>",
    RIGHT_TO_LEFT,
    "../../etc/passwd",
    "..",
    ".hidden",
    "CON.txt",
    "=HYPERLINK(1)",
    "\t=1+1",
    "broken\udcff\x00\x1b[31m name\nsecond line",
    "Zo\u0308e K\u0338l\u0338e\u0338i\u0338n",
    "سارة",
    "陈小明",
    "Ada Lovelace",
    "ada lovelace",
    "{{ 7 * 7 }}{% raw %}",
    '" autofocus onfocus="alert(1)',
    "x" * 100,
)
_REPAIRS = (
    "The check cell of `regular_block` was missing.",
    "The cell of `block_layer` stood there twice; the last one was graded.",
    "The notebook was saved for another kernel.",
)
_SYLLABLES = ("an", "be", "cor", "del", "em", "fi", "gor", "han", "is", "jo", "kel", "li", "mo")


def mark(exercise, verdict="passed", share=None, **more):
    """A `Mark` with details as the grader would give them."""
    share = {"passed": 1.0}.get(verdict, 0.0) if share is None else share
    more.setdefault("details", _details(exercise, verdict, more.get("diagnosis")))
    return Mark(exercise.id, verdict, share, **more)


def small_class():
    """Two students, three exercises, everything round enough to be checked by hand."""
    warm_up, plus, block = (
        EXERCISES[name] for name in ("warm_up", "add_shortcut", "regular_block")
    )
    ada = GradedStudent(
        "ada",
        (
            mark(warm_up, seconds=0.5),
            mark(plus, seconds=1.25),
            mark(block, "failed", 0.375, diagnosis="shortcut_not_added", seconds=2.0),
        ),
        files=("2_blocks.ipynb",),
        repairs=(("2_blocks.ipynb", "The check cell of `regular_block` was missing."),),
    )
    bob = GradedStudent(
        '=bob,the "best"',
        (
            mark(warm_up, "failed"),
            mark(plus, "not started"),
            mark(block, "error", note=SECRET_NOTE, seconds=15.0),
        ),
        files=("blocks.ipynb", "empty.ipynb"),
        problems=(("empty.ipynb", "The file is empty."),),
    )
    return graded((bob, ada), (warm_up, plus, block))


def graded(students=(), exercises=EXERCISE_LIST, **more):
    """A `GradedClass` of these students."""
    settings = {
        "seed": SEED,
        "sandbox": "bubblewrap, one process namespace for each submission",
        "is_safe": True,
        "versions": {"resnet-lessons": "0.1.0", "tensorflow": "2.21.0", "keras": "3.15.1"},
        "seconds": 187.25,
        "workers": 2,
    }
    return GradedClass(tuple(exercises), tuple(students), **settings | more)


def large_class(size=80, **more):
    """A class with every verdict, diagnosis and kind of damage; the same at every call."""
    chance = random.Random(7)
    names = {
        "".join(chance.choices(_SYLLABLES, k=3)).title() + f" {chance.randrange(10_000, 99_999)}"
        for _ in range(size)
    }
    names = sorted([*sorted(names)[: max(size - len(HOSTILE_NAMES), 0)], *HOSTILE_NAMES])[:size]
    return graded([_student(name, chance) for name in names], **more)


def _student(name, chance):
    files = (f"{name}.ipynb"[-60:], "2_block_structure.ipynb")
    if chance.random() < 0.05:
        marks = tuple(mark(exercise, "unreadable") for exercise in EXERCISE_LIST)
        return GradedStudent(name, marks, files[:1], problems=((files[0], "It is not JSON."),))
    skill = chance.uniform(0.3, 1.05)
    return GradedStudent(
        name,
        tuple(_chance_mark(exercise, skill, chance) for exercise in EXERCISE_LIST),
        files,
        repairs=tuple((files[1], one) for one in _REPAIRS if chance.random() < 0.15),
    )


def _chance_mark(exercise, skill, chance):
    seconds = round(chance.uniform(0.05, 0.9), 3)
    luck = chance.random()
    if luck < skill - 0.06 * exercise.difficulty:
        return mark(exercise, seconds=seconds)
    share = chance.choice((0.0, 0.125, 0.25, 0.375))
    kind = chance.random()
    if kind < 0.6:
        likely = exercise.misconceptions[:4] if chance.random() < 0.7 else exercise.misconceptions
        diagnosis = chance.choice(likely)
        return mark(exercise, "failed", share, diagnosis=diagnosis, seconds=seconds)
    if kind < 0.72:
        return mark(exercise, "failed", share, seconds=seconds)
    if kind < 0.8:
        return mark(exercise, "error", note=SECRET_NOTE, seconds=15.0 + seconds)
    if kind < 0.87:
        return mark(exercise, "error", seconds=seconds)
    return mark(exercise, "not started", seconds=0.01)


def _details(exercise, verdict, diagnosis):
    if verdict == "passed":
        return (("Well done", "All 8 settings agree with the answer key."),)
    if diagnosis in MISCONCEPTIONS:
        known = MISCONCEPTIONS[diagnosis]
        return (
            ("What was seen", known.seen),
            ("Expected", known.expected),
            ("Why it matters", known.why),
            ("Look at", known.look),
            ("Where", f"first seen with {exercise.cases[0]}"),
        )
    if verdict in ("failed", "error"):
        return (
            ("Setting", str(exercise.cases[0])),
            ("What was seen", f"ValueError: `x` {MARKUP} \u202eback\x07 {'y' * 90}"),
            ("Expected", exercise.returns),
            ("Where", "line 3:\n    return inputs + residual  # <b>bold</b>"),
        )
    return ()


def every_verdict():
    """One student's marks with each verdict in turn."""
    verdicts = itertools.cycle(("passed", "failed", "error", "not started", "unreadable"))
    return tuple(mark(one, word) for one, word in zip(EXERCISE_LIST, verdicts, strict=False))


def without_timings(text):
    """A report's file as it would be if it had taken no time: `index.html` or `run.json`."""
    start, end = '<section id="timings"', "</section>"
    if start in text:
        before, rest = text.split(start, 1)
        return before + rest.split(end, 1)[1]
    return text.split('  "timings": ', 1)[0]
