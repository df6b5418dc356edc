"""Links from a page to files of the project that are no pages of the site.

On GitHub they lead to the file. The site shows a page of its own instead where it has one, and else the
words without a link: Sphinx would offer the file for download, and for a Markdown file say that there is
no such page.
"""

import os

from docutils import nodes
from sphinx import addnodes

# File of the project -> page of the site that shows it.
_SHOWN_AS = {
    "CHANGELOG": "reference/changelog",
    "CONTRIBUTING": "how_to/contributing",
}


def mend(app, tree):
    """Replaces a page's links to files outside of the site's folder (an event of Sphinx)."""
    for link in list(tree.findall(addnodes.pending_xref)):
        if link.get("refdomain") == "doc" and os.path.isabs(link["reftarget"]):
            page = _SHOWN_AS.get(os.path.basename(link["reftarget"]))
            if page is None:
                link.replace_self(_words(link))
            else:
                link["reftarget"], link["reftargetid"] = page, None
    for link in list(tree.findall(addnodes.download_reference)):
        link.replace_self(_words(link))


def _words(link):
    """A link's text alone."""
    return nodes.inline("", "", *link.children)
