"""A submission's cells in a real sandbox: order, accidents, and what an answer may know when."""

import time

import pytest

from resnet_lessons.checker.observation import PUBLIC_SEED, Observation
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import fingerprint, public_key
from resnet_lessons.instructor.answers import answer, with_holes, without_markers
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.observing.evidence import Accident
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.sandbox import SandboxLost
from tests.instructor.grading.observing.scripted_sandbox import Scripted
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

pytestmark = pytest.mark.sandbox

IMPORTS = (
    "import keras\nimport numpy as np\nfrom keras import layers, ops\nimport resnet_lessons as rl"
)
CHAPTER2 = ("pre_activation", "pre_activation_with_shortcut", "regular_block", "bottleneck_block")


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=6) as made:
        yield made


def right(name):
    return without_markers(answer(name))


def submission(*cells):
    """Cells as texts, or as (exercise id, text)."""
    made = [Cell(1, IMPORTS, released=True)]
    for number, cell in enumerate(cells, 2):
        name, text = cell if isinstance(cell, tuple) else ("", cell)
        made.append(Cell(number, text, name))
    return Prepared(tuple(made), (2,))


def public(*names):
    return {name: (PUBLIC_SEED, EXERCISES[name].cases) for name in names}


def is_right(name, result):
    """Held against the committed key: an oracle that was not computed in the sandbox."""
    key = public_key(name)
    return isinstance(result, Observation) and all(
        outcome.failure is None
        and outcome.parameters == parameters
        and all(
            abs(a - b).max(initial=0) < 1e-3 for a, b in zip(outcome.arrays, arrays, strict=True)
        )
        for outcome, arrays, parameters in zip(
            result.outcomes, key.expected, key.parameters, strict=True
        )
    )


@needs_sandbox
def test_right_answers_give_the_arrays_of_the_key(running):
    cells = [(name, right(name)) for name in CHAPTER2]
    found = examine(running, submission(*cells), public(*CHAPTER2))
    assert all(is_right(name, found[name]) for name in CHAPTER2)


@needs_sandbox
def test_a_misconception_leaves_its_fingerprint(running):
    from resnet_lessons.instructor.exercises import variants

    text = variants("regular_block")["shortcut_not_added"]
    found = examine(running, submission(("regular_block", text)), public("regular_block"))
    seen = tuple(map(fingerprint, found["regular_block"].outcomes))
    expected = public_key("regular_block").fingerprints["shortcut_not_added"]
    assert all(one.matches(other) for one, other in zip(seen, expected, strict=True))


@needs_sandbox
def test_an_exercise_is_judged_alone(running):
    wrong = "def pre_activation(self, inputs, is_training):\n    return inputs"
    cells = [("pre_activation", wrong), *((name, right(name)) for name in CHAPTER2[1:])]
    found = examine(running, submission(*cells), public(*CHAPTER2))
    assert not is_right("pre_activation", found["pre_activation"])
    assert all(is_right(name, found[name]) for name in CHAPTER2[1:])


@needs_sandbox
def test_cells_in_another_order_are_judged_all_the_same(running):
    cells = [(name, right(name)) for name in reversed(CHAPTER2)]
    found = examine(running, submission(*cells), public(*CHAPTER2))
    assert all(is_right(name, found[name]) for name in CHAPTER2)


SEARCH = """
import gc


def looked_up():
    everything = gc.get_objects()
    values = [value for each in everything if isinstance(each, dict) for value in list(each.values())]
    texts = [each for each in (*everything, *values) if isinstance(each, str)]
    code = [each.__code__ for each in everything if type(each).__name__ == "function"]
    words = "BatchNormalization" + "(axis=axis)"
    names = {"Batch" + "Normalization", "re" + "lu"}
    return any(words in text for text in texts) or any(
        names <= set(each.co_names) for each in code if each.co_name == "pre_activation"
    )


"""


@needs_sandbox
def test_a_students_process_holds_no_answer_though_it_calls_one(running):
    """Not even after it was judged: what `self.pre_activation` computes, another process computes."""
    call = right("pre_activation_with_shortcut").replace(
        "    shortcut_filters, strides",
        "    if looked_up():\n        raise ValueError('found')\n    shortcut_filters, strides",
    )
    assert call.count("looked_up()") == 1
    cells = [
        ("pre_activation", "def pre_activation(self, inputs, is_training):\n    return inputs"),
        ("pre_activation_with_shortcut", SEARCH + call),
    ]
    names = [name for name, _ in cells]
    found = examine(running, submission(*cells), public(*names))
    assert is_right(names[1], found[names[1]])
    # The search finds what is there.
    cells[0] = ("pre_activation", right("pre_activation"))
    found = examine(running, submission(*cells), public(*names))
    assert found[names[1]].outcomes[0].failure.message.endswith("ValueError: found")


@needs_sandbox
def test_what_an_answer_calls_by_name_is_the_notebooks_own(running):
    own = "def add_shortcut(residual, x):\n    return x - residual"
    asks = (
        "def residual_function(optimal_mapping, x):\n    return add_shortcut(optimal_mapping(x), x)"
    )
    cells = [("add_shortcut", own), ("residual_function", asks)]
    found = examine(running, submission(*cells), public("add_shortcut", "residual_function"))
    one, other = found["residual_function"].outcomes[0].arrays, public_key("residual_function")
    assert abs(one[0] + other.expected[0][0]).max() < 1e-3


@needs_sandbox
@pytest.mark.parametrize(
    "asks",
    [
        {"asks": "regular_block"},
        {"asks": "bottleneck_block"},
        {"asks": "custom_conv2d"},
        {"asks": "__init__"},
        {"asks": ["pre_activation"]},
        {"asks": "pre_activation"},
    ],
    ids=str,
)
def test_only_an_exercises_groundwork_is_computed_for_it(running, asks):
    """An answer that asks by itself, on the connection that it finds, for its own reference."""
    text = """
import sys


def regular_block(self, *given):
    frame = sys._getframe()
    while "connection" not in frame.f_locals:
        frame = frame.f_back
    send, receive = (frame.f_globals[name] for name in ("send", "receive"))
    send(frame.f_locals["connection"], ASKS)
    return receive(frame.f_locals["connection"])[1][0]
"""
    cell = ("regular_block", text.replace("ASKS", repr(asks)))
    found = examine(running, submission(cell), public("regular_block"))
    assert found["regular_block"].kind == "messages"


STORE = """
kept = {}


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    for each in (inputs, 2 * inputs):
        kept[each.shape] = self.regular_block(each, filters, strides, is_training, 0, filters)
    raise ValueError("stored")
"""


@needs_sandbox
def test_no_answer_is_observed_before_those_that_it_may_have_computed(running):
    """Of cells in the wrong order the later answer waits for another fork, in which nothing is kept."""
    passes_off = "def regular_block(self, *given):\n    return next(iter(kept.values()))"
    cells = [("block_layer", STORE), ("regular_block", passes_off)]
    order = []
    wanted = public("block_layer", "regular_block")
    found = examine(running, submission(*cells), wanted, lambda name, *_: order.append(name))
    assert order == ["regular_block", "block_layer"]
    failures = [found[name].outcomes[0].failure.message for name in order]
    assert "StopIteration" in failures[0] and "stored" in failures[1]


@needs_sandbox
def test_helpers_magics_and_cells_that_raise_do_not_matter(running):
    helper = (
        "%matplotlib inline\n!ls\nSTRIDE = 1\ndef relu(x):\n    return ops.relu(x)\nopen('nothing')"
    )
    text = (
        "%%time\n"
        + right("pre_activation").replace("ops.relu(", "relu(")
        + "\n"
        + ('rl.check("pre_activation", pre_activation)\nprint(1 / 0)')
    )
    found = examine(running, submission(helper, ("pre_activation", text)), public("pre_activation"))
    assert is_right("pre_activation", found["pre_activation"])


@needs_sandbox
def test_a_cell_that_ends_its_process_costs_nothing_but_itself(running):
    cells = [
        ("pre_activation", "import os\nos._exit(3)"),
        "import os\nos._exit(4)",
        ("pre_activation_with_shortcut", right("pre_activation_with_shortcut")),
        ("regular_block", "def regular_block(*args):\n    while True: pass"),
        ("bottleneck_block", right("bottleneck_block")),
    ]
    heard = {}
    found = examine(
        running,
        submission(*cells),
        public(*CHAPTER2),
        lambda name, result, remarks, was_late: heard.update({name: remarks}),
    )
    assert found["pre_activation"] == Accident("crash", "its process ended (with status 3)")
    assert found["regular_block"] == Accident("time", "the time limit of 6 s was reached")
    assert is_right("pre_activation_with_shortcut", found["pre_activation_with_shortcut"])
    assert is_right("bottleneck_block", found["bottleneck_block"])
    left_out = "cell 3 was left out: its process ended (with status 4)"
    assert heard["bottleneck_block"] == (left_out,)


@needs_sandbox
def test_after_two_accidents_cells_beside_the_answers_are_left_out(running):
    cells = ["import os; os._exit(1)"] * 30 + [("pre_activation", right("pre_activation"))]
    found = examine(running, submission(*cells), public("pre_activation"))
    assert is_right("pre_activation", found["pre_activation"])


@needs_sandbox
def test_many_short_sleeps_are_a_long_one(running, monkeypatch):
    monkeypatch.setattr("resnet_lessons.instructor.grading.observing.budget.BESIDE", 3)
    cells = ["import time\ntime.sleep(2)"] * 30 + [("pre_activation", right("pre_activation"))]
    since = time.monotonic()
    found = examine(running, submission(*cells), public("pre_activation"))
    assert time.monotonic() - since < 30
    assert is_right("pre_activation", found["pre_activation"])


@needs_sandbox
def test_cells_of_a_file_have_their_time_together_in_every_fork(running, monkeypatch):
    """Each answer keeps to the limit; together, run again in each fork, they would take a minute."""
    monkeypatch.setattr("resnet_lessons.instructor.grading.observing.budget._LIMITS_OF_A_FILE", 2)
    slow = "import time\ntime.sleep(3.5)\n"
    cells = [(name, slow + right(name)) for name in CHAPTER2]
    since = time.monotonic()
    found = examine(running, submission(*cells), public(*CHAPTER2))
    assert time.monotonic() - since < 25
    late = Accident("time", "the cells of this file took more than 12 s together")
    assert is_right(CHAPTER2[0], found[CHAPTER2[0]])
    assert found[CHAPTER2[-1]] in (late, Accident("time", "the time limit of 6 s was reached"))


@needs_sandbox
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def pre_activation(self, inputs", "SyntaxError"),
        ("x = 1", "defines no function `pre_activation`"),
        ("pre_activation = 3", "`pre_activation` is int"),
        ("class pre_activation: pass", "`pre_activation` is type"),
        ("raise SystemExit", "The cell stops: SystemExit"),
        ("nothing_here\ndef f(): pass", "NameError"),
        ("def pre_activation(self, inputs, is_training):\n    raise KeyboardInterrupt", "Keyboard"),
    ],
)
def test_a_cell_without_a_function_is_an_error_that_says_why(running, text, says):
    found = examine(running, submission(("pre_activation", text)), public("pre_activation"))
    failure = found["pre_activation"].outcomes[0].failure
    assert failure.kind == "exception" and says in failure.message


@needs_sandbox
def test_a_hole_is_not_started(running):
    cell = ("pre_activation", with_holes(answer("pre_activation")))
    found = examine(running, submission(cell), public("pre_activation"))
    assert found["pre_activation"].outcomes[0].failure.kind == "not started"


@pytest.mark.parametrize(
    "forks",
    [
        [[{"begun": 1}, {"begun": 1}], [{"begun": 2}, {"begun": 1}]],
        [[{"begun": 1}, {"begun": 2}, {"begun": 3}]],
        [[{"begun": 1}, {"raised": 1}, {"raised": 1}], [{"begun": 2}, {"raised": 2}]],
        [[{"begun": 1}, {"begun": 2}, {"observed": "regular_block", "outcomes": []}]],
        [[{"begun": 1}, {"begun": 2}, {"observed": "pre_activation", "outcomes": "passed"}]],
        [[{"begun": 1}, {"begun": 2}, {"observed": "pre_activation", "verdict": "passed"}]],
    ],
)
def test_forged_messages_are_an_accident_and_never_a_verdict(forks):
    scripted = Scripted(*forks)
    wanted = submission(("pre_activation", "def pre_activation(): pass"))
    found = examine(scripted, wanted, public("pre_activation"))
    assert found["pre_activation"].kind == "messages"


def test_a_fault_of_ours_is_not_taken_for_one_of_the_submissions():
    outcome = {"results": 0, "parameters": 0, "calls": [], "returned": -2, "moved": 0}
    outcome["failure"] = {"kind": "not started", "message": "", "line": "", "shapes": []}
    script = [{"begun": 1}, {"begun": 2}]
    script += [{"observed": "pre_activation", "outcomes": [outcome], "symbolic": None}]

    def fault(*_):
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        examine(
            Scripted(script), submission(("pre_activation", "…")), public("pre_activation"), fault
        )


def test_one_cell_that_answers_two_exercises_and_ends_its_process():
    cells = (Cell(1, "…", "pre_activation"), Cell(1, "…", "regular_block"))
    scripted = Scripted([{"begun": 1}], [{"begun": 2}])
    found = examine(scripted, Prepared(cells, (2,)), public("pre_activation", "regular_block"))
    assert {name: each.kind for name, each in found.items()} == {
        "pre_activation": "crash",
        "regular_block": "crash",
    }


def test_what_never_begins_is_not_blamed_on_the_student():
    scripted = Scripted([], [])
    with pytest.raises(SandboxLost, match="does not begin"):
        examine(scripted, submission(("pre_activation", "…")), public("pre_activation"))
    assert len(scripted.jobs) == 2


@needs_sandbox
def test_a_notebook_full_of_text_is_no_accident(running):
    cells = ["data = '" + "ä" * 190_000 + "'"] * 7
    wanted = submission(*cells, ("pre_activation", right("pre_activation")))
    found = examine(running, wanted, public("pre_activation"))
    assert is_right("pre_activation", found["pre_activation"])
