"""Whole pages, made of small notebooks: read as a browser does."""

import re

import pytest
from bs4 import BeautifulSoup

from resnet_lessons import cli
from resnet_lessons.instructor import notebook_sources, site
from resnet_lessons.instructor.site import chapters, site_pages
from resnet_lessons.instructor.site.outputs import Pictures, PicturesInside, read_output
from tests.instructor.site.notebooks import (
    asked,
    code,
    control,
    explorable,
    explorer,
    figure,
    frame,
    notebook,
    prose,
    result,
    stream,
)

OPENING = (
    "# 1 · The first\n\n**You will be able to** say why.\n\n**Time** about 45 minutes, 30 of them "
    "writing. **You need** nothing."
)
HOSTILE = '</pre><script>document.title = "taken"</script>'


@pytest.fixture(scope="module")
def files():
    return site.build(
        {"01_first": first(), "02_second": notebook(prose("# 2 · The <b>second</b>"))}
    )


def first():
    return notebook(
        prose(OPENING),
        code("import numpy as np  # $x$", stream("noise", "stderr")),
        prose("## 1.1 Where from\n\n$F(x)$\n\n### Predict: which *is* it?"),
        code("a < b", figure(), stream(HOSTILE)),
        prose('<details name="q"><summary>Yes</summary><p>No.</p></details>'),
        code(
            "def answer():\n    raise NotImplementedError",
            nbgrader={"solution": True, "grade": False},
        ),
        code("check()", result({"text/html": "<p>not started</p>"}), nbgrader={"grade": True}),
        code("explore()", explorer([frame("a"), frame("b")], [control("size", ["1", "2"], 1)])),
    )


def page(files, name):
    return BeautifulSoup(files[name], "html.parser")


def test_equal_notebooks_give_equal_files(files):
    again = {"01_first": first(), "02_second": notebook(prose("# 2 · The <b>second</b>"))}
    assert site.build(again) == files


@pytest.mark.parametrize("name", ["index.html", "01_first.html", "02_second.html"])
def test_a_page_is_whole_and_refers_to_files_of_the_site_only(files, name):
    found = page(files, name)
    assert found.html["lang"] == "en"
    assert found.title.text.strip()
    assert len(found.find_all("h1")) == len(found.find_all("main")) == 1
    assert found.find(id=found.find("a", class_="skip")["href"][1:]).name == "main"
    ids = [element["id"] for element in found.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for element in found.find_all(src=True):
        assert element["src"] in files
    for element in found.find_all(href=True):
        address, _, anchor = element["href"].partition("#")
        assert address in files or element["href"] == "data:," or (not address and anchor in ids)
    assert not re.search(rb"https?:|//[a-z]+\.|@import|url\(", files[name] + files["style.css"])


def test_every_picture_says_what_it_shows_and_how_large_it_is(files):
    pictures = [
        image for name in files if name.endswith("html") for image in page(files, name)("img")
    ]
    assert pictures
    for image in pictures:
        assert image["alt"].strip()
        assert (image["width"], image["height"], image["loading"]) == ("40", "20", "lazy")


def test_a_figure_is_there_in_both_themes(files):
    shown = page(files, "01_first.html").find("div", class_="picture")("img")
    assert [image["class"] for image in shown] == [["in-light"], ["in-dark"]]
    assert files[shown[0]["src"]] != files[shown[1]["src"]]


def test_text_of_an_output_stays_text_and_stderr_is_not_shown(files):
    found = page(files, "01_first.html")
    assert found.find("pre", class_="result").text == HOSTILE
    assert "noise" not in found.text
    assert found.find(string="a").parent.parent.text == "a < b"


def test_only_the_sites_own_scripts_may_run(files):
    policy = page(files, "01_first.html").find("meta", {"http-equiv": "Content-Security-Policy"})
    script = re.search("script-src ([^;]*)", policy["content"])[1]
    assert len(re.findall("'sha256-[^']+'", script)) == len(script.split()) == 3
    assert "default-src 'none'" in policy["content"]


def test_questions_survive(files):
    choice = page(files, "01_first.html").find("details", {"name": "q"})
    assert (choice.summary.text, choice.p.text) == ("Yes", "No.")


def test_an_exercise_is_shown_as_one(files):
    cell = page(files, "01_first.html").find("div", class_="exercise")
    assert "student" in cell.find("p", class_="note").text
    assert "raise NotImplementedError" in cell.pre.text
    assert cell.find_next_sibling("div")["class"] == ["cell", "check"]


def test_an_explorer_has_its_first_picture_and_its_data(files):
    found = page(files, "01_first.html")
    place = found.find("div", class_="resnet-explorer")
    assert place.img["alt"] == "b"
    assert found.find("script", id=place["data-explorer"])["type"] == "application/json"
    # What fits the page comes after what may widen it.
    explorers, fitting = found.find_all("script", type="module")
    assert explorers.string.rstrip().endswith("mountAll(document);")
    assert page(files, "02_second.html").find_all("script", type="module") == [fitting]


def test_an_explorable_and_the_sections_that_show_it_lead_to_each_other():
    first = notebook(
        prose("# 1 · The first"),
        code("before()", explorable("unfold")),
        prose("## 1.1 Where *from*"),
        code("shown()", explorable("playground"), explorable("unfold")),
        code("again()", explorable("playground")),
        prose("### A part\n\n## 1.2 Where to"),
        code("ask()", asked("deeper_plain", explorable("playground"))),
    )
    second = notebook(prose("# 2 · The second\n\n## 2.1 There"), code("1"))
    form = explorable("playground", "The depth playground").data
    alone = read_output(result(form), PicturesInside(), "values-playground")
    read = [
        chapters.read(each, name, Pictures()) for name, each in (("01_a", first), ("02_b", second))
    ]
    made = site_pages.files(read, [alone])
    places = page(made, "playground.html").find("p", class_="belongs")
    assert [(link["href"], link.text) for link in places("a")] == [
        ("01_a.html#1-1-where-from", "1.1 Where from"),
        ("01_a.html#1-2-where-to", "1.2 Where to"),
    ]
    for name, number in (("playground.html", 3), ("unfold.html", 2)):
        assert len(page(made, "01_a.html")("a", href=name)) == number
    assert not page({"a": site_pages.explorable_page(alone).encode()}, "a").find(class_="belongs")


def test_the_widgets_script_can_stand_in_a_page():
    from resnet_lessons.widgets.explorer import SCRIPT as text

    assert "function mountAll(" in text
    assert "</script" not in text.lower() and "<!--" not in text


def test_contents_and_neighbours(files):
    found = page(files, "01_first.html")
    assert [link.text for link in found.find("nav", class_="contents")("a")] == ["1.1 Where from"]
    assert found.find("a", rel="next")["href"] == "02_second.html"
    assert not found.find("a", rel="prev")
    assert page(files, "02_second.html").find("a", rel="prev")["href"] == "01_first.html"
    assert page(files, "02_second.html").find("nav", class_="contents") is None


def test_a_card_tells_question_minutes_and_aim(files):
    card, other = page(files, "index.html")("li", class_="card")
    assert card.find(class_="kicker").text == "Chapter 1 · 45 minutes"
    assert card.a["href"] == "01_first.html"
    assert card.find(class_="question").text == "Which is it?"
    assert card.find(class_="aim").text == "You will be able to say why."
    assert card.img["alt"] == "a white field"
    assert (other.find(class_="kicker").text, other.a.text) == ("Chapter 2", "The second")
    assert not other.find("img")


def test_what_cannot_become_a_page_is_named():
    with pytest.raises(site.ChapterError, match="03_bad, cell 1: the formula"):
        site.build({"03_bad": notebook(prose("# 3 · Bad"), prose(r"$\nosuchthing$"))})


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one chapter that says what its kernel was told."""
    source = tmp_path / "source" / "07_small.py"
    source.parent.mkdir()
    source.write_text(
        "# %% [markdown]\n# # 7 · Small\n\n# %%\nimport os\n\n"
        'print(os.environ["RESNET_LESSONS_SITE"], os.environ["MPLBACKEND"])\n'
    )
    monkeypatch.setattr(notebook_sources, "SOURCES", source.parent)
    return source


@pytest.mark.grades
def test_the_command_runs_the_chapters_for_the_site(course, tmp_path, capsys):
    assert cli.main(["site", "--out", str(tmp_path / "out")]) == 0
    assert "chapter 1 of 1: 07_small" in capsys.readouterr().out
    written = BeautifulSoup((tmp_path / "out" / "07_small.html").read_text(), "html.parser")
    assert written.find("pre", class_="result").text == "1 agg"


@pytest.mark.grades
def test_the_command_says_what_is_wrong(course, tmp_path, capsys):
    assert cli.main(["site", "--out", str(course.parent)]) == 1
    assert "something else than a site" in capsys.readouterr().err
    course.write_text("# %%\n1 / 0\n")
    assert cli.main(["site", "--out", str(tmp_path / "out")]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
