"""What is wider than a phone scrolls by itself; a reader without a mouse must be able to reach it too."""


def make_scrollable_reachable(app, pagename, templatename, context, doctree):
    """Lets the tab key stop at code and tables, so that the arrow keys can scroll them (an event of Sphinx)."""
    body = context.get("body", "")
    body = body.replace("<pre>", '<pre tabindex="0">')
    context["body"] = body.replace(
        '<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'
    )
