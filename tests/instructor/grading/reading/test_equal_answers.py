"""Equal answers are run once, and nobody gains or loses by what stands in somebody else's notebook."""

import contextlib

import pytest

from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.grading.jobs import (
    job_from,
    job_to_bytes,
    told_from,
    told_to_bytes,
)
from resnet_lessons.instructor.grading.judging import Judge, judge
from resnet_lessons.instructor.grading.machines.threads import Threads
from resnet_lessons.instructor.grading.observing.references import References
from resnet_lessons.instructor.grading.reading.equal_answers import EqualAnswers
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

pytestmark = [pytest.mark.sandbox, needs_sandbox]

IMPORTS = (
    "import keras\nimport numpy as np\nfrom keras import layers, ops\nimport resnet_lessons as rl"
)
NAME = "add_shortcut"
OWN, OWN_WRONG = without_markers(answer(NAME)), variants(NAME)
RIGHT = f"def {NAME}(residual, x):\n    return x + residual"
WRONG_ID = "residual_alone"
WRONG = f"def {NAME}(residual, x):\n    unused = x\n    return residual"
USES_HELPER = f"def {NAME}(inputs, residual):\n    return helped(inputs, residual)"
HELPER = "def helped(a, b):\n    return a + b"


class Counting:
    """A sandbox that counts the forks in which a student's code runs."""

    def __init__(self, sandbox):
        self._sandbox, self.forks = sandbox, 0

    def __getattr__(self, name):
        return getattr(self._sandbox, name)

    @contextlib.contextmanager
    def open(self, alone=False, pinned=True, practised=False):
        self.forks += pinned
        with self._sandbox.open(alone, pinned, practised) as child:
            yield child


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=5) as made:
        yield Counting(made)


@pytest.fixture
def graded(tmp_path, running):
    """Submissions, each (texts of cells before the answer, its text) -> (their marks, forks it took)."""
    references = References(running)

    def work(job, tell):
        judge(job_from(job), running, references, lambda found: tell(told_to_bytes(found)))

    def graded(*handed_in):
        prepared = [_prepared(number, *each) for number, each in enumerate(handed_in)]
        before = running.forks
        with Ledger(tmp_path / "ledger.sqlite") as ledger, Threads(work, 1) as pool:
            judge_ = Judge(ledger, 5, released_notebooks(), seconds=5, seeds=1)
            left = {number: judge_.left(each) for number, each in enumerate(prepared)}
            equal = EqualAnswers(judge_, [(None, each) for each in prepared], left)
            for number, names in left.items():
                seeds = {name: judge_.seed(prepared[number], name) for name in names}
                equal.read(number, prepared[number], seeds)
            settled = list(equal.judged(pool))
            assert sum(settled) == len(prepared) - len(left)
            jobs = ((n, job_to_bytes(judge_.job(prepared[n], left[n]))) for n in left)
            for number, told in pool.judged(jobs):
                assert told is None or isinstance(told, bytes)
                if told:
                    judge_.keep(prepared[number], told_from(told))
            marks = [judge_.known(each)[NAME] for each in prepared]
        return marks, running.forks - before

    return graded


def _prepared(number, sources, text):
    cells = [Cell(place, source) for place, source in enumerate(sources, 2)]
    cells = (Cell(1, IMPORTS, released=True), *cells, Cell(len(cells) + 2, text, NAME))
    return Prepared(cells, (1,), origin=(f"student {number}", "a.ipynb"))


def test_an_answer_is_run_once_however_many_wrote_it(graded):
    handed_in = [[[], f"# of {name}\n{RIGHT}"] for name in ("ada", "emmy", "sofia")]
    marks, forks = graded(*handed_in)
    assert [mark.verdict for mark in marks] == ["passed"] * 3
    assert forks == 1


def test_a_wrong_one_is_told_the_same(graded):
    (first, again), forks = graded([[], WRONG], [[], f"# mine\n{WRONG}"])
    assert first.diagnosis == again.diagnosis == WRONG_ID
    assert (first.details, first.share) == (again.details, again.share)
    assert forks == 2, "in the hidden settings, and in those of the instant check"


def test_what_is_a_program_of_the_lessons_takes_no_fork(graded):
    texts = OWN, f"# mine\n{OWN}", *OWN_WRONG.values()
    marks, forks = graded(*([[], text] for text in texts))
    assert [mark.verdict for mark in marks[:2]] == ["passed"] * 2
    assert [mark.diagnosis for mark in marks[2:]] == list(OWN_WRONG)
    assert forks == 0


def test_beside_a_cell_that_does_something_it_is_run_like_any_other(graded):
    (repaired, broken), forks = graded(
        [["print('mine')"], OWN], [["ops.relu = None"], OWN_WRONG["rectified_sum"]]
    )
    assert (repaired.verdict, broken.verdict) == ("passed", "error")
    assert forks >= 2


def test_an_answer_that_raises_is_told_about_its_own_lines(graded):
    raises = f"def {NAME}(inputs, residual):\n    return inputs.nothing"
    (first, again), _ = graded([[], raises], [[], f"# mine\n{raises}"])
    assert "line 2 of the cell" in str(first.details)
    assert "line 3 of the cell" in str(again.details)


def test_who_has_an_error_in_the_same_lines_is_told_the_same(graded):
    raises = f"def {NAME}(inputs, residual):\n    # {{}}\n    return inputs.nothing"
    texts = [[[], raises.format(text)] for text in ("mine", "1357 twice", "mine: inputs.nothing")]
    marks, forks = graded(*texts)
    assert all("line 3 of the cell" in str(mark.details) for mark in marks)
    assert len({mark.details for mark in marks}) == 1
    assert forks == 3, "once for all lines, then in both kinds of settings for these lines"
    alone, _ = graded([[], raises.format("alone\n")])
    assert "line 4 of the cell" in str(alone[0].details)


def test_what_an_error_says_below_the_answer_is_told_in_its_own_notebook(graded):
    helper = "def helped(a, b):\n    return a.nothing"
    texts = [[[helper], USES_HELPER], [[f"# mine\n{helper}"], USES_HELPER]]
    (first, again), _ = graded(*texts)
    assert (first.verdict, again.verdict) == ("error", "error")


def test_what_repairs_one_answer_repairs_no_other(graded):
    repairs = "import builtins\nbuiltins.helped = lambda a, b: a + b"
    (helped, alone), _ = graded([[repairs], USES_HELPER], [[], USES_HELPER])
    assert (helped.verdict, alone.verdict) == ("passed", "error")


def test_what_breaks_one_answer_breaks_no_other(graded):
    text = f"def {NAME}(inputs, residual):\n    return layers.Add()([inputs, residual])"
    (broken, whole), _ = graded([["layers.Add = layers.Maximum"], text], [[], text])
    assert (broken.verdict, whole.verdict) == ("failed", "passed")


def test_a_helper_belongs_to_the_answer(graded):
    unused = "def unused():\n    return 1"
    (first, again, other), _ = graded(
        [[HELPER], USES_HELPER],
        [[unused, f"{HELPER}  # sum"], USES_HELPER],
        [[HELPER.replace("+", "-")], USES_HELPER],
    )
    assert (first.verdict, again.verdict, other.verdict) == ("passed", "passed", "failed")


def test_a_late_answer_is_late_for_its_student_alone(graded):
    text = f"def {NAME}(inputs, residual):\n    while True:\n        pass"
    (first, other), forks = graded([[], text], [[], f"# mine\n{text}"])
    assert first.verdict == other.verdict == "error"
    assert forks >= 3


@pytest.mark.parametrize(
    "hidden",
    ["    # now\x0c%a \\\n", '    ("""\n>>> \n""")\n'],
    ids=["a magic that goes on", "a prompt in a text"],
)
def test_who_hands_in_an_answer_that_only_looks_equal_takes_nobodys_points(graded, hidden):
    head, _, body = RIGHT.partition("\n")
    lookalike = f"{head}\n{hidden}{body}"
    (first, honest), _ = graded([[], lookalike], [[], RIGHT])
    assert honest.verdict == "passed"
    assert first.verdict in ("passed", "failed", "error")
