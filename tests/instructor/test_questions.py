"""Questions to predict: read from a task list, shown as choices that open."""

from html.parser import HTMLParser

import pytest
from nbconvert.filters import markdown2html

from resnet_lessons.instructor import notebooks, questions

GOOD = """### Predict: which one?

A sentence of prose.

- [ ] `a < b` & **both** :: It is *tempting*
  on two lines.
- [x] The formula $x_1 * y_2 * z$ :: Because 1 < 2.
"""


class Details(HTMLParser):
    """What a browser makes of the choices: (summary, rest, names of the elements inside)."""

    def __init__(self, page):
        super().__init__()
        self.found, self.inside = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "details":
            self.found.append(
                {"name": dict(attributes)["name"], "summary": "", "p": "", "tags": []}
            )
        elif tag in ("summary", "p"):
            self.inside = tag
        elif self.found:
            self.found[-1]["tags"].append(tag)

    def handle_endtag(self, tag):
        self.inside = None if tag in ("summary", "p") else self.inside

    def handle_data(self, data):
        if self.found and self.inside:
            self.found[-1][self.inside] += data


def test_a_task_list_is_read():
    question = questions.parse(GOOD)
    assert question.prose == "### Predict: which one?\n\nA sentence of prose."
    first, second = question.choices
    assert first == questions.Choice("`a < b` & **both**", "It is *tempting* on two lines.", False)
    assert second.right


def test_a_choice_opens_to_its_explanation():
    text = questions.cell_text(GOOD, 3)
    assert text.startswith("### Predict: which one?\n\nA sentence of prose.\n\n")
    first, second = Details(text).found
    assert first["name"] == second["name"] == "question-3"
    assert first["summary"] == "a < b & both"
    assert first["p"] == "✗ Not quite. It is tempting on two lines."
    assert first["tags"] == ["code", "strong", "strong", "em"]
    assert second["summary"] == "The formula $x_1 * y_2 * z$"
    assert second["p"] == "✓ Right. Because 1 < 2."


def test_what_looks_like_html_is_shown_and_not_run():
    text = questions.cell_text(GOOD.replace("both", "<script>alert(1)</script>"), 1)
    assert "<script" not in text
    assert "<script>alert(1)</script>" in Details(text).found[0]["summary"]


def test_a_page_made_by_nbconvert_holds_the_same_choices():
    text = questions.cell_text(GOOD, 1)
    page = markdown2html(text)
    assert Details(page).found == Details(text).found
    assert len(Details(page).found) == 2


def test_the_choices_stand_in_one_piece():
    """An empty line would end the HTML, and what follows would be Markdown again."""
    text = questions.cell_text(GOOD, 1)
    assert "\n\n" not in text[text.index("<details") :]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with a heading"),
        ("### Which?\n", "at least two choices, it has 0"),
        ("### Which?\n\n- [x] a :: b\n", "at least two choices, it has 1"),
        (GOOD.replace("[x]", "[ ]"), "here 0 are"),
        (GOOD.replace("[ ]", "[X]"), "here 2 are"),
        (GOOD.replace(" :: Because 1 < 2.", ""), "is not 'choice :: explanation'"),
        (GOOD.replace("Because 1 < 2.", ""), "is not 'choice :: explanation'"),
        (GOOD.replace("The formula $x_1 * y_2 * z$", ""), "is not 'choice :: explanation'"),
        (GOOD.replace("[x]", "[y]"), "begins with neither"),
        (GOOD.replace("- [x]", "* [x]"), "stands among the choices"),
        (GOOD + "\nAn afterthought.\n", "'An afterthought.' stands among the choices"),
        (GOOD.replace("### ", ""), "begins with a heading"),
        (GOOD.replace("x_1 * y_2", "x < y"), "in the formula $x < y * z$"),
    ],
)
def test_a_malformed_question_names_its_file_itself_and_the_fault(text, said, tmp_path):
    source = tmp_path / "07_small.py"
    lines = "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
    source.write_text(f'# %% [markdown] tags=["question"]\n{lines}\n# %%\nprint(1)\n')
    with pytest.raises(notebooks.BuildError) as caught:
        notebooks.build(source)
    assert said in str(caught.value)
    assert "07_small.py" in str(caught.value)
    assert text.partition("\n")[0] in str(caught.value)


def test_questions_are_numbered_and_other_task_lists_left_alone(tmp_path):
    source = tmp_path / "07_small.py"
    lines = "".join(f"# {line}".rstrip() + "\n" for line in GOOD.splitlines())
    cell = f'# %% [markdown] tags=["question"]\n{lines}\n'
    source.write_text(f"{cell}# %% [markdown]\n# - [x] done\n\n{cell}")
    first, plain, second = notebooks.build(source).cells
    assert {choice["name"] for choice in Details(first.source).found} == {"question-1"}
    assert {choice["name"] for choice in Details(second.source).found} == {"question-2"}
    assert plain.source == "- [x] done"
    assert first.metadata.tags == [questions.TAG]


@pytest.mark.parametrize("source", notebooks.sources(), ids=lambda path: path.stem)
def test_each_chapter_asks_and_explains(source):
    cells = notebooks.build(source).cells
    asked = [cell for cell in cells if questions.TAG in cell.metadata.get("tags", ())]
    predictions = [cell for cell in cells if "Predict:" in cell.source]
    assert predictions == asked
    assert len(asked) >= (1 if source.stem.startswith("00") else 3)
    for cell in asked:
        assert cell.cell_type == "markdown"
        choices = Details(cell.source).found
        assert 3 <= len(choices) <= 4
        assert sum("✓" in choice["p"] for choice in choices) == 1
        for choice in choices:
            assert len(choice["p"].split()) < 60, choice["p"]
            assert "**" not in choice["p"] + choice["summary"]


def test_the_right_choice_has_no_fixed_place():
    places = []
    for source in notebooks.sources():
        for cell in notebooks.build(source).cells:
            if questions.TAG in cell.metadata.get("tags", ()):
                found = ["✓" in choice["p"] for choice in Details(cell.source).found]
                places.append(found.index(True))
    assert set(places) == {0, 1, 2, 3}
    assert max(map(places.count, places)) <= len(places) / 2
