"""A student's way through chapter 2: a misconception, its diagnosis, the answer, real images."""

import json

import pytest
from playwright.sync_api import expect

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from tests.journeys.lab import CHROMIUM, SECONDS, Notebook

CHAPTER = "02_block_structure.ipynb"
ANSWERS = (
    "pre_activation",
    "pre_activation_with_shortcut",
    "regular_block",
    "bottleneck_block",
    "original_block",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]


def picture(page, locator, path):
    locator.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.screenshot(path=path)


def test_a_student_solves_chapter_2(lab, page, pictures):
    folder, address = lab
    notebook = Notebook(page, address(CHAPTER))
    # The committed notebook holds its figures.
    expect(page.locator(".jp-OutputArea-output img")).not_to_have_count(0)
    for text in ("import resnet_lessons as rl", "import keras"):
        notebook.run(notebook.cell(text))
    not_started = notebook.cell('rl.check("pre_activation", pre_activation)')
    notebook.run(notebook.cell("def pre_activation("))
    notebook.run(not_started)
    expect(not_started.locator(".resnet-check")).to_have_attribute("data-verdict", "not started")
    page.screenshot(path=pictures / "1_opened.png")

    for name in ANSWERS[:2]:
        notebook.type_into(notebook.cell(f"def {name}("), without_markers(answer(name)))
        notebook.run(notebook.cell(f'rl.check("{name}", {name})'))

    wrong = variants("regular_block")["stride_on_second_convolution"]
    notebook.type_into(notebook.cell("def regular_block("), wrong)
    check = notebook.cell('rl.check("regular_block", regular_block)')
    notebook.run(check)
    result = check.locator(".resnet-check")
    expect(result).to_have_attribute("data-diagnosis", "stride_on_second_convolution")
    expect(result).to_contain_text("The second convolution has the block's strides")
    picture(page, result, pictures / "2_diagnosis.png")
    result.screenshot(path=pictures / "check.png")

    for name in ANSWERS[2:]:
        notebook.type_into(notebook.cell(f"def {name}("), without_markers(answer(name)))
        notebook.run(notebook.cell(f'rl.check("{name}", {name})'))
    expect(page.locator('.resnet-check[data-verdict="passed"]')).to_have_count(len(ANSWERS))
    picture(page, result, pictures / "3_passed.png")

    training = notebook.cell("network = rl.trained_network()")
    notebook.run(training)
    expect(training).to_contain_text("Your network, from your own")
    walk = notebook.cell("rl.widgets.residual_activations(network)")
    notebook.run(walk)
    mosaic = walk.locator(".resnet-explorer img.frame")
    expect(mosaic).to_be_visible()
    assert mosaic.evaluate("image => image.naturalWidth") > 600
    assert "shortcut" in mosaic.get_attribute("alt").lower()
    picture(page, mosaic, pictures / "4_activations.png")
    sizes = notebook.cell("from numpy.linalg")
    notebook.run(sizes)
    # What came is shown once something was guessed.
    expect(sizes.locator(".resnet-question")).to_be_visible()
    expect(sizes.locator(".jp-OutputArea-output img")).to_have_count(0)
    sizes.locator("button.option").first.click()
    picture(page, sizes.locator(".jp-OutputArea-output img"), pictures / "5_branch_size.png")
    notebook.save()

    kept = sorted(path.stem for path in (folder / "my_answers").glob("*.py"))
    assert kept == sorted(ANSWERS)
    reopened = Notebook(page, address(CHAPTER))
    reopened.run(reopened.cell("import resnet_lessons as rl"))
    progress = reopened.cell("rl.progress()")
    reopened.run(progress)
    expect(progress.locator(".resnet-progress")).to_contain_text(
        f"{len(ANSWERS)} of {len(EXERCISES)} exercises passed", timeout=60 * SECONDS
    )
    picture(page, progress, pictures / "6_progress.png")
    saved = json.loads((folder / CHAPTER).read_text())
    assert "return conv2 + shortcut" in "".join("".join(cell["source"]) for cell in saved["cells"])
