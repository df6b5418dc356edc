"""Equal answers are run once, and nobody gains or loses by what stands in somebody else's notebook."""

import contextlib

import pytest

from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.grading.judging import Judge
from resnet_lessons.instructor.grading.ledger import Ledger
from resnet_lessons.instructor.grading.references import References
from tests.instructor.grading.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

pytestmark = [pytest.mark.sandbox, needs_sandbox]

IMPORTS = (
    "import keras\nimport numpy as np\nfrom keras import layers, ops\nimport resnet_lessons as rl"
)
NAME = "add_shortcut"
RIGHT = without_markers(answer(NAME))
WRONG_ID, WRONG = next(iter(variants(NAME).items()))
USES_HELPER = f"def {NAME}(inputs, residual):\n    return helped(inputs, residual)"
HELPER = "def helped(a, b):\n    return a + b"


class Counting:
    """A sandbox that counts the forks in which a student's code runs."""

    def __init__(self, sandbox):
        self._sandbox, self.forks = sandbox, 0

    def __getattr__(self, name):
        return getattr(self._sandbox, name)

    @contextlib.contextmanager
    def open(self, alone=False, pinned=True):
        self.forks += pinned
        with self._sandbox.open(alone, pinned) as child:
            yield child


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=5) as made:
        yield Counting(made)


@pytest.fixture
def judge(tmp_path, running):
    """(submission's cells, whose) -> (its mark, how many forks it took), in one run of the grader."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        made = Judge(ledger, 5, released_notebooks(), seconds=5, seeds=1)
        references = References(running)

        def judged(*sources, whose="somebody", text=RIGHT):
            cells = [Cell(number, source) for number, source in enumerate(sources, 2)]
            cells = (Cell(1, IMPORTS, released=True), *cells, Cell(len(cells) + 2, text, NAME))
            before = running.forks
            prepared = Prepared(cells, (1,), origin=(whose, "a.ipynb"))
            mark = made.judge(prepared, running, references)[NAME]
            return mark, running.forks - before

        yield judged


def test_a_right_answer_is_run_for_the_first_who_wrote_it(judge):
    first, forks = judge()
    again, no_forks = judge(text=f"# mine\n{RIGHT}", whose="else")
    assert first.verdict == again.verdict == "passed"
    assert (forks, no_forks) == (1, 0)


def test_a_wrong_one_is_told_the_same(judge):
    first, _ = judge(text=WRONG)
    again, forks = judge(text=f"# mine\n{WRONG}", whose="else")
    assert first.diagnosis == again.diagnosis == WRONG_ID
    assert (first.details, first.share) == (again.details, again.share)
    assert forks == 0


def test_an_answer_that_raises_is_told_about_its_own_lines(judge):
    raises = f"def {NAME}(inputs, residual):\n    return inputs.nothing"
    first, _ = judge(text=raises)
    again, forks = judge(text=f"# mine\n{raises}", whose="else")
    assert "line 2 of the cell" in str(first.details)
    assert "line 3 of the cell" in str(again.details)
    assert forks > 0


def test_what_repairs_one_answer_repairs_no_other(judge):
    repairs = "import builtins\nbuiltins.helped = lambda a, b: a + b"
    helped, _ = judge(repairs, text=USES_HELPER)
    alone, _ = judge(text=USES_HELPER, whose="else")
    assert (helped.verdict, alone.verdict) == ("passed", "error")


def test_what_breaks_one_answer_breaks_no_other(judge):
    text = f"def {NAME}(inputs, residual):\n    return layers.Add()([inputs, residual])"
    broken, _ = judge("layers.Add = layers.Maximum", text=text)
    whole, _ = judge(text=text, whose="else")
    assert (broken.verdict, whole.verdict) == ("failed", "passed")


def test_a_helper_belongs_to_the_answer(judge):
    first, _ = judge(HELPER, text=USES_HELPER)
    again, forks = judge("def unused():\n    return 1", f"{HELPER}  # sum", text=USES_HELPER)
    other, _ = judge(HELPER.replace("+", "-"), text=USES_HELPER)
    assert (first.verdict, again.verdict, other.verdict) == ("passed", "passed", "failed")
    assert forks == 0


def test_a_late_answer_is_late_for_its_student_alone(judge):
    text = f"def {NAME}(inputs, residual):\n    while True:\n        pass"
    first, _ = judge(text=text)
    other, forks = judge(text=f"# mine\n{text}", whose="else")
    assert first.verdict == other.verdict == "error"
    assert forks > 0
