"""Nothing that a student hands in makes the grader raise or wait."""

import random
import time

from resnet_lessons.instructor.grading.grades import Prepared
from tests.instructor.grading.intake.notebook_tools import (
    answers,
    code,
    handed_in,
    is_fill_in,
    prepared,
    solved,
)
from tests.support.soak import IS_SOAK

MUTATIONS = 300 if IS_SOAK else 60


def fill_ins(notebook):
    return [number for number, cell in enumerate(notebook["cells"]) if is_fill_in(cell)]


def test_a_hostile_cell_keeps_nobody_waiting():
    hostile = [
        " " * 190_000 + "\n",
        '\\"""\n' * 39_000,
        '\\"""\n' * 3_900,
        "'\"" * 90_000,
        "a" * 190_000,
        "rl.check('a', a) " * 117,
        "check(" * 30_000,
        "check(" + " " * 190_000,
        "grow :" * 30_000,
        "\t" * 190_000 + "x",
        "(" * 190_000,
    ]
    notebook = solved()
    for number, source in zip(fill_ins(notebook), hostile, strict=False):
        notebook["cells"][number]["source"] = source
    notebook["cells"] += [code(source) for source in hostile]
    start = time.perf_counter()
    assert prepared(notebook).problem == ""
    assert time.perf_counter() - start < 2


STRANGE = [
    None,
    True,
    -1,
    1e308,
    float("nan"),
    float("inf"),
    10**30,
    "",
    "\ud800",
    "x\0",
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    [1, "def grow(x): pass"],
]


def mutated(chance, thing, depth=0):
    """A thing with some of its parts replaced, lost or repeated."""
    if chance.random() < 0.01:
        return chance.choice(STRANGE)
    if isinstance(thing, dict):
        return {
            key if chance.random() > 0.01 else "other": mutated(chance, value, depth + 1)
            for key, value in thing.items()
            if chance.random() > 0.01
        }
    if isinstance(thing, list):
        parts = [mutated(chance, part, depth + 1) for part in thing if chance.random() > 0.01]
        return parts + parts[:2] if chance.random() < 0.05 else parts
    return thing


def assert_sane(result):
    """What the rest of the grader relies on."""
    assert isinstance(result, Prepared)
    assert result.problem or result.chapters
    assert not (result.problem and result.cells)
    answers(result)
    for text in (*result.repairs, result.problem, *(cell.source for cell in result.cells)):
        assert isinstance(text, str)
        assert text.encode("utf-8") is not None
    for sentence in (*result.repairs, result.problem):
        assert "\n" not in sentence and len(sentence) < 1000
    beside = [cell.number for cell in result.cells if not (cell.again or cell.exercise)]
    assert beside == sorted(set(beside))
    assert not any(cell.exercise for cell in result.cells if cell.again)


def test_mutations_of_a_notebook_never_raise():
    chance = random.Random(2015)
    whole, read = 0, 0
    for _ in range(MUTATIONS):
        notebook = mutated(chance, solved(chance.choice([1, 2, 3])))
        result = prepared(notebook)
        assert_sane(result)
        whole += not result.problem
        read += len(answers(result))
    assert whole > MUTATIONS * 2 / 3 and read > MUTATIONS * 5 / 3


def test_mutations_of_the_bytes_never_raise():
    chance = random.Random(2016)
    content = handed_in(solved()).content
    for _ in range(MUTATIONS):
        changed = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(changed))
            changed[place : place + chance.choice([0, 1, 1, 9])] = chance.randbytes(
                chance.choice([0, 1, 1, 5])
            )
        if chance.random() < 0.2:
            changed = changed[: chance.randrange(len(changed))]
        assert_sane(prepared(bytes(changed)))
