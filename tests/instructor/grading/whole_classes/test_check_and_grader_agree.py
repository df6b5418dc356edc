"""What the check passes the grader passes, or the check says beforehand why it will not.

Each kind of notebook goes through both: its cells run in an IPython shell, in the order in which the
student ran them, and its file through intake and sandbox.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest

from resnet_lessons.checker.feedback import CheckResult
from resnet_lessons.checker.observation import PUBLIC_SEED, Observation
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.grading.grades import Submission
from resnet_lessons.instructor.grading.intake.repair import prepare
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.telling.plain_words import in_our_words
from resnet_lessons.instructor.notebooks import NOTEBOOKS, SOURCES, build
from resnet_lessons.student.fresh_notebook import what_differs
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox
from tests.support.notebook_shell import notebook_shell

NAME = "warm_up"
FIRST = "import resnet_lessons as rl"
CHECK = f'rl.check("{NAME}", {NAME})'
RIGHT = f"def {NAME}(height, width, channels):\n    return height // 2, width // 2, 2 * channels"
USING_HELPER = RIGHT.replace("height // 2", "half(height)")
USING_SIZE = RIGHT.replace("height // 2", "height // size")
HELPER = "def half(number):\n    return number // 2"
LESSONS_CELL = next(
    "".join(cell["source"])
    for cell in json.loads((NOTEBOOKS / "02_block_structure.ipynb").read_text())["cells"]
    if "layer = layers.AveragePooling2D(2)" in "".join(cell["source"])
)
HOLE = RIGHT.partition("    return")[0] + (
    "    raise NotImplementedError  # replace this line with your answer"
)


@dataclass(frozen=True)
class Kind:
    """A way of working in a notebook.

    Args:
        cells: texts of the saved cells, the first that defines the answer being the one that was
            handed out for it unless `handed_out` says otherwise.
        ran: what ran in the kernel, in that order; the cells from top to bottom if None.
        says: what the check says beforehand; "" where it says nothing.
        passes: whether the grader passes it.
        files: {name: text} of what lies beside the notebook.
        handed_out: number of the cell that was handed out for the answer, None if that is gone.
    """

    cells: tuple
    ran: tuple | None = None
    says: str = ""
    passes: bool = True
    files: dict = field(default_factory=dict)
    handed_out: int | None = 1


def kind(*cells, **more):
    return Kind((FIRST, *cells), **more)


KINDS = {
    "the ordinary case": kind(RIGHT, CHECK),
    "an answer of another name": kind(
        RIGHT.replace(NAME, "mine"), CHECK.replace(f", {NAME}", ", mine"), says="called `mine`"
    ),
    "an answer of another name, beside one that is wrong": kind(
        RIGHT.replace("2 *", "3 *"),
        RIGHT.replace(NAME, "mine"),
        CHECK.replace(f", {NAME}", ", mine"),
        says="`warm_up` is another function here",
    ),
    "another name, given to it in a line below": kind(
        RIGHT.replace(NAME, "mine"), f"{NAME} = mine\n{CHECK}"
    ),
    "a function of another exercise": kind(
        RIGHT.replace(NAME, "grow"), CHECK.replace(f", {NAME}", ", grow"), says="called `grow`"
    ),
    "a lambda": kind(f"{NAME} = lambda h, w, c: (h // 2, w // 2, 2 * c)", CHECK),
    "a lambda without a name": kind(
        HOLE,
        f'rl.check("{NAME}", lambda h, w, c: (h // 2, w // 2, 2 * c))',
        says="has no name",
        passes=False,
    ),
    "a helper in the check's cell": kind(USING_HELPER, f"{HELPER}\n{CHECK}"),
    "a value in the check's cell": kind(USING_SIZE, f"size = len('ab')\n{CHECK}"),
    "a helper between the answer and the check": kind(USING_HELPER, HELPER, CHECK),
    "a value between the answer and the check": kind(USING_SIZE, "size = len('ab')", CHECK),
    "a helper below the check, run before it": kind(
        USING_HELPER, CHECK, HELPER, ran=(0, 1, 3, 2)
    ),
    "a constant below the check, run before it": kind(
        USING_SIZE, CHECK, "size = 2", ran=(0, 1, 3, 2)
    ),
    "a value below the check, run before it": kind(
        USING_SIZE, CHECK, "size = len('ab')", ran=(0, 1, 3, 2)
    ),
    "a value below the check that needs another": kind(
        USING_HELPER, CHECK, "word = 'a' * 2\nsize = len(word)",
        "def half(number):\n    return number // size", ran=(0, 1, 3, 4, 2),
    ),
    "a value that a cell of the lessons computes": kind(
        "import keras\nfrom keras import layers, ops",
        LESSONS_CELL,
        USING_SIZE.replace("size", "(layer.pool_size[0])"),
        CHECK,
        handed_out=3,
    ),
    "a helper that is another one further down": kind(
        HELPER, USING_HELPER, CHECK, HELPER.replace("// 2", "// 3"), handed_out=2
    ),
    "a helper in a cell that was deleted": kind(
        USING_HELPER, CHECK, ran=(0, HELPER, 1, 2), says="no cell that defines `half`", passes=False
    ),
    "a module imported in a cell that was deleted": kind(
        RIGHT.replace("2 * channels", "int(math.exp2(1)) * channels"),
        CHECK,
        ran=(0, "import math", 1, 2),
        says="no cell that defines `math`",
        passes=False,
    ),
    "a value that was changed since": kind(
        "size = 3",
        USING_SIZE,
        CHECK,
        ran=(0, "size = 2", 2, 3),
        says="gives `size` a different value",
        passes=False,
        handed_out=2,
    ),
    "cells of one value, run in another order": kind(
        "size = 2",
        "size = 3",
        USING_SIZE,
        CHECK,
        ran=(0, 2, 1, 3, 4),
        says="two values",
        passes=False,
        handed_out=3,
    ),
    "a function from a file": kind(
        "from halves import half",
        USING_HELPER,
        CHECK,
        files={"halves.py": HELPER},
        says="comes from the file halves.py",
        passes=False,
        handed_out=2,
    ),
    "a module from a file, imported in the function": kind(
        RIGHT.replace("    return", "    import halves as h\n    return").replace(
            "height // 2", "h.half(height)"
        ),
        CHECK,
        files={"halves.py": HELPER},
        says="comes from the file halves.py",
        passes=False,
    ),
    "the answer itself from a file": kind(
        f"from mine import {NAME}",
        CHECK,
        files={"mine.py": RIGHT},
        says="comes from the file mine.py",
        passes=False,
    ),
    "a file that a cell writes": kind(
        f"%%writefile halves.py\n{HELPER}",
        "from halves import half",
        USING_HELPER,
        CHECK,
        says="comes from the file halves.py",
        passes=False,
        handed_out=3,
    ),
    "the answer in a file that a cell writes": kind(
        f"%%writefile mine.py\n{RIGHT}",
        f"from mine import {NAME}\n{CHECK}",
        says="comes from the file mine.py",
        passes=False,
    ),
    "a file that a cell runs": kind(
        "%run halves.py",
        USING_HELPER,
        CHECK,
        files={"halves.py": HELPER},
        says="comes from the file halves.py",
        passes=False,
        handed_out=2,
    ),
    "a package that the grader does not have": kind(
        "import pytest",
        RIGHT.replace("2 * channels", "len(pytest.__name__[:2]) * channels"),
        CHECK,
        says="uses `pytest`, which the grader does not have",
        passes=False,
        handed_out=2,
    ),
    "modules and packages that it has": kind(
        "import math\nimport numpy as np\nimport keras\nfrom numpy.linalg import norm",
        RIGHT.replace("2 * channels", "int(norm(np.array([2.0]))) * math.floor(channels)"),
        CHECK,
        handed_out=2,
    ),
    "magics and lines for the shell": kind(
        f"%precision 3\n!true\n{HELPER}", f"%%time\n{USING_HELPER}", CHECK, handed_out=2
    ),
    "a value that a line magic times": kind("%time size = 2", USING_SIZE, CHECK, handed_out=2),
    "a value from the shell": kind(
        "lines = !echo 2",
        USING_SIZE.replace("size", "int(lines[0])"),
        CHECK,
        says="begins with `%` or `!`",
        passes=False,
        handed_out=2,
    ),
    "a value from the lessons": kind(
        "size = rl.scaled.__name__.count('s') + len(str(rl.scaled)[:1])",
        USING_SIZE,
        CHECK,
        says="asks the lessons",
        passes=False,
        handed_out=2,
    ),
    "an answer defined under a condition": kind(
        "if True:\n    " + RIGHT.replace("\n", "\n    "), CHECK
    ),
    "an answer defined under a condition, in a new cell": kind(
        HOLE, "if True:\n    " + RIGHT.replace("\n", "\n    "), CHECK
    ),
    "an answer that is executed": kind(f"exec({RIGHT!r})", CHECK),
    "an answer that is executed, in a new cell": kind(
        HOLE, f"exec({RIGHT!r})", CHECK, says="finds no `def warm_up`", passes=False
    ),
    "an answer among other names, in a new cell": kind(
        HOLE,
        f"other, {NAME} = 1, lambda h, w, c: (h // 2, w // 2, 2 * c)",
        CHECK,
        says="finds no `def warm_up`",
        passes=False,
    ),
    "a module that is a file": kind(
        "import halves",
        USING_HELPER.replace("half(", "halves.half("),
        CHECK,
        files={"halves.py": HELPER},
        says="`halves` comes from the file halves.py",
        passes=False,
        handed_out=2,
    ),
    "an answer defined twice": kind(
        RIGHT.replace("2 *", "3 *"), CHECK, RIGHT, ran=(0, 1, 3, 2),
        says="defines `warm_up` twice: in cell 2 and in cell 4",
        passes=False,
    ),
    "an answer defined twice in one cell": kind(RIGHT.replace("2 *", "3 *") + "\n" + RIGHT, CHECK),
    "an answer in a new cell": kind(HOLE, RIGHT, CHECK),
    "a decorated answer": kind(
        "import functools\n\n\ndef same(function):\n    @functools.wraps(function)\n"
        "    def inner(*values):\n        return function(*values)\n    return inner",
        f"@same\n{RIGHT}",
        CHECK,
        handed_out=2,
    ),
    "a decorator in a cell that was deleted": kind(
        f"@same\n{RIGHT}",
        CHECK,
        ran=(0, "def same(function):\n    return function", 1, 2),
        says="no cell that defines `same`",
        passes=False,
    ),
    "a partial function": kind(
        "from functools import partial\n\n\ndef scale(times, height, width, channels):\n"
        "    return height // 2, width // 2, times * channels",
        f"{NAME} = partial(scale, 2)",
        CHECK,
        handed_out=2,
    ),
    "an object that can be called": kind(
        "class Mine:\n    def __call__(self, height, width, channels):\n"
        f"        return height // 2, width // 2, 2 * channels\n\n\n{NAME} = Mine()",
        CHECK,
    ),
}  # fmt: skip


@pytest.fixture
def shell(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    known = set(sys.modules)
    with notebook_shell(monkeypatch, tmp_path) as made:
        yield made
    for name in {"halves", "mine"} - known:
        sys.modules.pop(name, None)


def written(kind):
    """The notebook as its file has it."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {"nbgrader": {"grade_id": grade_id}} if grade_id else {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for number, text in enumerate(kind.cells)
        for grade_id in [_grade_id(kind, number, text)]
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _grade_id(kind, number, text):
    if number == kind.handed_out:
        return NAME
    return f"{NAME}_check" if f'check("{NAME}"' in text else ""


def checked(shell, kind):
    """What the last check says that runs."""
    for name, text in kind.files.items():
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    with open("00_warm_up.ipynb", "w", encoding="utf-8") as file:
        file.write(written(kind))
    results = []
    for cell in range(len(kind.cells)) if kind.ran is None else kind.ran:
        text = cell if isinstance(cell, str) else kind.cells[cell]
        results.append(shell.run_cell(text, store_history=True).result)
    return [each for each in results if isinstance(each, CheckResult)][-1]


def said_beforehand(result):
    return " ".join(text for label, text in result.details if label == "Before you hand in")


@pytest.mark.parametrize("name", KINDS)
def test_the_check_passes_and_says_what_will_not(shell, name):
    kind = KINDS[name]
    result = checked(shell, kind)
    assert result.verdict == "passed"
    said = said_beforehand(result)
    assert kind.says in said
    assert bool(said) == bool(kind.says)


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=15) as made:
        yield made


@needs_sandbox
@pytest.mark.sandbox
@pytest.mark.parametrize("name", KINDS)
def test_the_grader_does_as_was_said(running, name):
    content = written(KINDS[name]).encode()
    prepared = prepare(Submission("alice", "00_warm_up.ipynb", content))
    asked = {NAME: (PUBLIC_SEED, EXERCISES[NAME].cases)}
    found = examine(running, prepared, asked).get(NAME)
    assert is_right(found) == KINDS[name].passes
    if isinstance(found, Observation):
        told = in_our_words(found, prepared.answer(NAME)).outcomes
        for failure in filter(None, (outcome.failure for outcome in told)):
            # What differs, and nothing that sends a student back to a check that passed.
            words = "fresh notebook", "the grader", "`raise NotImplementedError`"
            assert any(each in failure.message for each in words)
            assert "check in your notebook" not in failure.message


def is_right(result):
    """Held against the committed key: an oracle that was not computed in the sandbox."""
    expected = public_key(NAME).expected
    return isinstance(result, Observation) and all(
        outcome.failure is None
        and all(abs(a - b).max() < 1e-3 for a, b in zip(outcome.arrays, arrays, strict=True))
        for outcome, arrays in zip(result.outcomes, expected, strict=True)
    )


@pytest.mark.parametrize(
    "source", sorted(SOURCES.glob("[0-9]*.py")), ids=lambda source: source.stem
)
def test_nothing_is_said_of_the_lessons_own_answers(shell, source):
    notebook = build(source, edition="solved")
    Path(f"{source.stem}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    answers = []
    for cell in notebook.cells:
        is_answer = cell.metadata.get("nbgrader", {}).get("solution", False)
        is_import = "import" in cell.source
        if cell.cell_type == "code" and (is_answer or is_import):
            # What draws and trains takes long, and makes nothing that an answer uses.
            lines = [line for line in cell.source.split("\n") if is_answer or "import" in line]
            shell.run_cell("\n".join(lines), store_history=True)
        if is_answer:
            answers.append(cell.metadata.nbgrader.grade_id)
            assert what_differs(answers[-1], shell.user_ns[answers[-1]]) == ()
    assert answers == [
        each.id for each in EXERCISES.values() if each.chapter == int(source.stem[:2])
    ]


def test_outside_a_notebook_nothing_is_said():
    assert what_differs(NAME, lambda height, width, channels: None) == ()


def test_every_kind_that_does_not_pass_is_told():
    assert all(kind.passes or kind.says for kind in KINDS.values())
