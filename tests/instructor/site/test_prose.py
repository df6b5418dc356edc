"""Markdown of the lessons: formulas, raw HTML, headings, tables, links."""

import pytest
from bs4 import BeautifulSoup

from resnet_lessons.instructor import notebooks
from resnet_lessons.instructor.site.prose import FormulaError, Prose, mathml


def page(text, **settings):
    return BeautifulSoup(Prose(**settings).render(text), "html.parser")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("so $F(x)$ is", "p"),
        ("- $F$ in a list", "li"),
        ("| a |\n|---|\n| $F$ |", "td"),
        ("# The branch $F$", "h1"),
        ("**$F$**", "strong"),
        ("<details><summary>$F$</summary></details>", "summary"),
        ("<details>\n\n$F$\n\n</details>", "p"),
    ],
)
def test_a_formula_becomes_mathml(text, inside):
    found = page(text)
    assert found.find(inside).find("math").find("mi").text == "F"
    assert "$" not in found.text


def test_a_displayed_formula_stands_alone():
    assert page("so\n\n$$\nF(x) + x\n$$\n\nholds").find("math")["display"] == "block"
    assert page("<p>$$y^2$$</p>").find("math")["display"] == "block"


@pytest.mark.parametrize(
    "text",
    [
        "`a $x$ b`",
        "```\na $x$ b\n```",
        "```python\ns = 'a $x$ b'\n```",
        "    a $x$ b",
        "<p><code>a $x$ b</code></p>",
        "<pre>a $x$ b</pre>",
        r"5\$ and 6\$",
        "costs 5$",
    ],
)
def test_code_and_money_are_left_alone(text):
    found = page(text)
    assert not found.find("math")
    assert "$" in found.text


def test_a_smaller_sign_in_raw_html_hides_no_formula():
    found = page("<p>1 < 2, so $a &lt; b$ and <code>$c$</code></p>")
    assert found.math.text.replace(" ", "") == "a<b"
    assert found.code.text == "$c$"


@pytest.mark.parametrize("formula", [r"\notacommand x", r"\left( x", r"x_", ""])
def test_a_formula_that_is_not_understood_is_named(formula):
    with pytest.raises(FormulaError, match="the formula"):
        mathml(formula, "inline")


def test_the_minus_of_a_negative_number_is_no_subtraction():
    signs = BeautifulSoup(mathml(r"\max(0, -x) - y", "inline"), "html.parser")
    minus = [sign for sign in signs.find_all("mo") if sign.text == "−"]
    assert [sign.get("form") for sign in minus] == ["prefix", None]


def test_headings_have_anchors_of_their_own():
    prose = Prose()
    found = BeautifulSoup(prose.render("## Two `blocks`\n\n## Two blocks\n\n## ?"), "html.parser")
    assert [heading["id"] for heading in found.find_all("h2")] == [
        "two-blocks",
        "two-blocks-2",
        "section",
    ]
    assert [heading.text for heading in prose.headings] == ["Two blocks", "Two blocks", "?"]


def test_a_table_scrolls_and_an_empty_head_is_left_out():
    found = page("| | |\n|---|---|\n| a | b |")
    assert "scroller" in found.table.parent["class"]
    assert not found.thead
    assert page("| a | |\n|---|---|\n| a | b |").thead


def test_links_between_notebooks_lead_to_pages():
    found = page("[a](03_x.ipynb) [b](03_x.ipynb#c) [c](other.ipynb)", pages=["03_x"])
    assert [link["href"] for link in found.find_all("a")] == [
        "03_x.html",
        "03_x.html#c",
        "other.ipynb",
    ]


def test_questions_survive():
    text = '<details name="q"><summary>Yes</summary><p>No, $x$.</p></details>\n' * 2
    found = page(f"Choose.\n\n{text}").find_all("details")
    assert [choice["name"] for choice in found] == ["q", "q"]
    assert found[1].summary.text == "Yes"
    assert found[1].p.math


@pytest.mark.parametrize("source", notebooks.sources(), ids=lambda path: path.stem)
def test_every_formula_of_the_chapters_is_set(source):
    cells = [cell for cell in notebooks.build(source).cells if cell.cell_type == "markdown"]
    prose = Prose()
    for cell in cells:
        found = BeautifulSoup(prose.render(cell.source), "html.parser")
        for untouched in found.find_all(["code", "pre"]):
            untouched.decompose()
        assert "$" not in found.text and "\\" not in found.text, cell.source
        assert len(found.find_all("details")) == cell.source.count("<details")
