"""How Sphinx makes a site of the pages in this folder: `make docs`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from building import keyboard, outside_links, public_names

import resnet_lessons

project = "ResNet lessons"
version = release = resnet_lessons.__version__
html_title = f"ResNet lessons {version}"
root_doc = "index"
exclude_patterns = ["building", "**/README.md"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_argparse_cli",
]
# The same anchors as on GitHub, so that a link to a heading leads to it in both places.
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_static_path = ["building/static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
# Nothing is asked of another host: Furo uses the reader's own fonts, and the search runs in the page.
html_theme_options = {"navigation_with_keys": True}
pygments_style, pygments_dark_style = "a11y-high-contrast-light", "a11y-high-contrast-dark"
highlight_language = "text"

# What a student types is `rl.check`, whatever module holds it.
add_module_names = True
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
# Docstrings say `like this` for code, as Markdown does; it becomes a link where the name has an entry.
default_role = "rl"
napoleon_google_docstring, napoleon_numpy_docstring = True, False
napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style")]
# A quotation mark in a docstring is code: "channels_last".
smartquotes = False


def setup(app):
    """Connects what this project adds to Sphinx."""
    public_names.stand_in_for_the_package()
    app.connect("source-read", public_names.expand)
    app.add_role("rl", public_names.code)
    app.connect("missing-reference", public_names.linked)
    # Before napoleon, which has 500.
    app.connect("autodoc-process-docstring", public_names.without_types_before_colons, priority=400)
    app.connect("autodoc-process-signature", public_names.without_a_call)
    app.connect("doctree-read", public_names.set_in_type)
    app.connect("doctree-read", public_names.link_calls)
    # Before Sphinx collects what is to be downloaded.
    app.connect("doctree-read", outside_links.mend, priority=400)
    app.connect("html-page-context", keyboard.make_scrollable_reachable)
    return {"parallel_read_safe": True}
