"""Programs of the lessons' own that run in one process, one after the other."""

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.references import program
from resnet_lessons.instructor.grading.observing.short_ways import Trials
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.inside.describing import described
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox
from tests.instructor.sandbox.test_practice import Counting

pytestmark = [pytest.mark.sandbox, needs_sandbox]
SEED, NAME = 7, "pre_activation_with_shortcut"
ENDING = f"import os\ndef {NAME}(self, inputs, *rest):\n    os._exit(3)"


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=15) as made:
        yield made


class Opened(Counting):
    """A sandbox that notes each process which it makes."""

    def open(self, alone=False, pinned=True, practised=False):
        self.forks.append(practised)
        return self._made.open(alone, pinned, practised)


def observed(running, text, way="lean", trusted=True, name=NAME):
    wanted = {name: (SEED, hidden.cases(EXERCISES[name], SEED))}
    trials = Trials(dict.fromkeys(wanted, way)) if way else None
    return examine(running, program({name: text}), wanted, trusted=trusted, trials=trials)[name]


def assert_same(found, expected):
    (told, arrays), (other, others) = map(described, (found, expected))
    assert told == other
    assert [each.tobytes() for each in arrays] == [each.tobytes() for each in others]


def test_each_program_does_what_it_does_in_a_process_of_its_own(running):
    opened = Opened(running)
    texts = list(variants(NAME).values())
    texts.append(texts[0])
    found = [observed(opened, text) for text in texts]
    # One for the programs, and one that lends what they may call.
    assert opened.forks.count(True) <= 2 and False not in opened.forks
    for text, one in zip(texts, found, strict=True):
        assert_same(one, observed(running, text, trusted=False))


def test_programs_that_compile_functions_share_a_process_that_has_not_practised(running):
    opened, name = Opened(running), "mended_network"
    assert EXERCISES[name].compiles
    text = next(iter(variants(name).values()))
    first, second = (observed(opened, text, name=name) for _ in range(2))
    assert opened.forks == [False]
    assert_same(first, second)
    assert_same(first, observed(running, text, trusted=False, name=name))
    # Without the short ways each has a process of its own.
    observed(opened, text, way=None, name=name)
    assert opened.forks == [False, False]


def test_a_process_that_ended_badly_gets_no_other_program(running):
    opened = Opened(running)
    assert observed(opened, ENDING).kind == "crash"
    before = len(opened.forks)
    right = next(iter(variants(NAME).values()))
    assert described(observed(opened, right)) is not None
    assert len(opened.forks) > before


def test_what_needs_keras_after_all_gets_it(running):
    opened = Opened(running)
    text = (
        "import tensorflow as tf\n@tf.function\ndef same(values):\n    return values\n"
        f"def {NAME}(self, inputs, *rest):\n    return same(inputs), same(inputs)"
    )
    found = described(observed(opened, text))[0]
    assert found == described(observed(running, text, way=None, trusted=False))[0]
    # The refusal of one program says nothing of the next one.
    before = opened.forks.count(False)
    observed(opened, next(iter(variants(NAME).values())))
    assert opened.forks.count(False) == before


def test_none_is_left_when_the_sandbox_stops():
    with sandbox(seconds=15) as made:
        observed(made, next(iter(variants(NAME).values())))
    with pytest.raises(SandboxLost):
        observed(made, next(iter(variants(NAME).values())))
