"""A learner commits to guesses in JupyterLab, by mouse and by keyboard, and finds them again."""

import json

import nbformat
import pytest
from playwright.sync_api import expect

from resnet_lessons.course.questions import questions
from resnet_lessons.display import plain_text
from tests.journeys.explorers import accessibility_faults, complaints
from tests.journeys.lab import CHROMIUM, SECONDS, Notebook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
FIGURE = "lambda: rl.figures.shape_steps(rl.depths.network_anatomy(18))"
CELLS = (
    "import resnet_lessons as rl",
    f'rl.ask("numbers_left", {FIGURE})',
    f'rl.ask("window", {FIGURE})',
    'rl.ask("resnet50_costs")',
    "rl.guesses(4)",
)
CHOICE, LINE, POINT = (questions()[name] for name in ("numbers_left", "window", "resnet50_costs"))


@pytest.fixture
def asking(lab):
    """(folder, address) of a notebook with one question of each kind."""
    folder, address = lab
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(notebook, folder / "asking.ipynb")
    return folder, address("asking.ipynb")


def test_guesses_are_made_kept_and_taken_back(asking, page, pictures):
    folder, address = asking
    heard = complaints(page)
    notebook = Notebook(page, address)
    notebook.run_all()
    asked = page.locator(".resnet-question")
    expect(asked).to_have_count(3, timeout=60 * SECONDS)
    expect(page.locator(".jp-OutputArea-output img")).to_have_count(0)
    assert accessibility_faults(page, ".resnet-question") == []

    asked.nth(0).locator("button.option").first.click()
    told = asked.nth(0).locator("details.told[open]")
    expect(told).to_contain_text(plain_text(CHOICE.options[0].explanation))
    cell = notebook.cell("numbers_left")
    expect(cell.locator(".jp-OutputArea-output img")).to_be_visible(timeout=20 * SECONDS)

    asked.nth(1).get_by_role("slider").press("Home")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(asked.nth(1)).to_contain_text(plain_text(LINE.regions[0].explanation))
    expect(notebook.cell('rl.ask("window"')).to_contain_text(
        plain_text(LINE.story)[:60].replace("\n", " "), timeout=20 * SECONDS
    )

    asked.nth(2).locator("svg").click(position={"x": 300, "y": 100})
    asked.nth(2).get_by_role("button", name="This is my guess").click()
    expect(asked.nth(2).locator(".came circle")).to_be_visible()
    expect(page.locator(".jp-OutputArea-output img")).to_have_count(2)
    assert accessibility_faults(page, ".resnet-question") == []
    page.screenshot(path=pictures / "questions_in_jupyterlab.png", full_page=True)

    kept = {path.stem: json.loads(path.read_text()) for path in guesses_of(folder)}
    assert kept == {"numbers_left": 0, "window": [1], "resnet50_costs": kept["resnet50_costs"]}
    assert POINT.accepts(kept["resnet50_costs"])

    reopened = Notebook(page, address)
    reopened.run_all()
    expect(page.locator(".resnet-question[data-guessed=true]")).to_have_count(
        3, timeout=60 * SECONDS
    )
    last = reopened.cell("rl.guesses").locator("tr").last
    expect(last.locator("td").first).to_contain_text("million parameters")
    page.locator(".resnet-question").first.get_by_role("button", name="Guess again").press("Enter")
    expect(page.locator(".resnet-question").first.locator("button.option")).to_have_count(3)
    expect(reopened.cell("numbers_left").locator(".jp-OutputArea-output img")).to_have_count(0)
    assert sorted(path.stem for path in guesses_of(folder)) == ["resnet50_costs", "window"]
    assert heard == []


def guesses_of(folder):
    return (folder / "my_answers" / "guesses").iterdir()


def test_a_notebook_that_was_not_run_opens_without_a_kernel(lab, page, pictures):
    folder, address = lab
    chapter = next(folder.glob("03*.ipynb"))
    Notebook(page, address(chapter.name))
    question = questions()["window"]
    cell = page.locator(".jp-Notebook .jp-CodeCell").filter(has_text='"window"').first
    cell.scroll_into_view_if_needed()
    explanation = cell.get_by_text(plain_text(question.regions[0].explanation))
    expect(explanation).to_be_hidden()
    expect(cell.locator("img")).to_be_hidden()
    cell.locator("summary").first.click()
    expect(explanation).to_be_visible()
    cell.locator("summary", has_text="How it turned out").press("Enter")
    expect(cell.locator("img")).to_be_visible()
    cell.screenshot(path=pictures / "question_without_a_kernel.png")
