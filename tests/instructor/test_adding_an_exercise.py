"""The recipe of docs/how_to/exercises.md, followed for a throwaway exercise in a copy of the project:
`resnet-lessons new-exercise` writes its files, and what says FILL IN there is filled in.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import resnet_lessons
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.exercises.fill_ins import left_to_fill_in
from resnet_lessons.instructor.exercises.missing_parts import (
    faulty_answer_files,
    known_ids,
    missing_parts,
)
from resnet_lessons.instructor.notebook_sources import SOURCES

NAME = "pooled_side"
ANSWERS = f"resnet_lessons/course/answers/{NAME}.py"
LIST = "resnet_lessons/course/exercises/__init__.py"
DESCRIPTION = f"resnet_lessons/course/exercises/{NAME}.py"
INSTRUCTORS = f"resnet_lessons/instructor/exercises/{NAME}"
CHAPTER = "notebooks/source/00_start_here.py"
NOT_NEEDED = ("assets", "networks", "recorded", "__pycache__")

ANSWER = '''
"""Chapter 0: how far pooling shrinks a picture. The answer stands between markers."""


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
    return (whole(function(setting.values["side"], setting.values["size"])),)


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
STUDENTS = """
[
 {
  "id": "what_is_left_alone",
  "background": "beginner",
  "mistake": "Gives what is left at the edge, not the number of windows.",
  "right": false,
  "code": "def pooled_side(side, size):\\n    return side % size\\n",
  "says": ["side 8, windows of 2"],
  "judged": "located"
 }
]
"""
ASKED = f"\n# %%\n# exercise: {NAME}\n"
# A chapter that a kernel runs at once.
FIRST_CHAPTER = """\
# %% [markdown]
# # 0 · Start here

# %%
import resnet_lessons as rl

rl.setup()

# %%
# exercise: warm_up
"""
TO_READ = {
    "# ## 0.0 FILL IN: the section that explains it": "# ## 0.3 Pooling",
    "# FILL IN: what a student reads before the exercise. Move these cells to their place in the "
    "chapter.": "# A window that reaches over the edge counts too.",
}
PLACES = {
    ANSWERS: ANSWER,
    DESCRIPTION: DESCRIBED,
    f"{INSTRUCTORS}/__init__.py": EDITED,
    f"{INSTRUCTORS}/right.py": RIGHT,
    f"{INSTRUCTORS}/wrong.py": WRONG,
    f"{INSTRUCTORS}/student_answers.json": STUDENTS,
}


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """(a folder with the package and the sources of its notebooks, what the command said)."""
    folder = tmp_path_factory.mktemp("copy")
    package = folder / "resnet_lessons"
    ignored = shutil.ignore_patterns(*NOT_NEEDED)
    shutil.copytree(Path(resnet_lessons.__file__).parent, package, ignore=ignored)
    shutil.copytree(SOURCES, folder / "notebooks" / "source")
    (folder / CHAPTER).write_text(FIRST_CHAPTER)
    command = ["-m", "resnet_lessons.cli", "new-exercise", NAME, "--chapter", "0"]
    done = run([*command], folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def copy(written, tmp_path_factory):
    """A folder of which each place was filled in."""
    folder = tmp_path_factory.mktemp("filled") / "in"
    shutil.copytree(written[0], folder)
    for path, text in PLACES.items():
        assert (folder / path).exists()
        (folder / path).write_text(text.lstrip())
    for old, new in TO_READ.items():
        edit(folder / CHAPTER, old, new)
    return folder


def run(arguments, folder, given=""):
    """A finished run of Python, with the package in a folder."""
    variables = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        input=given,
        env=os.environ | variables,
        cwd=folder,
        capture_output=True,
        text=True,
    )


def said_by(program, folder, given=()):
    """What a program prints, run with the package in a folder; both sides speak JSON."""
    done = run(["-c", program], folder, json.dumps(given))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# What an author types, in one process; TensorFlow is loaded once.
COMMANDS = f"""
import contextlib, io, json, sys
from resnet_lessons import cli
from resnet_lessons.instructor import answer_keys, verification

def said(command, *arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = command(list(arguments))
    return status, out.getvalue(), err.getvalue()

rows = []
judged = verification.judged_by_both
verification.judged_by_both = lambda *given: [rows.append(each) or each for each in judged(*given)]
results = {{"keys": said(answer_keys.main, "{NAME}")}}
if "build" in sys.stdin.read():
    results["build"] = said(cli.main, "build", "--chapter", "0")
results["verify"] = said(cli.main, "verify", "{NAME}", "--seed", "7")
results["rows"] = [[row.trial.kind, row.trial.name, row.verdict, row.ok] for row in rows]
print(json.dumps(results))
"""
JUDGED = {
    "hole": "not started",
    "answer": "passed",
    "rounded_down": "failed",
    "from_above": "passed",
    "library": "passed",
    "subtracted": "failed",
    "what_is_left_alone": "failed",
}


def test_every_exercise_of_the_lessons_is_whole():
    assert known_ids() == list(EXERCISES)
    assert [sentence for name in EXERCISES for sentence in missing_parts(name)] == []
    assert [sentence for name in EXERCISES for sentence in left_to_fill_in(name)] == []
    assert faulty_answer_files() == []


@pytest.mark.process
def test_what_the_command_writes_runs_at_once(written):
    folder, said = written
    for path in [*PLACES, LIST, CHAPTER]:
        assert path in said
    results = said_by(COMMANDS, folder)
    status, printed, left = results["keys"]
    assert status == 0 and f"built {NAME}.npz: 1 misconceptions" in printed
    assert "The other keys are as they were." in printed
    next_place = "the next is course/answers/pooled_side.py, line 1: which chapter it is of"
    assert f"{NAME} has 33 places left to fill in; {next_place}" in left
    assert all(ok for *_, ok in results["rows"]) and len(results["rows"]) > 60
    status, printed, _ = results["verify"]
    assert status == 1 and f"NOT OK: {NAME} has 33 places left" in printed
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run([ruff, "format", "--check", "-q", folder], capture_output=True, text=True)
    assert done.stdout == ""


@pytest.mark.kernel
def test_an_exercise_that_was_filled_in_has_key_notebook_and_verification(copy):
    results = said_by(COMMANDS, copy, "build")
    status, printed, left = results["keys"]
    assert status == 0 and f"built {NAME}.npz" in printed
    assert NAME not in left
    keys = {path.name for path in (copy / "resnet_lessons/course/keys").glob("*.npz")}
    assert keys == {f"{name}.npz" for name in [*EXERCISES, NAME]}
    status, printed, _ = results["build"]
    assert status == 0 and "00_start_here.ipynb" in printed and "01_" not in printed
    assert [path.name for path in (copy / "notebooks").glob("*.ipynb")] == ["00_start_here.ipynb"]
    notebook = json.loads((copy / "notebooks" / "00_start_here.ipynb").read_text())
    section, header, fill_in, check = ("".join(cell["source"]) for cell in notebook["cells"][-4:])
    assert section.startswith("## 0.3 Pooling")
    assert header.startswith(f"### Exercise `{NAME}`: How long a pooled side is")
    assert "raise NotImplementedError" in fill_in
    assert check == f'rl.check("{NAME}", {NAME})'
    assert "not started" in json.dumps(notebook["cells"][-1]["outputs"])
    status, printed, _ = results["verify"]
    assert (status, [row for row in results["rows"] if not row[3]]) == (0, []), printed
    told = {(name, verdict) for kind, name, verdict, _ in results["rows"] if kind != "wrong kind"}
    assert told == set(JUDGED.items())


SHARED = "from resnet_lessons.course.exercises.shared_misconceptions import shared"
ALREADY_THERE = """MISCONCEPTIONS = (
    Misconception("sides_doubled", "Seen.", "Expected.", "Why.", "Look."),"""
# What is left out: (file, text and what stands in its place; without a text the whole file or folder),
# and what is said then.
PARTS = {
    "answer": (
        (ANSWERS,),
        [
            "has no answer: write a function of this name into a file of course/answers/, with `### BEGIN"
        ],
    ),
    "markers": (
        (ANSWERS, "###", "#"),
        [f"has no markers around its answer in course/answers/{NAME}.py: write it with `### BEGIN"],
    ),
    "description": ((DESCRIPTION,), [f"is not described: write course/exercises/{NAME}.py, with"]),
    "the exercise in its description": (
        (DESCRIPTION, "\nEXERCISE = ", "\nexercise = "),
        [f"is not described: add `EXERCISE = Exercise(…)` to course/exercises/{NAME}.py"],
    ),
    "listing": (
        (LIST, f'("warm_up", "{NAME}")', '("warm_up",)'),
        [
            "is not listed: add it to CHAPTERS in course/exercises/__init__.py, as "
            f'"{NAME}" in the line of its chapter'
        ],
    ),
    "words under their name": (
        (DESCRIPTION, '"rounded_down"', '"rounded"'),
        [
            f"has no edit that shows rounded: add it to EDITS in instructor/exercises/{NAME}/__init__.py, "
            'as `"rounded": [(',
            f"has no words about rounded_down: add them to MISCONCEPTIONS in course/exercises/{NAME}.py, "
            'as `Misconception("rounded_down", seen="…", expected="…", why="…", look="…")`',
        ],
    ),
    "one word": (
        (DESCRIPTION, '        why="The last window may reach over the edge.",\n', ""),
        [
            'has no words about rounded_down: add `Misconception("rounded_down", why="…")` to '
            f"MISCONCEPTIONS in course/exercises/{NAME}.py, or to _SHARED in course/exercises/shared_"
        ],
    ),
    "words of one more": (
        (DESCRIPTION, "ids_of(MISCONCEPTIONS)", '("rounded_down", "lost")'),
        [
            "has no words about lost: add `Misconception(",
            "has no edit that shows lost: add it to EDITS",
        ],
    ),
    "shared words": (
        (
            DESCRIPTION,
            "MISCONCEPTIONS = (\n",
            f"{SHARED}\n\nMISCONCEPTIONS = (*shared('rounded'),\n",
        ),
        ["has no words about rounded: add", "has no edit that shows rounded: add it to EDITS in"],
    ),
    "words that another exercise has": (
        (DESCRIPTION, "MISCONCEPTIONS = (\n", f"{ALREADY_THERE}\n"),
        [
            "has other words about sides_doubled than warm_up: give it another id in course/exercises/",
            "has no edit that shows sides_doubled: add it to EDITS in",
        ],
    ),
    "words in the list": (
        (DESCRIPTION, "ids_of(MISCONCEPTIONS)", "()"),
        [
            "has words about rounded_down that EXERCISE does not list: add it to `misconceptions` in",
            "has no words about rounded_down: add them",
        ],
    ),
    "hidden settings": (
        (f"{INSTRUCTORS}/__init__.py", "(_sides,) * 4", "()"),
        [f"has no hidden settings: add HIDDEN_SETTINGS to instructor/exercises/{NAME}/__init__.py"],
    ),
    "right programs": (
        (f"{INSTRUCTORS}/right.py",),
        [f"has no right program: write one into instructor/exercises/{NAME}/right.py, in a cell"],
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
        (CHAPTER, ASKED, ""),
        [
            f"is asked in no chapter: write `# exercise: {NAME}` into notebooks/source/00_start_here.py"
        ],
    ),
    "name": (
        (DESCRIPTION, 'id="pooled_side"', 'id="warm_up"'),
        [f"calls itself warm_up in course/exercises/{NAME}.py: give it the name of its file"],
    ),
    "number of its chapter": (
        (DESCRIPTION, "chapter=0", "chapter=2"),
        [
            f"is of chapter 2 in course/exercises/{NAME}.py and not in CHAPTERS: change one of them",
            f"is of chapter 2 and asked in 00_start_here.py: move the line `# exercise: {NAME}`",
        ],
    ),
    "text of an edit": (
        (f"{INSTRUCTORS}/__init__.py", '("(side + size - 1) // size"', '("(side + size) // size"'),
        [
            "has an edit for rounded_down that does not apply: '(side + size) // size' stands 0 times in "
            f"the answer, not once; mend EDITS in instructor/exercises/{NAME}/__init__.py, line 6"
        ],
    ),
    "brackets of an edit": (
        (
            f"{INSTRUCTORS}/__init__.py",
            '[("(side + size - 1) // size", "side // size")]',
            '("(side + size - 1) // size", "side // size")',
        ),
        ["has an edit for rounded_down that does not apply: it is no list of pairs of texts; mend"],
    ),
    "end of an edit": (
        (f"{INSTRUCTORS}/__init__.py", '"side // size")', '"side //")'),
        [
            "is no Python after the edit for rounded_down (invalid syntax, line 3 of the answer): mend"
        ],
    ),
    "name of a program": (
        (
            f"{INSTRUCTORS}/right.py",
            "import math\n\n\ndef pooled_side",
            "import math\n\n\ndef pooled",
        ),
        [
            f"has a right program of another name: write `def {NAME}(…):` in instructor/exercises/{NAME}/"
            "right.py, cell `# %% library`"
        ],
    ),
    "colon of a program": (
        (f"{INSTRUCTORS}/wrong.py", "size):", "size)"),
        ["has a wrong program that is no Python (expected ':'): mend"],
    ),
    "comma of a student's answer": (
        (f"{INSTRUCTORS}/student_answers.json", '"beginner",', '"beginner"'),
        [
            f"has answers of students that cannot be read: mend instructor/exercises/{NAME}/student_answers"
        ],
    ),
    "code of a student": (
        (f"{INSTRUCTORS}/student_answers.json", '"code"', '"cell"'),
        ["has answers of students that cannot be read: mend"],
    ),
    "class of a method": (
        (ANSWERS, "(side, size)", "(self, size)"),
        [
            "has another signature than its answer: write `signature=('self', 'size')` in course/",
            "takes `self` and is no method: write it into the class ResNetModel in course/answers/model",
            "is a method and needs no experiment: take `experiment=` out of course/exercises/",
            "needs settings of the kind `Case`, as a method of the network does: mend `cases` in",
        ],
    ),
    "experiment": (
        (DESCRIPTION, "    experiment=_try_answer,\n", ""),
        [
            "is a plain function that nothing tries: add `experiment=_try_answer` to EXERCISE in course/"
        ],
    ),
    "parameter": (
        (DESCRIPTION, '("side", "size")', '("side",)'),
        [
            "has another signature than its answer: write `signature=('side', 'size')` in course/exercises/"
        ],
    ),
    "settings": (
        (DESCRIPTION, "(sides(8, 2), sides(9, 2), sides(7, 3))", "()"),
        ["needs settings of the kind `Setting`, as a plain function does: mend `cases` in course/"],
    ),
    "groundwork": (
        (DESCRIPTION, "    results=", '    groundwork=("warm_up",),\n    results='),
        ["has groundwork warm_up, which is no method of the network: mend it in course/exercises/"],
    ),
    "hint": (
        (DESCRIPTION, ' "Divide, and round up.",', ""),
        ["has 2 hints: give three, concept, structure, nearly code, or none in course/exercises/"],
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
