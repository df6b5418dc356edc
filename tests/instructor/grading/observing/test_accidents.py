"""What ends a submission's processes costs that submission: its time, its tries, never the class."""

import pytest

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.observing.budget import BESIDE, Budget, SpentTogether
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.short_ways import Trials
from resnet_lessons.instructor.sandbox.inside.channel import Closed
from tests.instructor.grading.observing.scripted_sandbox import Scripted

KILLED = 128 + 9
ANSWERS = ("pre_activation", "pre_activation_with_shortcut", "regular_block", "bottleneck_block")
HOLE = {"kind": "not started", "message": "", "line": "", "shapes": []}
OUTCOME = {"results": [], "parameters": 0, "calls": [], "returned": -2, "moved": 0, "failure": HOLE}
NOT_STARTED = {"outcomes": [OUTCOME], "symbolic": None}
OWN, RELEASED, AGAIN = Cell(1, "x = 1"), Cell(1, "…", released=True), Cell(1, "…", again=True)


def submission(names, beside=()):
    cells = [*beside, *(Cell(0, "…", name) for name in names)]
    numbered = [Cell(10 * n, c.source, c.exercise, c.released) for n, c in enumerate(cells, 1)]
    return Prepared(tuple(numbered), (2,))


def examined(scripted, prepared, budget=None):
    names = [cell.exercise for cell in prepared.cells if cell.exercise]
    wanted = {name: (PUBLIC_SEED, EXERCISES[name].cases) for name in names}
    return examine(scripted, prepared, wanted, budget=budget)


def test_until_a_process_begins_it_is_not_the_students_time():
    """With hardly any left it begins all the same, and what is left then ends the file, not the class."""
    budget = Budget(15)
    budget.spent = budget.limit - 0.001
    scripted = Scripted([{"begun": 1}, TimeoutError()])
    found = examined(scripted, submission(ANSWERS[:1]), budget)
    assert found[ANSWERS[0]].kind == "time"
    assert scripted.waited[0] >= 60 and scripted.waited[1] <= 0.001


def test_what_the_kernel_kills_is_tried_again_alone_twice_in_a_file():
    forks = [[{"begun": 1}]] * 2 + [[{"begun": 2}]] * 2 + [[{"begun": 3}], [{"begun": 4}]]
    scripted = Scripted(*forks, status=KILLED)
    found = examined(scripted, submission(ANSWERS))
    assert {each.kind for each in found.values()} == {"crash"}
    assert scripted.alone == [False, True, False, True, False, False]


class Slow(Scripted):
    """Each child takes three seconds until its first cell begins."""

    now = 0.0

    def __enter__(self):
        Slow.now += 3
        return super().__enter__()


@pytest.mark.parametrize(
    ("forks", "spent"),
    [
        # Its own doing, since it ends alone too.
        ([[{"begun": 1}], [{"begun": 1}]], 3),
        # Another's doing, or the machine's: alone it goes well.
        ([[{"begun": 1}], [{"begun": 1}, None]], 0),
    ],
)
def test_a_box_counts_once_it_is_sure_whose_doing_it_was(forks, spent, monkeypatch):
    monkeypatch.setattr(Slow, "now", 0.0)
    monkeypatch.setattr("time.monotonic", lambda: Slow.now)
    told = {"observed": ANSWERS[0], **NOT_STARTED}
    budget, forks = Budget(15), [[each or told for each in fork] for fork in forks]
    examined(Slow(*forks, status=KILLED), submission(ANSWERS[:1]), budget)
    assert budget.spent == spent


def test_released_cells_meet_with_no_more_accidents_than_others():
    """An answer may have every import end the process, and a notebook hold the same import often."""
    forks = [[{"begun": place + 1} for place in range(accident)] for accident in range(1, 5)]
    forks = [fork[accident:] for accident, fork in enumerate(forks)]
    scripted = Scripted(*forks, [{"begun": 31}])
    found = examined(scripted, submission(ANSWERS[:1], [RELEASED] * 30))
    assert found[ANSWERS[0]].kind == "crash"
    assert [len(job["cells"]) for job in scripted.jobs] == [31, 30, 29, 28, 1]


def test_a_process_does_not_know_where_in_the_notebook_its_cells_stand():
    scripted = Scripted([{"begun": 1}, {"begun": 2}])
    examined(scripted, submission(ANSWERS[:1], [OWN]))
    assert [cell["number"] for cell in scripted.jobs[0]["cells"]] == [1, 2]


def test_many_cells_of_less_than_a_second_are_a_long_one():
    budget = Budget(15)
    for _ in range(BESIDE - 1):
        budget.count(OWN, 1)
    assert budget.left_of(OWN) == 1 and budget.left_of(Cell(2, "…", "grow")) == budget.left
    with pytest.raises(SpentTogether, match=f"more than {BESIDE} s together"):
        budget.count(OWN, 1)
    assert budget.left_of(OWN) == 0


@pytest.mark.parametrize("cell", [RELEASED, AGAIN])
def test_cells_that_only_define_go_on_for_some_seconds(cell):
    budget = Budget(15)
    with pytest.raises(SpentTogether):
        budget.count(OWN, BESIDE)
    assert budget.left_of(cell) == 5
    budget.count(cell, 4.5)
    with pytest.raises(SpentTogether):
        budget.count(cell, 0.5)
    assert budget.left_of(cell) == 0


def test_a_trial_takes_nothing_of_a_files_time_but_up_to_so_much_again():
    budget = Budget(15)
    budget.count(OWN, 12)
    budget.count_as_trial(0, 0)
    assert budget.left == budget.limit and budget.left_of(OWN) == BESIDE
    # What a student's files took together counts all the same.
    assert budget.spent == 12
    budget.count(Cell(2, "…", "grow"), 500)
    budget.count_as_trial(12, 0)
    assert budget.left == 0


def leanly(names):
    return Trials(dict.fromkeys(names, "lean"))


def test_what_a_file_begins_in_a_fork_that_has_practised_is_ended_without_blame():
    forks = [[{"begun": 1}, TimeoutError()], [{"begun": 1}, TimeoutError()]]
    scripted = Scripted(*forks)
    names = ANSWERS[:1]
    wanted = {name: (PUBLIC_SEED, EXERCISES[name].cases) for name in names}
    found = examine(scripted, submission(names), wanted, trials=leanly(names))
    assert scripted.practised == [True, False]
    assert found[names[0]].kind == "time"
    assert [job["probe"][names[0]]["lean"] for job in scripted.jobs] == [True, False]


def test_an_answer_that_is_not_settled_yet_holds_up_those_that_may_call_its_reference():
    names = ["pre_activation", "pre_activation_with_shortcut"]
    unsettled = [{"begun": 1}, {"observed": names[0], "unsettled": "refused"}, {"begun": 2}]
    scripted = Scripted(unsettled, [{"begun": 1}], [{"begun": 1}], [{"begun": 2}])
    wanted = {name: (PUBLIC_SEED, EXERCISES[name].cases) for name in names}
    heard = []
    examine(
        scripted,
        submission(names),
        wanted,
        lambda name, *_: heard.append(name),
        trials=leanly(names),
    )
    assert heard == names
    assert [list(job["probe"]) for job in scripted.jobs] == [names, names, names, names[1:]]
    assert scripted.practised == [True, True, False, False]


LATER = {
    "ends": Closed(),
    "is late": TimeoutError(),
    "is unsettled": {"observed": ANSWERS[0], "unsettled": "refused"},
    "lacks a thread": {"observed": ANSWERS[0], "unsettled": "lacking"},
    "tells others": {"observed": ANSWERS[0], "symbolic": None, "outcomes": [OUTCOME] * 2},
    "asks again": {"values": ANSWERS[0], **NOT_STARTED},
    "goes on": {"begun": 2},
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_numbers_that_need_not_be_traced_are_settled_whatever_comes_later(later):
    """Its process knows that they are wrong, and would have others to try."""
    scripted = Scripted([{"begun": 1}, {"values": ANSWERS[0], **NOT_STARTED}, later])
    cells, asked = (Cell(1, "…", ANSWERS[0]), Cell(2, "pass")), []
    wanted = {ANSWERS[0]: (PUBLIC_SEED, EXERCISES[ANSWERS[0]].cases)}
    found = examine(
        scripted,
        Prepared(cells, (2,)),
        wanted,
        trials=Trials(dict.fromkeys(wanted, "lean")),
        is_traced=lambda _, observation: bool(asked.append(observation)),
    )
    assert list(found.values()) == asked and len(asked[0].outcomes) == 1
    assert scripted.practised == [True] and scripted.jobs[1:] == [{"traced": False}]
