import ast
import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import resnet_lessons
from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.instructor import answers, exercises
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.observing import digests
from resnet_lessons.instructor.grading.observing.digests import grader_digest, submission_digest

SEED = 5
METHODS = {name for name, exercise in EXERCISES.items() if not exercise.experiment}
NOT_NEEDED = (
    "assets",
    "networks",
    "recorded",
    "figures",
    "widgets",
    "right.py",
    "wrong.py",
    "__pycache__",
)


def all_digests(seed=SEED):
    return {name: grader_digest(exercise, seed) for name, exercise in EXERCISES.items()}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """A copy of the package's text, and the digests of all exercises."""
    copy = tmp_path_factory.mktemp("pristine") / "resnet_lessons"
    ignored = shutil.ignore_patterns(*NOT_NEEDED)
    shutil.copytree(Path(resnet_lessons.__file__).parent, copy, ignore=ignored)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "PACKAGE", copy)
        return copy, all_digests()


@pytest.fixture
def package(pristine, tmp_path, monkeypatch):
    """A copy of the package's text that a test may change."""
    copy = tmp_path / "resnet_lessons"
    shutil.copytree(pristine[0], copy)
    monkeypatch.setattr(answers, "PACKAGE", copy)
    return copy


@pytest.fixture
def touched(package, pristine):
    """Ids of the exercises whose digest is no longer what it was."""

    def find(seed=SEED):
        now = all_digests(seed)
        return {name for name, digest in pristine[1].items() if now[name] != digest}

    return find


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new))


def edit_answer(package, name):
    """Puts a remark into an answer, between its markers."""
    for file in answers.ANSWER_FILES:
        path = package / file
        head, definition, rest = path.read_text().partition(f"def {name}(")
        if definition:
            rest = rest.replace(answers.BEGIN, f"{answers.BEGIN}\n        # Changed.", 1)
            path.write_text(head + definition + rest)


@pytest.mark.grades
def test_nothing_changed_nothing_touched(touched):
    assert touched() == set()


def test_every_exercise_has_a_digest_of_its_own(pristine):
    digests_ = pristine[1].values()
    assert len(set(digests_)) == len(EXERCISES)
    assert all(len(digest) == 64 and int(digest, 16) for digest in digests_)


@pytest.mark.process
def test_another_process_finds_the_same(pristine):
    program = (
        "import pathlib\n"
        "from resnet_lessons.course.exercises import EXERCISES\n"
        "from resnet_lessons.instructor import answers\n"
        "from resnet_lessons.instructor.grading.observing.digests import grader_digest\n"
        f"answers.PACKAGE = pathlib.Path({str(pristine[0])!r})\n"
        f"print(*(grader_digest(each, {SEED}) for each in EXERCISES.values()))\n"
        "import sys\n"
        "assert not {'keras', 'tensorflow', 'nbformat'} & set(sys.modules)\n"
    )
    for hash_seed in "12":
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        told = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True
        )
        assert told.stdout.split() == list(pristine[1].values()), told.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"points": 9},
        {"minutes": 90},
        {"title": "Another"},
        {"hints": ("a", "b", "c")},
        {"difficulty": 5},
        {"importance": 1},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["block_layer", "projection_blocks"])
def test_points_and_words_around_an_exercise_touch_nothing(package, pristine, name, change):
    assert grader_digest(replace(EXERCISES[name], **change), SEED) == pristine[1][name]


def test_points_in_the_module_of_an_experiment_touch_nothing(package, touched):
    path = package / "course" / "exercises" / "projection_blocks.py"
    edit(path, "points=2,", "points=3,")
    edit(path, "A block projects where", "A block does so where")
    assert touched() == set()


@pytest.mark.parametrize(
    "change",
    [
        {"cases": EXERCISES["projection_blocks"].cases[1:]},
        {"returns": "a tuple of pairs"},
        {"results": ("number", "pairs")},
        {"misconceptions": EXERCISES["projection_blocks"].misconceptions[1:]},
        {"groundwork": ("count_weight_layers",)},
        {"section": "3.5 Elsewhere"},
        {"equivalent": {("every_block_listed", "pair_turned_round"): "for this test"}},
        {"experiment": EXERCISES["count_weight_layers"].experiment},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_judged_and_told_counts(package, pristine, change):
    exercise = replace(EXERCISES["projection_blocks"], **change)
    assert grader_digest(exercise, SEED) != pristine[1]["projection_blocks"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("warm_up", {"warm_up"}),
        ("add_shortcut", {"add_shortcut", "grow"}),
        ("zero_mapping", {"zero_mapping", "grow"}),
        ("pre_activation", METHODS),
        ("regular_block", {"regular_block", "block_layer", "build_resnet"}),
        ("block_layer", {"block_layer", "build_resnet"}),
        ("count_weight_layers", {"count_weight_layers"}),
        ("build_resnet", {"build_resnet"}),
        ("lesion", {"lesion"}),
    ],
)
def test_an_answer_touches_itself_and_what_stands_on_it(package, touched, name, expected):
    edit_answer(package, name)
    assert touched() == expected


def test_a_wrong_variant_touches_its_exercise(touched, monkeypatch):
    edits = [("range(1, num_blocks)", "range(1, num_blocks + 2)")]
    monkeypatch.setitem(exercises.edits("block_layer"), "one_block_too_many", edits)
    assert touched() == {"block_layer"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("every_block_listed", {"projection_blocks"}),
        ("tensorflow_on_symbolic_tensor", METHODS),
        (
            "training_flag_dropped",
            {
                name
                for name, each in EXERCISES.items()
                if "training_flag_dropped" in each.misconceptions
            },
        ),
    ],
)
def test_words_touch_those_who_may_read_them(touched, monkeypatch, name, expected):
    said = replace(MISCONCEPTIONS[name], why="Because.")
    monkeypatch.setitem(MISCONCEPTIONS, name, said)
    assert expected
    assert touched() == expected


@pytest.mark.parametrize("pattern", digests.JUDGES)
def test_every_judge_counts(package, pristine, pattern):
    paths = sorted(package.glob(pattern))
    assert paths, "a judge that is not there"
    for path in paths:
        text = path.read_text()
        path.write_text(text + "\nCHANGED = True\n")
        assert grader_digest(EXERCISES["warm_up"], SEED) != pristine[1]["warm_up"]
        path.write_text(text)
    assert grader_digest(EXERCISES["warm_up"], SEED) == pristine[1]["warm_up"]


def test_a_new_module_inside_the_sandbox_counts(package, touched):
    (package / "instructor" / "sandbox" / "inside" / "new.py").write_text("")
    assert touched() == set(EXERCISES)


def test_what_does_not_judge_touches_nothing(package, touched):
    for name in (
        "student/check.py",
        "cli.py",
        "student/passed_answers.py",
        "instructor/notebooks.py",
    ):
        (package / name).write_text("CHANGED = True\n")
    assert touched() == set()


def package_modules(path, package):
    """Modules of the package that a module imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("resnet_lessons"):
            base = package.parent / node.module.replace(".", "/")
            inside = [base / alias.name for alias in node.names]
            for each in (base, *inside):
                yield from (
                    p for p in (each.with_suffix(".py"), each / "__init__.py") if p.exists()
                )


def test_no_judge_is_forgotten(pristine):
    package = pristine[0]
    judges = {path for pattern in digests.JUDGES for path in package.glob(pattern)}
    # Followed piece by piece (settings, words, variants), or no more than a form.
    in_pieces = {
        "__init__.py",
        "course/answers/__init__.py",
        "course/exercises/__init__.py",
        "instructor/__init__.py",
        "instructor/grading/__init__.py",
        "instructor/grading/grades.py",
        "instructor/exercises/__init__.py",
        "instructor/exercises/fill_ins.py",
        "instructor/exercises/missing_parts.py",
        "instructor/limits.py",
        "instructor/sandbox/__init__.py",
    }
    for path in judges:
        for used in package_modules(path, package):
            name = used.relative_to(package).as_posix()
            assert used in judges or name in in_pieces, f"{path} uses {name}"


def test_exercises_use_judges_and_one_another_only(pristine):
    package = pristine[0]
    judges = {path for pattern in digests.JUDGES for path in package.glob(pattern)}
    exercises = set((package / "course" / "exercises").glob("*.py"))
    for path in exercises:
        for used in package_modules(path, package):
            assert used in judges | exercises, f"{path} uses {used}"


@pytest.mark.grades
def test_code_behind_an_experiment_touches_who_uses_it(package, touched):
    exercises = package / "course" / "exercises"
    edit(
        exercises / "answers_as_arrays.py",
        "return np.float32(np.mean(flags))",
        "return np.float32(np.max(flags))",
    )
    assert touched() == {"zero_mapping", "grow"}
    edit(exercises / "projection_blocks.py", "if len(pair) != 2:", "if len(pair) < 2:")
    assert touched() == {"zero_mapping", "grow", "projection_blocks"}


@pytest.mark.parametrize(
    ("module", "old", "new", "expected"),
    [
        ("residual_branches.py", "0.3 * normal(", "0.4 * normal(", {"zero_mapping", "grow"}),
        ("small_network.py", "uniform(0.6, 1.4", "uniform(0.6, 1.5", {"lesion", "gradient_norms"}),
        ("layer_chain.py", "layers.ReLU()", "layers.ELU()", {"count_flops"}),
        (
            "answers_as_numbers.py",
            "LARGEST = 10**6",
            "LARGEST = 10**5",
            {"warm_up", "count_weight_layers", "projection_blocks", "count_flops"},
        ),
    ],
)
def test_a_module_that_exercises_share_touches_those_who_use_it(
    package, touched, module, old, new, expected
):
    edit(package / "course" / "exercises" / module, old, new)
    assert expected <= (importing := who_imports(package, module))
    assert touched() == importing


def who_imports(package, module):
    """Ids of the exercises whose own module imports another one."""
    line = f"from resnet_lessons.course.exercises.{module.removesuffix('.py')} import"
    texts = {name: package / "course" / "exercises" / f"{name}.py" for name in EXERCISES}
    return {name for name, path in texts.items() if line in path.read_text(encoding="utf-8")}


def test_a_table_that_an_experiment_reads_counts(package, touched):
    path = package / "course" / "exercises" / "residual_function.py"
    edit(path, "lambda x: x + 1.5", "lambda x: x + 2.5")
    assert touched() == {"residual_function"}


def test_what_is_said_of_wrong_numbers_counts(package, touched):
    path = package / "course" / "exercises" / "add_shortcut.py"
    edit(
        path,
        "def _explain(setting, arrays, expected):",
        "def _explain(setting, arrays, expected, _=0):",
    )
    assert touched() == {"add_shortcut"}


def test_hidden_settings_touch_their_exercise(touched, monkeypatch):
    twice = exercises.hidden_settings("warm_up") * 2
    monkeypatch.setattr("resnet_lessons.instructor.exercises.warm_up.HIDDEN_SETTINGS", twice)
    assert touched() == {"warm_up"}


def test_another_seed_touches_all(touched):
    assert touched(seed=SEED + 1) == set(EXERCISES)


@pytest.mark.parametrize("package_name", ["keras", "numpy", "tensorflow"])
def test_another_version_touches_all(touched, monkeypatch, package_name):
    version = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata,
        "version",
        lambda name: "99.0" if name == package_name else version(name),
    )
    assert touched() == set(EXERCISES)


def test_a_package_under_another_name_is_no_error(touched, monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert touched() == set(EXERCISES)


def rewrite(path, change=lambda name, content: content):
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, date_time=(2031, 1, 1, 0, 0, 0))
            file.writestr(info, change(name, content))


@pytest.mark.grades
def test_a_key_counts_by_what_it_holds(package, touched):
    path = package / "course" / "keys" / "grow.npz"
    rewrite(path)
    assert touched() == set()
    rewrite(path, lambda name, content: content + b" ")
    assert touched() == {"grow"}
    path.unlink()
    assert touched() == {"grow"}


def test_an_experiment_without_a_name_is_refused(package):
    exercise = replace(EXERCISES["warm_up"], experiment=lambda function, setting, seed: ())
    with pytest.raises(ValueError, match="has no name in a module of the package"):
        grader_digest(exercise, SEED)


def test_an_object_without_a_lasting_text_is_refused(package):
    exercise = replace(EXERCISES["warm_up"], results=(object(),))
    with pytest.raises(ValueError, match="another name in every run"):
        grader_digest(exercise, SEED)


def test_an_exercise_without_an_answer_is_refused(package):
    with pytest.raises(LookupError):
        grader_digest(replace(EXERCISES["warm_up"], id="unheard_of"), SEED)


CELLS = (
    Cell(1, "import keras", released=True),
    Cell(3, "def grow(): ...", exercise="grow"),
    Cell(5, "helper = 1"),
)


def test_a_submission_is_what_is_run_of_it():
    same = tuple(replace(cell, number=cell.number + 1) for cell in CELLS)
    digest = submission_digest(Prepared(CELLS))
    assert digest == submission_digest(Prepared(same, (1,), ("a cell was moved",)))
    assert len(digest) == 64


@pytest.mark.parametrize(
    "cells",
    [
        (),
        CELLS[:2],
        CELLS[::-1],
        (*CELLS, Cell(9, "")),
        (*CELLS[:2], replace(CELLS[2], source="helper = 2")),
        (*CELLS[:2], replace(CELLS[2], exercise="add_shortcut")),
        (*CELLS[:2], replace(CELLS[2], released=True)),
        (*CELLS[:2], Cell(5, "helper "), Cell(6, "= 1")),
    ],
    ids=range(8),
)
def test_another_submission_has_another_digest(cells):
    assert submission_digest(Prepared(cells)) != submission_digest(Prepared(CELLS))


@pytest.mark.parametrize("source", ["\ud800", "\x00", "]]", '", "grow", false], ["', "é" * 10**6])
def test_any_text_has_a_digest(source):
    digest = submission_digest(Prepared((Cell(1, source),)))
    assert len(digest) == 64
    assert digest != submission_digest(Prepared((Cell(1, source + " "),)))
