"""Two students on a JupyterHub: a link brings the notebooks, and what changes there later; they answer,
hand in, and are graded. Built as docs/how_to/jupyterhub.md says."""

import csv
import json
import shutil
import zipfile

import nbformat
import pytest
from playwright.sync_api import expect

from resnet_lessons import cli
from resnet_lessons.instructor import release
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from tests.journeys.hub import LONG, NotebookOnHub, environment_of, git, jupyterhub, why_no_hub
from tests.journeys.lab import CHROMIUM, SECONDS
from tests.support.soak import only_in_soak

pytestmark = [
    pytest.mark.installs,
    pytest.mark.browser,
    pytest.mark.kernel,
    only_in_soak,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
    pytest.mark.skipif(bool(why_no_hub()), reason=why_no_hub() or "runs"),
]
CHAPTER = "02_block_structure.ipynb"
RIGHT = {
    name: without_markers(answer(name))
    for name in ("pre_activation", "pre_activation_with_shortcut", "regular_block")
}
WRONG = variants("regular_block")["stride_on_second_convolution"]
# How long Playwright waits for what it expects, if nobody says otherwise.
_USUAL = 5 * SECONDS
NEW_WORDS = "Section 2.6 is for next week."


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """A bundle of one chapter, which is not run beforehand: tests of the release do that."""
    folder = tmp_path_factory.mktemp("bundle")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "_run", lambda *given: None)
        release.release(folder / "bundle.zip", chapter=2)
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extractall(folder)
    return folder / "resnet-lessons"


@pytest.fixture(scope="module")
def hub(bundle, tmp_path_factory):
    """The hub, and a clone of its repository in which the instructor works."""
    folder = tmp_path_factory.mktemp("hub")
    repository, clone = folder / "lessons.git", folder / "clone"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", repository)
    git(folder, "clone", "--quiet", repository, clone)
    git(clone, "checkout", "--quiet", "-B", "main")
    shutil.copy(bundle / "notebooks" / CHAPTER, clone)
    publish(clone)
    programs = environment_of(bundle, folder / "environment")
    (folder / "state").mkdir()
    with jupyterhub(programs, repository, folder / "state") as running:
        yield running, clone


def publish(clone):
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "-m", "The lessons as they now are")
    git(clone, "push", "--quiet", "origin", "main")


@pytest.fixture
def opened(browser):
    """Function that opens a link as somebody, in a browser of their own that knows nothing yet."""
    contexts = []

    def open_link(link, user):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        page = contexts[-1].new_page()
        page.set_default_timeout(LONG * SECONDS)
        return NotebookOnHub(page, link, user)

    expect.set_options(timeout=LONG * SECONDS)
    yield open_link
    expect.set_options(timeout=_USUAL)
    for context in contexts:
        context.close()


def extensions_loaded(page):
    """Names of what JupyterLab loads besides its own parts, as it tells its page."""
    told = page.locator("#jupyter-config-data").text_content()
    return {each["name"] for each in json.loads(told)["federated_extensions"]}


def begin(notebook):
    for text in ("import resnet_lessons as rl", "import keras"):
        notebook.run(notebook.cell(text))


def solve(notebook, name, text, verdict):
    check = notebook.cell(f'rl.check("{name}", {name})')
    notebook.type_into(notebook.cell(f"def {name}("), text)
    notebook.run(check)
    expect(check.locator(".resnet-check")).to_have_attribute("data-verdict", verdict)
    return check.locator(".resnet-check")


def begin_block(notebook):
    """Solves what a block calls."""
    for name in ("pre_activation", "pre_activation_with_shortcut"):
        solve(notebook, name, RIGHT[name], "passed")


def kept_in(folder):
    return {path.stem for path in (folder / "my_answers").glob("*.py")}


def hand_in(notebook):
    call = notebook.append("rl.hand_in()")
    notebook.save()
    notebook.run(call)
    expect(call).to_contain_text("Upload this file: 02_block_structure_hand_in.ipynb")


def change(clone):
    """The instructor adds words right above an answer, and changes the stub of that answer."""
    notebook = nbformat.read(clone / CHAPTER, as_version=4)
    place = next(
        number
        for number, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "regular_block"
    )
    notebook.cells.insert(place, nbformat.v4.new_markdown_cell(NEW_WORDS))
    notebook.cells[place + 1].source += "\n# A new line in the stub."
    nbformat.write(notebook, clone / CHAPTER)
    publish(clone)


def test_two_students_work_hand_in_and_are_graded(hub, opened, tmp_path):
    hub, clone = hub
    ada, bob = (hub.welcome(user) / "lessons" for user in ("ada", "bob"))
    notebook = opened(hub.link(CHAPTER), "ada")
    assert "/user/ada/" in notebook.page.url
    # What the page's settings hide: nbgrader's menu, and the question about news.
    expect(notebook.page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
    expect(notebook.page.get_by_text("official Jupyter news")).to_have_count(0)
    assert "resnet-lessons" in extensions_loaded(notebook.page)
    begin(notebook)
    question = notebook.cell('rl.ask("four_shortcuts"')
    notebook.run(question)
    # A widget, below an address that begins with /user/ada/.
    expect(question.locator(".resnet-question")).to_be_visible()
    begin_block(notebook)
    said = solve(notebook, "regular_block", WRONG, "failed")
    expect(said).to_have_attribute("data-diagnosis", "stride_on_second_convolution")
    solve(notebook, "regular_block", RIGHT["regular_block"], "passed")
    notebook.save()
    notebook.page.close()

    change(clone)
    notebook = opened(hub.link(CHAPTER), "ada")
    expect(notebook.page.locator("p", has_text=NEW_WORDS)).to_be_visible()
    text = (ada / CHAPTER).read_text(encoding="utf-8")
    assert "return conv2 + shortcut" in text and "A new line in the stub." not in text
    nbformat.validate(nbformat.read(ada / CHAPTER, as_version=4))
    begin(notebook)
    hand_in(notebook)

    notebook = opened(hub.link(CHAPTER), "bob")
    begin(notebook)
    begin_block(notebook)
    solve(notebook, "regular_block", WRONG, "failed")
    hand_in(notebook)

    assert kept_in(ada) == set(RIGHT) and kept_in(bob) == set(RIGHT) - {"regular_block"}
    assert "my_answers" not in git(ada, "ls-files")
    assert points_of({"ada": ada, "bob": bob}, tmp_path) == {
        "ada": {"pre_activation": 2, "pre_activation_with_shortcut": 3, "regular_block": 4},
        "bob": {"pre_activation": 2, "pre_activation_with_shortcut": 3, "regular_block": 0.9},
    }


def points_of(folders, tmp_path):
    """{student: {exercise: points}} of what was handed in."""
    for student, folder in folders.items():
        (tmp_path / "submissions" / student).mkdir(parents=True)
        shutil.copy(folder / "02_block_structure_hand_in.ipynb", tmp_path / "submissions" / student)
    report = tmp_path / "report"
    assert cli.main(["grade", str(tmp_path / "submissions"), "--out", str(report)]) == 0
    points = {student: {} for student in folders}
    with (report / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["exercise"] in RIGHT:
                points[row["student_id"]][row["exercise"]] = float(row["points"])
    return points
