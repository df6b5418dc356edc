"""Questions to predict: read from a chapter's source, and taken out of its notebook."""

import json
import re

import pytest

from resnet_lessons.course import questions as course_questions
from resnet_lessons.display import plain_text
from resnet_lessons.instructor import notebooks, question_sources

GOOD = """### Predict: which `one`?

A sentence of prose with $x$.

```toml
id = "which_one"
```

- [ ] `a < b` & **both** :: It is *tempting*
  on two lines.
- [x] The other one :: Because 1 < 2.
"""
LINE = """### Predict: how many?

```toml
id = "how_many"
axes = [{ name = "share", label = "share, in percent", low = 0, high = 100, step = 1, unit = "%" }]
came = [72]
```

- up to 30 :: That is little.
- above 30 :: That is much.
"""
POINT = """### Predict: where?

```toml
id = "where"
axes = [
  { name = "depth", label = "layers", low = 0, high = 60, step = 1, unit = "layers" },
  { name = "share", label = "share, in percent", low = 0, high = 100, step = 0.5, unit = "%" },
]
came = [42, 62.5]
known = [{ label = "the shallow one", at = [14, 80] }]
```

- depth up to 20, share above 30.5 :: So few layers?
- elsewhere :: It may be.
"""


def parse(text, story=""):
    return question_sources.parse(text, 7, story)


def chapter_of(folder, *cells):
    """A source of cells, of which each is ("code" or the tag of a Markdown cell, text)."""
    source, parts = folder / "07_small.py", []
    for kind, text in cells:
        if kind == "code":
            parts.append(f"# %%\n{text}\n")
        else:
            lines = "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
            parts.append(f'# %% [markdown] tags=["{kind}"]\n{lines}')
    source.write_text("\n".join(parts))
    return source


def test_options_are_read():
    prose, question = parse(GOOD, "It **came** so.\n\nTwice.")
    assert prose == "### Predict: which `one`?\n\nA sentence of prose with $x$."
    assert (question.id, question.chapter) == ("which_one", 7)
    assert question.heading == "Which <code>one</code>?"
    first, second = question.options
    assert first.text == "<code>a &lt; b</code> &amp; <strong>both</strong>"
    assert first.explanation == "It is <em>tempting</em> on two lines."
    assert (first.right, second.right) == (False, True)
    assert question.story == "<p>It <strong>came</strong> so.</p>\n<p>Twice.</p>"
    assert question.outcome == "The other one"


def test_a_line_is_read():
    question = parse(LINE)[1]
    assert question.options == ()
    assert question.axes[0].label == "share, in percent"
    assert [region.limits for region in question.regions] == [
        ((0, "up to", 30.0),), ((0, "above", 30.0),),
    ]  # fmt: skip
    assert [[region.holds([n]) for region in question.regions] for n in (30, 31)] == [
        [True, False], [False, True],
    ]  # fmt: skip
    assert question.outcome == "72%"


def test_a_point_is_read():
    question = parse(POINT)[1]
    corner, rest = question.regions
    assert corner.limits == ((0, "up to", 20.0), (1, "above", 30.5))
    assert rest.limits == ()
    assert [corner.holds(at) for at in ([20, 31], [21, 31], [20, 30.5])] == [True, False, False]
    assert rest.holds([0, 0])
    assert question.known[0].at == (14, 80)
    assert question.outcome == "42 layers, 62.5%"


def test_what_looks_like_html_is_shown_and_not_run():
    question = parse(GOOD.replace("both", "<script>alert(1)</script>"))[1]
    assert "<script" not in question.options[0].text
    assert "<script>alert(1)</script>" in plain_text(question.options[0].text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with a heading"),
        ("### Which?\n", "it has no settings"),
        (GOOD.replace("### ", ""), "begins with a heading"),
        (GOOD.replace('id = "which_one"', "id ="), "cannot be read"),
        (GOOD.replace('id = "which_one"', 'name = "which_one"'), "its settings are ['name']"),
        (GOOD.replace('one"\n', 'one"\nrange = 3\n'), "its settings are ['id', 'range']"),
        (GOOD.replace("- [ ]", "- [x]"), "here 2 are"),
        (GOOD.replace("- [x]", "- [ ]"), "here 0 are"),
        (GOOD.replace("[x]", "[y]"), "begins with neither"),
        (GOOD.replace("- [x]", "* [x]"), "stands in the list"),
        (GOOD.replace(" :: Because 1 < 2.", ""), "is not 'guess :: explanation'"),
        (GOOD.replace("Because 1 < 2.", ""), "is not 'guess :: explanation'"),
        (GOOD[: GOOD.index("- [x]")].replace("[ ]", "[x]"), "at least two guesses"),
        (GOOD.replace("The other one", "$x$"), "without a formula"),
        (GOOD + "\nAn afterthought.\n", "'An afterthought.' stands in the list"),
        (LINE.replace("low = 0", "low = 200"), "no numbers to guess"),
        (LINE.replace('label = "share, in percent", ', ""), "label"),
        (LINE.replace("72", "172"), "needs what came"),
        (LINE.replace("came = [72]\n", ""), "needs what came"),
        (LINE.replace("[72]", "[72, 3]"), "needs what came"),
        (LINE.replace("up to 30 ", "below 30 "), "'below 30' is no limit"),
        (LINE.replace("above 30 ", "up to 90 "), "its last region has to take the rest"),
        (POINT.replace("depth up", "width up"), "'width up to 20' is no limit"),
    ],
)
def test_a_malformed_question_names_its_file_itself_and_the_fault(text, said, tmp_path):
    source = chapter_of(tmp_path, ("question", text), ("code", 'rl.ask("which_one")'))
    with pytest.raises(notebooks.BuildError) as caught:
        notebooks.build(source)
    assert said in str(caught.value)
    assert "07_small.py" in str(caught.value)
    assert text.partition("\n")[0] in str(caught.value)


def test_what_gives_the_answer_away_is_taken_out_of_the_notebook(tmp_path):
    source = chapter_of(
        tmp_path,
        ("question", GOOD),
        ("code", 'rl.ask("which_one")'),
        ("came", "The story."),
        ("other", "- [x] done"),
    )
    stated, asked, other = notebooks.build(source).cells
    assert stated.source == "### Predict: which `one`?\n\nA sentence of prose with $x$."
    assert asked.source == 'rl.ask("which_one")'
    assert other.source == "- [x] done"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([("question", GOOD)], 'has to ask it: rl.ask("which_one")'),
        ([("question", GOOD), ("code", 'rl.ask("other")')], "has to ask it"),
        ([("question", GOOD), ("code", 'rl.ask("which_one")')] * 2, "another one is called"),
        ([("came", "So it came.")], "told right after the cell that asks"),
        ([("question", GOOD), ("code", 'rl.ask("which_one")'), ("came", "## No")], "no heading"),
    ],
)
def test_a_question_is_asked_once_and_told_once(cells, said, tmp_path):
    with pytest.raises(notebooks.BuildError, match=re.escape(said)):
        notebooks.build(chapter_of(tmp_path, *cells))


def test_the_file_of_a_chapter_is_written_and_a_stale_one_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(course_questions, "FOLDER", tmp_path)
    source = chapter_of(tmp_path, ("question", POINT), ("code", 'rl.ask("where")'))
    assert not notebooks.has_fresh_questions(source)
    notebooks.write_questions(source)
    assert notebooks.has_fresh_questions(source)
    (values,) = json.loads((tmp_path / "07_small.json").read_text())
    assert course_questions.from_dict(values) == parse(POINT)[1]
    chapter_of(tmp_path, ("code", "1"))
    assert not notebooks.has_fresh_questions(source)
    notebooks.write_questions(source)
    assert not (tmp_path / "07_small.json").exists()
    assert notebooks.has_fresh_questions(source)
