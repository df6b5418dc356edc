"""The questions of the chapters: fair in form, right in what came, and silent before a guess."""

import itertools
import re

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup

import resnet_lessons as rl
from resnet_lessons.course.questions import questions
from resnet_lessons.display import plain_text
from resnet_lessons.instructor import notebooks
from resnet_lessons.network.depths import network_anatomy
from resnet_lessons.student.asking import QUESTION

QUESTIONS = questions()
WITH_OPTIONS = [each for each in QUESTIONS.values() if each.options]
WITH_AXES = [each for each in QUESTIONS.values() if each.axes]
SOURCES = notebooks.sources()
PLAIN, RESIDUAL = 0, 1


def by_id(question):
    return question.id


def outputs(source):
    """(cell, data of its output) of each committed cell that asks."""
    notebook = nbformat.read(notebooks.NOTEBOOKS / f"{source.stem}.ipynb", as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if QUESTION in output.get("data", {}):
                yield cell, output.data


def test_they_are_about_half_of_the_thirty_that_there_were():
    assert 14 <= len(QUESTIONS) <= 20
    assert {question.chapter for question in QUESTIONS.values()} == set(range(len(SOURCES)))
    assert WITH_OPTIONS and {len(question.axes) for question in WITH_AXES} == {1, 2}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_package_holds_what_the_chapters_state(source):
    assert notebooks.has_fresh_questions(source), "run `make notebooks`"


@pytest.mark.parametrize("question", WITH_OPTIONS, ids=by_id)
def test_options_are_alike_in_form_and_length(question):
    texts = [plain_text(option.text) for option in question.options]
    assert 3 <= len(texts) <= 4
    assert all(text.endswith(".") for text in texts)
    lengths = [len(text) for text in texts]
    assert max(lengths) - min(lengths) <= max(4, 0.12 * max(lengths)), lengths
    for word in (" because ", ": ", " since "):
        assert len({word in text for text in texts}) == 1, word


def test_neither_place_nor_length_gives_the_right_option_away():
    right = [[o.right for o in question.options].index(True) for question in WITH_OPTIONS]
    assert max(map(right.count, right)) <= len(right) / 2
    longest = [
        all(
            len(plain_text(o.text)) < len(plain_text(question.options[place].text))
            for n, o in enumerate(question.options)
            if n != place
        )
        for question, place in zip(WITH_OPTIONS, right, strict=True)
    ]
    assert sum(longest) <= len(longest) / 2


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=by_id)
def test_every_guess_has_an_explanation_of_its_own(question):
    told = [each.explanation for each in question.options or question.regions]
    assert len(set(told)) == len(told)
    for explanation in told:
        assert 8 <= len(plain_text(explanation).split()) < 70
        assert explanation.endswith((".", "?"))
        assert "**" not in explanation


@pytest.mark.parametrize("question", WITH_AXES, ids=by_id)
def test_every_region_can_be_hit_and_one_of_them_holds_what_came(question):
    grids = [np.linspace(axis.low, axis.high, 101) for axis in question.axes]
    hit = [
        next(n for n, region in enumerate(question.regions) if region.holds(guess))
        for guess in itertools.product(*grids)
    ]
    share = np.bincount(hit, minlength=len(question.regions)) / len(hit)
    assert (share > 0.02).all(), share
    came = next(region for region in question.regions if region.holds(question.came))
    agrees = ("is about right", "is close", "changes only in the first block")
    assert [
        any(words in region.explanation for words in agrees) for region in question.regions
    ] == [region is came for region in question.regions]
    for axis, number in zip(question.axes, question.came, strict=True):
        # Neither end nor middle, at which a slider begins.
        assert axis.low < number < axis.high
        assert abs(number - (axis.low + axis.high) / 2) > (axis.high - axis.low) / 20


def test_what_came_is_what_is_computed():
    regular = rl.anatomy.block_anatomy("regular", 56, 56, channels=256, filters=256)
    narrow = rl.anatomy.block_anatomy("bottleneck", 56, 56, channels=256, filters=64)
    deep = network_anatomy(200)
    network = {depth: network_anatomy(depth) for depth in (18, 34, 50)}
    layers = [part for part in network[18].parts if part.name.startswith("block layer")]
    views = {view.place: view.width for view in rl.receptive_field.views(network[50])}
    costs = {
        depth: (round(each.parameters / 1e6, 1), round(each.multiply_adds / 1e9, 1))
        for depth, each in network.items()
    }
    expected = {
        "bottleneck": (round(regular.parameters / narrow.parameters),),
        "pink_blocks": (sum(block.projects for block in deep.blocks),),
        "last_share": (round(100 * layers[-1].parameters / network[18].parameters),),
        "window": (views["block layer 1, block 2"],),
        "resnet50_costs": costs[50],
    }
    for name, numbers in expected.items():
        assert QUESTIONS[name].came == pytest.approx(numbers), name
    known = {point.label: point.at for point in QUESTIONS["resnet50_costs"].known}
    assert known == {"ResNet-18": costs[18], "ResNet-34": costs[34]}


def test_what_came_is_what_was_recorded():
    lesions, _ = rl.experiments.recorded("lesion")
    # Of the nine blocks that both networks can lose.
    mean = lesions.dropped[..., lesions.keeps_shape].mean(axis=(0, 2))
    cut = QUESTIONS["one_block_cut"]
    assert [round(100 * each) for each in mean[[PLAIN, RESIDUAL]]] == list(cut.came)
    whole = [lesions.whole[:, kind].mean() for kind in (PLAIN, RESIDUAL)]
    assert [round(100 * each) for each in whole] == list(cut.known[0].at)
    paths, _ = rl.experiments.recorded("path_lengths")
    mean = (paths.shares * paths.lengths).sum(axis=-1)
    assert np.abs(mean - QUESTIONS["gradient_paths"].came[0]).max() <= 0.5
    # One path passes no branch, and 190 pass two.
    assert paths.number_of_paths[[0, 2]].tolist() == [1, 190]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_committed_notebook_shows_nothing_of_what_came_before_it_is_opened(source):
    asked = list(outputs(source))
    number = int(source.stem[:2])
    ids = [question.id for question in QUESTIONS.values() if question.chapter == number]
    assert [re.search(r'rl\.ask\(\s*"(\w+)"', cell.source)[1] for cell, _ in asked] == ids
    for question, (_, data) in zip(map(QUESTIONS.get, ids), asked, strict=True):
        page = BeautifulSoup(data["text/html"], "html.parser")
        assert not page.find_all("details", open=True)
        story = plain_text(question.story).split("\n")[0]
        assert story in page.text
        for closed in page.find_all("details"):
            closed.summary.extract()
            closed.clear()
        assert not page.find("img")
        assert not story or story not in page.text
        shown = plain_text(data["text/plain"])
        for told in question.options or question.regions:
            assert plain_text(told.explanation) not in shown
        assert not story or story not in shown
        for said in data[QUESTION]["shown"]:
            assert said not in shown


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_each_chapter_ends_with_what_was_guessed(source):
    cells = notebooks.build(source).cells
    assert [cell.source for cell in cells if cell.cell_type == "code"][-2:] == [
        f"rl.guesses({int(source.stem[:2])})",
        "rl.progress()",
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_each_question_is_headed_as_one(source):
    cells = notebooks.build(source).cells
    headed = [cell for cell in cells if "### Predict: " in cell.source]
    asked = [cell for cell in cells if "question" in cell.metadata.get("tags", ())]
    assert headed == asked
    for cell in asked:
        assert cell.source.partition("\n")[0].endswith("?")
        assert "::" not in cell.source
