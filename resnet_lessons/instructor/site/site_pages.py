"""The pages of the site, from chapters and templates. Nothing in them is fetched from elsewhere."""

import base64
import functools
import hashlib
from pathlib import Path

from markupsafe import Markup

from resnet_lessons.instructor.answers import PACKAGE

TEMPLATES = Path(__file__).with_name("templates")
WIDGETS = PACKAGE / "widgets"
STUDENT = PACKAGE / "student"


def files(chapters, explorables=()):
    """Everything of a site but its pictures.

    Args:
        chapters: `Chapter`s in their order.
        explorables: `outputs.Output`s of which each gets a page; the first stands on the first page.

    Returns:
        {path in the site: bytes}
    """
    texts = {"index.html": index_page(chapters, explorables), "style.css": _style()}
    for each in explorables:
        places = [
            (chapter, section)
            for chapter in chapters
            for section in chapter.sections_with(each.content)
        ]
        texts[f"{each.content}.html"] = explorable_page(each, places)
    for number, chapter in enumerate(chapters):
        before = chapters[number - 1] if number else None
        after = chapters[number + 1] if number + 1 < len(chapters) else None
        texts[f"{chapter.name}.html"] = chapter_page(chapter, before, after)
    return {name: text.encode() for name, text in texts.items()}


def chapter_page(chapter, before=None, after=None):
    """The page of a chapter.

    Args:
        chapter: `Chapter`.
        before, after: its neighbours, or None.
    """
    scripts = [script() for kind, script in _SCRIPTS.items() if kind in chapter.kinds]
    return _render("chapter.html.j2", scripts, chapter=chapter, before=before, after=after)


def index_page(chapters, explorables=()):
    """The first page: what the course is, one explorable, how to use it, a card for each chapter."""
    scripts = [_explorable_script()] if explorables else []
    return _render("index.html.j2", scripts, chapters=chapters, explorables=explorables)


def explorable_page(explorable, places=()):
    """A page that holds one explorable and everything it needs, its styles too: one file to send.

    Args:
        explorable: `outputs.Output`.
        places: a (`Chapter`, `Heading`) for each section that shows it.
    """
    values = {"explorable": explorable, "places": places, "style": Markup(_style())}
    return _render("explorable.html.j2", [_explorable_script()], **values)


def _render(template, scripts=(), **values):
    theme, fitting = (
        (TEMPLATES / name).read_text(encoding="utf-8") for name in ("theme.js", "fitting.js")
    )
    # What the others put into the page, it fits as well.
    scripts = (*scripts, fitting)
    return (
        _environment()
        .get_template(template)
        .render(
            theme_script=Markup(theme),
            scripts=[Markup(script) for script in scripts],
            # With these a script in an output of a cell does not run.
            allowed=" ".join(_allowed((theme, *scripts))),
            **values,
        )
    )


def _allowed(scripts):
    """Sources of scripts in the page's policy: the digest of each, and WebAssembly where it computes."""
    yield from (f"'sha256-{_digest(script)}'" for script in scripts)
    if _explorable_script() in scripts:
        yield "'wasm-unsafe-eval'"


def _digest(script):
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


def _explorer_script():
    """The widgets' script, set going. It stands in the page: a module is not loaded from a file://
    address."""
    from resnet_lessons.widgets.explorer import SCRIPT

    return f"{SCRIPT}\nmountAll(document);\n"


def _question_script():
    """The questions' script, set going in the same way."""
    text = (STUDENT / "question.js").read_text(encoding="utf-8")
    return f"{text}\nmountQuestions(document);\n"


def _explorable_script():
    """The explorables' script, which sets itself going in a page of the site."""
    return (WIDGETS / "explorables" / "explorables.js").read_text(encoding="utf-8")


# Kind of an output -> the script that moves it.
_SCRIPTS = {
    "explorer": _explorer_script,
    "explorable": _explorable_script,
    "question": _question_script,
}


def _style():
    sheets = (
        TEMPLATES / "style.css",
        WIDGETS / "explorer.css",
        WIDGETS / "explorables" / "explorables.css",
        STUDENT / "question.css",
    )
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


@functools.cache
def _environment():
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
