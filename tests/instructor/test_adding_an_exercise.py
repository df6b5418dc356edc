"""The recipe of CONTRIBUTING.md, followed for a throwaway exercise in a copy of the package."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import resnet_lessons
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.exercises.missing_parts import (
    known_ids,
    missing_parts,
    unbalanced_markers,
)
from resnet_lessons.instructor.notebook_sources import SOURCES

NAME = "pooled_side"
ANSWERS = "resnet_lessons/course/answers/counting.py"
LIST = "resnet_lessons/course/exercises/__init__.py"
DESCRIPTION = f"resnet_lessons/course/exercises/{NAME}.py"
INSTRUCTORS = f"resnet_lessons/instructor/exercises/{NAME}"
CHAPTER = "notebooks/source/00_start_here.py"
NOT_NEEDED = ("assets", "networks", "recorded", "__pycache__")

ANSWER = '''

def pooled_side(side, size):
    """How long a side is once it was pooled: what is left at the edge is pooled too."""
    ### BEGIN SOLUTION
    return (side + size - 1) // size
    ### END SOLUTION
'''
DESCRIBED = '''
"""How long a side is once it was pooled."""

from resnet_lessons.course.exercises.answers_as_numbers import whole
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Setting, ids_of


def sides(side, size):
    """A setting: a side and the size of the windows."""
    return Setting(f"side {side}, windows of {size}", {"side": side, "size": size})


def _try_answer(function, setting, seed):
    return (whole(function(**setting.values)),)


MISCONCEPTIONS = (
    Misconception(
        "rounded_down",
        seen="What is left at the edge is lost.",
        expected="The side over the size of the windows, rounded up.",
        why="The last window may reach over the edge.",
        look="Section 0.3: the last window.",
    ),
)

EXERCISE = Exercise(
    id="pooled_side",
    chapter=0,
    title="How long a pooled side is",
    points=1,
    minutes=2,
    difficulty=1,
    importance=1,
    section="0.3 Pooling",
    signature=("side", "size"),
    returns="a whole number",
    hints=("How many windows fit?", "Divide, and round up.", "return (side + …) // size"),
    cases=(sides(8, 2), sides(9, 2), sides(7, 3)),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=("side",),
)
'''
EDITED = '''
"""Wrong variants of `pooled_side`, as edits, and how hidden settings are sampled."""

from resnet_lessons.course.exercises.pooled_side import sides
from resnet_lessons.instructor.exercises.sampling import between

EDITS = {"rounded_down": [("(side + size - 1) // size", "side // size")]}


def _sides(generator):
    size = between(generator, 2, 9)
    return sides(size * between(generator, 1, 9) + 1, size)


HIDDEN_SETTINGS = (_sides,) * 4
'''
RIGHT = """
# %% from_above
def pooled_side(side, size):
    return -(-side // size)


# %% library
import math


def pooled_side(side, size):
    return math.ceil(side / size)
"""
WRONG = """
# %% subtracted
def pooled_side(side, size):
    return side - size
"""
QUESTION = f"\n# %%\n# exercise: {NAME}\n"
PLACES = {
    DESCRIPTION: DESCRIBED,
    f"{INSTRUCTORS}/__init__.py": EDITED,
    f"{INSTRUCTORS}/right.py": RIGHT,
    f"{INSTRUCTORS}/wrong.py": WRONG,
}


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A folder with the package and the sources of its notebooks, the recipe followed."""
    folder = tmp_path_factory.mktemp("copy")
    package = folder / "resnet_lessons"
    ignored = shutil.ignore_patterns(*NOT_NEEDED)
    shutil.copytree(Path(resnet_lessons.__file__).parent, package, ignore=ignored)
    shutil.copytree(SOURCES, folder / "notebooks" / "source")
    for path, text in PLACES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text.lstrip())
    edit(folder / LIST, '("warm_up",)', f'("warm_up", "{NAME}")')
    for path, text in ((ANSWERS, ANSWER), (CHAPTER, QUESTION)):
        (folder / path).write_text((folder / path).read_text() + text)
    return folder


def said_by(program, folder, given=()):
    """What a program prints, run with the package in a folder; both sides speak JSON."""
    variables = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(given),
        env=os.environ | variables,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


FOLLOWED = f"""
import json
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import key_path, save
from resnet_lessons.instructor.answer_keys import build_key
from resnet_lessons.instructor.exercises.missing_parts import missing_parts
from resnet_lessons.instructor.notebooks import build, sources
from resnet_lessons.instructor.trials import trials
from resnet_lessons.instructor.verification import judged_by_both, secret

exercise = EXERCISES["{NAME}"]
before = missing_parts(exercise.id)
save(build_key(exercise), key_path(exercise.id))
known = secret(exercise, 7)
tried = [trial for trial in trials(exercise) if trial.kind != "wrong kind"]
judged = {{each.name: [r.verdict if r.ok else r for r in judged_by_both(exercise, each, known)]
          for each in tried}}
cells = [cell.source for cell in build(sources()[0]).cells[-3:]]
hidden = len(known.cases) - len(exercise.cases)
print(json.dumps([before, missing_parts(exercise.id), judged, hidden, cells]))
"""


def test_every_exercise_of_the_lessons_is_whole():
    assert known_ids() == list(EXERCISES)
    assert [sentence for name in EXERCISES for sentence in missing_parts(name)] == []
    assert unbalanced_markers() == []


@pytest.mark.process
def test_an_exercise_of_four_places_is_checked_and_graded(copy):
    before, after, judged, hidden, cells = said_by(FOLLOWED, copy)
    assert before == [f"{NAME} has no answer key course/keys/{NAME}.npz: run `make keys`."]
    assert after == []
    assert judged == {
        "hole": ["not started"] * 2,
        "answer": ["passed"] * 2,
        "rounded_down": ["failed"] * 2,
        "from_above": ["passed"] * 2,
        "library": ["passed"] * 2,
        "subtracted": ["failed"] * 2,
    }
    assert hidden == 4
    header, fill_in, check = cells
    assert header.startswith(f"### Exercise `{NAME}`: How long a pooled side is")
    assert "raise NotImplementedError" in fill_in
    assert check == f'rl.check("{NAME}", {NAME})'


# What is left out: (file, text and what stands in its place; without a text the whole file or folder),
# and what is said then.
PARTS = {
    "answer": ((ANSWERS, ANSWER, ""), ["has no answer: write a function of this name into"]),
    "markers": (
        (ANSWERS, ANSWER, ANSWER.replace("###", "#")),
        ["has no markers around its answer in course/answers/counting.py"],
    ),
    "description": ((DESCRIPTION,), [f"is not described: write course/exercises/{NAME}.py"]),
    "listing": (
        (LIST, f'("warm_up", "{NAME}")', '("warm_up",)'),
        ["is not listed: add it to CHAPTERS in course/exercises/__init__.py"],
    ),
    "words": (
        (DESCRIPTION, '"rounded_down"', '"rounded"'),
        [
            f"has no edit that shows rounded: add it to EDITS in instructor/exercises/{NAME}/",
            f"has no words about rounded_down: add them to MISCONCEPTIONS in course/exercises/{NAME}",
        ],
    ),
    "hidden settings": (
        (f"{INSTRUCTORS}/__init__.py", "(_sides,) * 4", "()"),
        [f"has no hidden settings: add HIDDEN_SETTINGS to instructor/exercises/{NAME}/__init__.py"],
    ),
    "right programs": (
        (f"{INSTRUCTORS}/right.py",),
        [f"has no right program: write one into instructor/exercises/{NAME}/right.py"],
    ),
    "wrong programs": (
        (f"{INSTRUCTORS}/wrong.py",),
        [f"has no wrong program: write one into instructor/exercises/{NAME}/wrong.py"],
    ),
    "instructor's side": (
        (INSTRUCTORS,),
        ["has no edit", "has no hidden settings", "has no right program", "has no wrong program"],
    ),
    "chapter": (
        (CHAPTER, QUESTION, ""),
        [f"is asked in no chapter: write `# exercise: {NAME}` into a file of notebooks/source/"],
    ),
    "name": (
        (DESCRIPTION, 'id="pooled_side"', 'id="warm_up"'),
        [f"calls itself warm_up in course/exercises/{NAME}.py: give it the name of its file"],
    ),
    "number of its chapter": (
        (DESCRIPTION, "chapter=0", "chapter=2"),
        [f"is of chapter 2 in course/exercises/{NAME}.py and not in CHAPTERS: change one of them"],
    ),
}
# One process for all of them: each time the package is read anew.
WITHOUT_EACH = f"""
import importlib, json, sys
from pathlib import Path

def said():
    for name in [name for name in sys.modules if name.startswith("resnet_lessons")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    from resnet_lessons.instructor.exercises import missing_parts
    assert "{NAME}" in missing_parts.known_ids()
    return missing_parts.missing_parts("{NAME}", with_key=False)

def without(file, old="", new=""):
    path = Path("{{folder}}", file)
    if not old:
        aside = path.rename(Path("{{folder}}", "aside"))
        found = said()
        aside.rename(path)
        return found
    text = path.read_text()
    path.write_text(text.replace(old, new))
    found = said()
    path.write_text(text)
    return found

print(json.dumps([without(*part) for part in json.load(sys.stdin)]))
"""


@pytest.mark.process
def test_a_part_that_is_left_out_is_named(copy):
    left_out = [part for part, _ in PARTS.values()]
    said = said_by(WITHOUT_EACH.replace("{folder}", str(copy)), copy, left_out)
    for (what, (_, expected)), sentences in zip(PARTS.items(), said, strict=True):
        assert len(sentences) == len(expected), (what, sentences)
        for sentence, words in zip(sentences, expected, strict=True):
            assert sentence.startswith(f"{NAME} {words}"), what
            assert sentence.endswith("."), what
