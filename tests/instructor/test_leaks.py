"""The search for what no student gets finds it however it is hidden, and takes nothing else for it."""

import html
import io
import json
import zipfile

import nbformat
import pytest
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import hidden_part, leaks
from resnet_lessons.instructor.answers import answer, regions, with_holes, without_markers
from resnet_lessons.instructor.exercises import programs
from resnet_lessons.instructor.grading.observing import hidden, seeds
from resnet_lessons.instructor.leaks import Secrets
from resnet_lessons.instructor.stripping import strip_package

SECRET = regions(answer("regular_block"))[0].text
SEED = 4_123_456_789_012
RUN = hidden_part.of_run(SEED)


def found(folder):
    return leaks.search(folder, Secrets(answers=(("regular_block", SECRET),)))


def notebook_with(source="", output=""):
    cell = nbformat.v4.new_code_cell(source)
    cell.outputs = [nbformat.v4.new_output("stream", text=output)]
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain.py", SECRET),
        ("two_lines_joined.py", SECRET.replace("\n", " ; ").replace(";", "")),
        ("with_comments.py", SECRET.replace("\n", "  # a comment\n")),
        ("last_three_lines.py", "\n".join(SECRET.splitlines()[-3:])),
        ("cell.ipynb", notebook_with(source=SECRET)),
        ("output.ipynb", notebook_with(output=SECRET)),
        ("METADATA", f"Description: {SECRET}"),
    ],
)
def test_an_answer_is_found(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (sentence,) = found(tmp_path)
    assert name in sentence


def test_an_answer_inside_a_wheel_is_found(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("package/model.py", SECRET)
    sentence = found(tmp_path)[-1]
    assert sentence.startswith("a.whl/package/model.py: conv1 = self.custom_conv2d(")


def test_compiled_code_and_the_instructors_part_are_refused(tmp_path):
    (tmp_path / "model.pyc").write_bytes(b"\x00" * 20)
    (tmp_path / "instructor").mkdir()
    (tmp_path / "instructor" / "keys.py").write_text("")
    assert len(found(tmp_path)) == 2


def test_what_everyone_writes_is_no_leak(tmp_path):
    (tmp_path / "two_lines.py").write_text("\n".join(SECRET.splitlines()[:2]))
    (tmp_path / "short.py").write_text("return residual + x")
    assert found(tmp_path) == []
    assert leaks.search(tmp_path, hidden_part.of_chapter()) == []


# Every kind of secret, in every form in which something is handed out --------------------------------

_OF_RIGHT = programs.texts("right", "regular_block")["layers_first"]
_SETTING = str(
    hidden.cases(EXERCISES["regular_block"], seeds.seeds_of(SEED, "regular_block")[2])[-1]
)
KINDS = {
    "an answer": SECRET,
    "a short answer": without_markers(answer("add_shortcut")),
    "another short answer": without_markers(answer("warm_up")),
    "a right program": _OF_RIGHT,
    "a wrong program": next(iter(programs.texts("wrong", "lesion").values())),
    "how settings are sampled": (
        "filters = between(generator, 2, 6 if expansion == 1 else 4)\n"
        "filters_out = expansion * filters\n"
        "channels = one_of(generator, _projected(filters, expansion)) if projects else filters_out\n"
        "is_training = training(generator)\n"
        "height, width = sides(generator)\n"
    ),
    "the seed of the run": f"graded with {SEED}.",
    "the seed in thousands": f"graded with {SEED:,}",
    "the seed of an exercise": f"rng({seeds.seeds_of(SEED, 'grow')[1]})",
    "that seed in hexadecimal": f"rng({seeds.seeds_of(SEED, 'grow')[3]:#x})",
    "a hidden setting": f"It differs with\n{_SETTING}.",
    "a module of the instructor's": "ModuleNotFoundError: resnet_lessons.instructor.exercises",
    "nbgrader's hidden cell": "### BEGIN HIDDEN TESTS",
}


def _zipped(name, content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _page(text):
    return f"<html><body><p>Expected:</p><pre>{html.escape(text)}</pre></body></html>"


def _highlighted(text):
    return f"<html>{highlight(text, PythonLexer(), HtmlFormatter())}</html>"


def _result(text):
    return json.dumps({"tests": [{"output": f"Where: {text}\nRevisit", "score": 0}]})


def _notebook_of_html(text):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    data = {"text/html": _highlighted(text)}
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data)]
    return nbformat.writes(notebook)


FORMS = {
    "a module": ("a.py", str),
    "a cell": ("a.ipynb", notebook_with),
    "what a cell printed": ("a.ipynb", lambda text: notebook_with("", text)),
    "what a cell shows": ("a.ipynb", _notebook_of_html),
    "a page": ("a.html", _page),
    "coloured code": ("a.html", _highlighted),
    "an attribute of a page": ("a.html", lambda text: f'<p title="{html.escape(text)}">x</p>'),
    "a platform's result": ("results.json", _result),
    "an archive of pages": ("a.zip", lambda text: _zipped("x/feedback.html", _page(text))),
    "a file of bytes": ("a.bin", lambda text: b"\0\1\xff" + text.encode() + b"\xfe\0\2"),
    "a wheel in a bundle": ("a.zip", lambda text: _zipped("a.whl", _zipped("a.py", text))),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_secret_is_found_in_every_form(tmp_path, kind, form):
    name, written = FORMS[form]
    content = written(KINDS[kind])
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert leaks.search(tmp_path, RUN) != []


@pytest.mark.parametrize("form", FORMS)
def test_what_students_are_given_and_write_is_taken_for_no_secret(tmp_path, form):
    texts = [
        *(with_holes(answer(name)) for name in EXERCISES),
        *(str(case) for exercise in EXERCISES.values() for case in exercise.cases),
        # The seed of the instant check, others' numbers, and an answer outside of its function.
        "seed 2015, in 123456789 steps of 41234567890123 and 0.4123456789012",
        "def other(residual, x):\n    return residual + x\n",
        f"def add_shortcut(residual, x):\n    {HOLE}\n\n\nreturn residual + x\n",
    ]
    name, written = FORMS[form]
    for number, text in enumerate(texts):
        content = written(text)
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert leaks.search(tmp_path, RUN) == []


HOLE = "raise NotImplementedError  # replace this line with your answer"


def test_a_run_has_seeds_for_each_exercise_and_settings_of_each():
    assert {SEED} | {seeds.seed_of(SEED, "grow", text) for text in ("a", "b", "c")} <= set(
        RUN.numbers
    )
    assert len(RUN.numbers) == 1 + len(EXERCISES) * seeds.SEEDS
    later = hidden_part.of_run(SEED, runs=2)
    assert seeds.seed_of(SEED, "grow", "a", run=1) in set(later.numbers) - set(RUN.numbers)
    assert set(RUN.settings) < set(later.settings)
    # Those of one seed, as tests grade with it.
    assert hidden_part.of_run(2015, count=1).numbers == (2015,)
    for exercise in EXERCISES.values():
        hidden_ones = hidden.cases(exercise, seeds.seeds_of(SEED, exercise.id)[0])
        telling = {str(each) for each in hidden_ones} & set(RUN.settings)
        assert telling, exercise.id


def test_who_wrote_a_text_may_see_it_and_nothing_else(tmp_path):
    wrote = (
        SECRET,
        KINDS["a short answer"],
        KINDS["a wrong program"],
        KINDS["nbgrader's hidden cell"],
    )
    (tmp_path / "page.html").write_text(_page("\n".join(wrote)))
    own = RUN.to_who_wrote(*wrote)
    assert leaks.search(tmp_path, RUN) != [] == leaks.search(tmp_path, own)
    others = [
        regions(answer("bottleneck_block"))[0].text,
        *(KINDS[kind] for kind in ("another short answer", "a right program", "a hidden setting")),
        *(KINDS[kind] for kind in ("the seed of the run", "a module of the instructor's")),
    ]
    for text in others:
        (tmp_path / "page.html").write_text(_page(text))
        assert leaks.search(tmp_path, own) != [], text


@pytest.mark.installs
@pytest.mark.parametrize("chapter", [0, 3])
def test_the_students_package_holds_nothing_of_it(tmp_path, chapter):
    strip_package(tmp_path, chapter, without=("assets", "networks", "recorded", "keys"))
    secrets = hidden_part.of_chapter(chapter)
    assert leaks.search(tmp_path, secrets, "*.py") == []
    whole = {name for name, _ in hidden_part.of_chapter().answers}
    given = whole - {name for name, _ in secrets.answers}
    assert given == {name for name in whole if EXERCISES[name].chapter < chapter}
    # Nor would it be overlooked there.
    path = tmp_path / "resnet_lessons" / "course" / "exercises" / "regular_block.py"
    path.write_text(path.read_text() + f"\n\n{_OF_RIGHT}")
    assert leaks.search(path.parent, secrets, path.name) != []
