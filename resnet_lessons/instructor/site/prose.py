"""Markdown of the lessons as HTML: formulas as MathML, anchors on headings, wide tables that scroll.

nbconvert's Markdown dialect is used, so that a text reads as it does in a notebook.
"""

import html
import re
from dataclasses import dataclass

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from resnet_lessons.display import plain_text

_TAG = re.compile(r"(<!--.*?-->|</?[a-zA-Z][^>]*>)", re.DOTALL)
_FORMULA = re.compile(r"(?<!\\)\$\$(.+?)\$\$|(?<![\\$])\$(.+?)(?<![\\$])\$", re.DOTALL)
_UNTOUCHED = {"code", "pre", "script", "style", "math"}
_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'  # HTML implies it.
# The converter leaves spaces that TeX does not: in max (0, x), and around the minus of (0, - x).
_FUNCTION = re.compile(r"<mo>([a-z]{2,})</mo>(?=(?:<mrow>)?<mo[^>]*>&#x00028;)")
_SIGN = re.compile(r"(&#x000(?:28|2C);</mo>)<mo>(?=&#x0(?:2212|002B);)")


# Ids that the templates use.
_PAGES_OWN = {"content", "theme"}


class FormulaError(Exception):
    """A formula that cannot be turned into MathML."""


@dataclass(frozen=True)
class Heading:
    """One heading of a chapter.

    Attributes:
        level: 1 to 6.
        anchor: id of the heading in its page.
        html: what it says, without the link to itself.
    """

    level: int
    anchor: str
    html: str

    @property
    def text(self):
        """What it says, as plain text."""
        return plain_text(self.html)


class Prose:
    """The Markdown of one page; headings are collected on the way.

    Args:
        pages: names of the chapters, without suffix: a link to such a notebook becomes one to
            its page.
    """

    def __init__(self, pages=()):
        self._renderer = _Renderer(pages)
        self._markdown = MarkdownWithMath(renderer=self._renderer)

    @property
    def headings(self):
        """Those of everything rendered so far."""
        return tuple(self._renderer.headings)

    def render(self, source):
        """HTML of a Markdown text.

        Raises:
            FormulaError: when it holds a formula that cannot be set.
        """
        return self._markdown.render(source)


class _Renderer(IPythonRenderer):
    def __init__(self, pages):
        super().__init__(escape=False)
        self._pages = frozenset(pages)
        self.headings = []

    def heading(self, text, level, **attributes):
        anchor = self._free_anchor(plain_text(text))
        self.headings.append(Heading(level, anchor, text))
        # The list of contents leads keyboards and screen readers to the same places.
        link = f'<a class="anchor" href="#{anchor}" aria-hidden="true" tabindex="-1">#</a>'
        return f'<h{level} id="{anchor}">{text}{link}</h{level}>\n'

    def _free_anchor(self, text):
        wanted = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
        taken = _PAGES_OWN | {heading.anchor for heading in self.headings}
        numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
        return next(anchor for anchor in (wanted, *numbered) if anchor not in taken)

    def block_math(self, body):
        return f'<span class="formula scroller">{mathml(body, "block")}</span>'

    def inline_math(self, body):
        return mathml(body, "inline")

    def latex_environment(self, name, body):
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def block_html(self, html):
        return super().block_html(_with_formulas(html))

    def block_code(self, code, info=None):
        return super().block_code(code, info).replace("<pre>", '<pre class="scroller">', 1)

    def table(self, text):
        return f'<div class="scroller"><table>\n{text}</table></div>\n'

    def table_head(self, text):
        if not plain_text(text).strip():
            return ""
        return f"<thead>\n<tr>\n{text}</tr>\n</thead>\n"

    def link(self, text, url, title=None):
        name, _, anchor = url.partition("#")
        if name.removesuffix(".ipynb") in self._pages and name.endswith(".ipynb"):
            url = name.removesuffix(".ipynb") + ".html" + (f"#{anchor}" if anchor else "")
        return super().link(text, url, title)


def mathml(formula, display):
    """A formula as MathML.

    Args:
        formula: LaTeX, without its dollar signs.
        display: "inline" or "block".

    Raises:
        FormulaError: when it is not understood whole.
    """
    try:
        result = convert(formula, display=display)
    except Exception as error:
        raise FormulaError(f"the formula {formula!r} cannot be set: {error!r}") from error
    # A command that the converter does not know is left standing.
    left = re.search(r"\\[A-Za-z]+", result)
    if left:
        raise FormulaError(f"the formula {formula!r} cannot be set: what is {left[0]}?")
    result = result.replace(_NAMESPACE, "", 1)
    result = _FUNCTION.sub(r'<mo lspace="0" rspace="0">\1</mo>', result)
    return _SIGN.sub(r'\1<mo form="prefix">', result)


def _with_formulas(text):
    """Raw HTML with its formulas set, except inside code."""
    pieces, inside = _TAG.split(text), []
    for number, piece in enumerate(pieces):
        name = re.match(r"</?([a-z]+)", piece)
        if number % 2 and name and name[1] in _UNTOUCHED:
            inside = inside[:-1] if piece.startswith("</") else [*inside, name[1]]
        elif number % 2 == 0 and not inside:
            pieces[number] = _FORMULA.sub(_set, piece)
    return "".join(pieces)


def _set(match):
    block, inline = match.groups()
    if block:
        return f'<span class="formula scroller">{mathml(html.unescape(block), "block")}</span>'
    return mathml(html.unescape(inline), "inline")
