"""Entries of the reference from docstrings: a block of names on a page becomes what autodoc reads.

A page lists names in a block, one a line, which reads well on GitHub too:

    ```{rl}
    check
    figures
    ```

A name is what a student writes after `rl.`; a module stands for everything public in it. Other names are
dotted paths below the package, for what the calls return.
"""

import importlib
import inspect
import re
import sys

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.util.nodes import make_refnode

import resnet_lessons as rl

_BLOCK = re.compile(r"^```\{rl\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINKED = ("class", "exception", "function")
_CALL = re.compile(r"(rl\.[\w.]+\w)(\(.*\))?", re.DOTALL)


def public():
    """Every name that may follow `rl.`: those of the package, and the experiments, which are modules too."""
    return [*rl.__all__, *(f"experiments.{name}" for name in rl.experiments.EXPERIMENTS)]


def stand_in_for_the_package():
    """Lets autodoc import `rl` and its public modules under the names that students use."""
    sys.modules["rl"] = rl
    for name in public():
        found = _attribute(rl, name)
        if inspect.ismodule(found):
            sys.modules[f"rl.{name}"] = found


def expand(app, docname, source):
    """Turns each block of names on a page into directives of autodoc (an event of Sphinx)."""
    source[0] = _BLOCK.sub(lambda block: _for_autodoc(block[1].split()), source[0])


def _for_autodoc(names):
    entries = "\n".join(entry for name in names for entry in entries_of(name))
    return f"```{{eval-rst}}\n{entries}\n```"


def entries_of(name):
    """The directives for a name.

    Args:
        name: what follows `rl.`, or a dotted path below the package.

    Returns:
        list of texts, one for each entry

    Raises:
        ExtensionError: when the name is nowhere.
    """
    if name in public():
        path, found = f"rl.{name}", _attribute(rl, name)
    else:
        path = f"{rl.__name__}.{name}"
        try:
            module, _, last = path.rpartition(".")
            found = getattr(importlib.import_module(module), last)
        except (ImportError, AttributeError):
            raise ExtensionError(
                f"there is no entry for {name!r}: it neither follows `rl.` nor lies in the package"
            ) from None
    if inspect.ismodule(found):
        return [
            f".. automodule:: {path}\n",
            *(_entry(f"{path}.{member}", getattr(found, member)) for member in members(found)),
        ]
    return [_entry(path, found)]


def members(module):
    """Names of what is public in a module: what it lists, or else the functions and classes that it defines."""
    if listed := getattr(module, "__all__", None):
        return list(listed)
    return [
        name
        for name, found in vars(module).items()
        if not name.startswith("_")
        and (inspect.isroutine(found) or inspect.isclass(found))
        and found.__module__ == module.__name__
    ]


def _attribute(found, dotted):
    for name in dotted.split("."):
        found = getattr(found, name)
    return found


def _entry(path, found):
    if inspect.isclass(found):
        # matplotlib adds `set` to every figure.
        return f".. autoclass:: {path}\n   :members:\n   :exclude-members: set\n"
    return f".. autofunction:: {path}\n"


def without_types_before_colons(app, what, name, found, options, lines):
    """Keeps napoleon from taking words before a colon for a type, in properties and in what is returned
    (an event of Sphinx)."""
    if what == "property":
        lines[0] = f": {lines[0]}"
    for number, line in enumerate(lines[:-1]):
        if line.strip() == "Returns:":
            words = lines[number + 1]
            lines[number + 1] = f"{words[: len(words) - len(words.lstrip())]}: {words.lstrip()}"


def without_a_call(app, what, name, found, options, signature, returned):
    """Shows classes whose objects come from calls without the arguments that make one (an event of Sphinx)."""
    if what == "class" and found is not rl.ResNetModel and not issubclass(found, Exception):
        return "", None
    return signature, returned


def set_in_type(app, tree):
    """Shows what calls return as `CheckResult`, without the module, which nobody types, and dashes as dashes
    (an event of Sphinx)."""
    for text in list(tree.findall(nodes.Text)):
        if text.startswith(" -- "):
            text.parent.replace(text, nodes.Text(text.replace("--", "–", 1)))
    for node in list(tree.findall(addnodes.desc_addname)):
        if node.astext().startswith(f"{rl.__name__}."):
            node.parent.remove(node)


def code(role, raw, text, line, inliner, options=None, content=()):
    """What backticks surround in a docstring: code, and a link if it names something here (a role)."""
    shown = nodes.literal(raw, text, classes=["xref"])
    link = addnodes.pending_xref("", shown, reftype="rl", reftarget=text, refwarn=False)
    link["refdoc"] = inliner.document.settings.env.docname
    return [link], []


def link_calls(app, tree):
    """Makes `rl.hint("grow")` in the text of a page lead to the entry of `rl.hint` (an event of Sphinx)."""
    for literal in list(tree.findall(nodes.literal)):
        call = _CALL.fullmatch(literal.astext())
        if call and isinstance(literal.parent, nodes.paragraph | nodes.entry):
            link = addnodes.pending_xref("", reftype="rl", reftarget=call[1], refwarn=False)
            link["refdoc"] = app.env.docname
            literal.replace_self(link)
            link += literal


def linked(app, env, node, contnode):
    """Links `CheckResult`, `rl.check` and exceptions to their entries (an event of Sphinx)."""
    if node["reftype"] != "rl" and node.get("refdomain") != "py":
        return None
    entries = env.domains["py"].objects
    target = node["reftarget"].removesuffix("()")
    last = target.rpartition(".")[2]
    found = (
        [target]
        if target in entries
        else [
            name
            for name, entry in entries.items()
            if name.rpartition(".")[2] == last and not entry.aliased and entry.objtype in _LINKED
        ]
    )
    if len(found) != 1:
        # Sphinx then warns of an exception that is nowhere.
        return contnode if node["reftype"] == "rl" else None
    entry = entries[found[0]]
    return make_refnode(
        app.builder, node["refdoc"], entry.docname, entry.node_id, contnode, found[0]
    )
