"""Makes the moving picture of the README from a real JupyterLab: `make picture`.

A student's minute in chapter 2: a wrong answer, its diagnosis, the right answer, and a garment on its
way through the blocks of a trained network.
"""

import argparse
import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.notebooks import NOTEBOOKS
from tests.journeys.explorers import shown_at
from tests.journeys.lab import SECONDS, Notebook, chromium, jupyterlab

CHAPTER = "02_block_structure.ipynb"
PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "lessons.gif"
# CSS pixels: of the picture, and of a window so high that nothing has to be scrolled within a scene.
WIDTH, HEIGHT = 860, 640
WINDOW = {"width": 1040, "height": 1800}
COLORS = 96
# How long a scene stays, in milliseconds: one that is read, one that is looked at, one that moves on.
READ, LOOK, STEP = 4500, 1800, 1100
BLOCKS = 7


def main():
    """Writes the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURE)
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as settings:
        shutil.copy(NOTEBOOKS / CHAPTER, folder)
        with jupyterlab(Path(folder), Path(settings)) as lab, chromium() as browser:
            lab.begin_anew()
            page = browser.new_page(viewport=WINDOW)
            scenes = list(_scenes(page, Notebook(page, lab.address(CHAPTER))))
    _save(scenes, out)
    print(f"{out}: {len(scenes)} scenes, {out.stat().st_size:,} bytes")


def _scenes(page, notebook):
    """(PNG, milliseconds) of each scene."""
    for text in ("import resnet_lessons as rl", "import keras"):
        notebook.run(notebook.cell(text))
    for name in ("pre_activation", "pre_activation_with_shortcut"):
        notebook.type_into(notebook.cell(f"def {name}("), without_markers(answer(name)))
        notebook.run(notebook.cell(f'rl.check("{name}", {name})'))
    wrong = variants("regular_block")["stride_on_second_convolution"]
    right = without_markers(answer("regular_block"))
    for text, verdict in ((wrong, "failed"), (right, "passed")):
        fill_in = notebook.cell("def regular_block(")
        notebook.type_into(fill_in, _without_description(text))
        check = notebook.cell('rl.check("regular_block", regular_block)')
        yield _shot(page, fill_in), LOOK
        notebook.run(check)
        expect(check.locator(".resnet-check")).to_have_attribute("data-verdict", verdict)
        yield _shot(page, fill_in), READ if verdict == "failed" else LOOK
    # The lessons' network has learnt already; a student's own would take half a minute.
    training = "network = rl.trained_network()"
    notebook.type_into(notebook.cell(training), f"# {training}\nnetwork = rl.recorded_network()")
    walk = notebook.cell("rl.widgets.residual_activations(network)")
    notebook.run(walk)
    yield from _steps(page, walk)


def _without_description(text):
    """An answer without its docstring, which does not fit into a small picture."""
    before, _, rest = text.partition('    """')
    return before + rest.partition('"""\n')[2]


def _steps(page, cell):
    """One garment in one block after the other."""
    explorer = cell.locator(".resnet-explorer")
    block = explorer.locator('input[type="range"]').last
    for number in range(BLOCKS):
        if number:
            block.focus()
            page.keyboard.press("ArrowRight")
        expect(explorer).to_have_attribute("data-shown", shown_at(explorer), timeout=60 * SECONDS)
        yield _shot(page, explorer), STEP if 0 < number < BLOCKS - 1 else LOOK


def _shot(page, locator):
    """What stands from the upper rim of an element on, as high as the picture."""
    locator.evaluate("shown => shown.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(0.5 * SECONDS)
    box = locator.bounding_box()
    clip = {"x": box["x"], "y": box["y"], "width": WIDTH, "height": HEIGHT}
    return page.screenshot(clip=clip)


def _save(scenes, out):
    """Writes the scenes as one GIF with a palette that all of them share."""
    pictures = [Image.open(io.BytesIO(png)).convert("RGB") for png, _ in scenes]
    strip = Image.new("RGB", (WIDTH, HEIGHT * len(pictures)))
    for number, picture in enumerate(pictures):
        strip.paste(picture, (0, HEIGHT * number))
    palette = strip.quantize(COLORS)
    first, *others = (each.quantize(palette=palette, dither=Image.Dither.NONE) for each in pictures)
    settings = {"duration": [time for _, time in scenes], "loop": 0, "optimize": True}
    first.save(out, save_all=True, append_images=others, **settings)


if __name__ == "__main__":
    main()
