"""Searches for answers and notebooks in all that the box shows, and where that points to."""

from tests.attacks.attack import in_function

_SEARCH = """
import glob, json, os, site, sys


def places():
    tops = [sys.prefix, sys.base_prefix, *sys.path, *site.getsitepackages(), "/usr", "/opt"]
    tops += ["/srv", "/home", "/root", "/var", "/tmp", "/mnt", "/media"]
    for note in glob.glob(f"{sys.prefix}/**/resnet_lessons-*/direct_url.json", recursive=True):
        tops.append(json.load(open(note))["url"].removeprefix("file://"))
    for path in [path for top in sys.path for path in glob.glob(f"{top}/*.pth")]:
        tops += open(path).read().split()
    return [top for top in tops if top and not top.startswith("/grader")]


def files(*endings):
    for top in places():
        for folder, _, names in os.walk(top):
            yield from (f"{folder}/{name}" for name in names if name.endswith(endings))


def tell(words, *endings):
    for path in files(*endings):
        text = open(path, errors="replace").read()
        if all(word in text for word in words):
            raise ValueError("LO" + "OT-" + path + text[:99])
"""

ATTACKS = (
    in_function(
        "search_for_answers",
        "looks for a copy of the lessons in Python's folders and where these point to",
        'tell(["### BEGIN " + "SOLUTION", "def pre_activation"], "/model.py")',
        _SEARCH,
        forbidden=("LOOT-",),
    ),
    in_function(
        "search_for_exercises",
        "looks for the instructor's part of the lessons, with the settings that are hidden",
        'tell(["HIDDEN_" + "SETTINGS"], "/__init__.py")',
        _SEARCH,
        forbidden=("LOOT-",),
    ),
    in_function(
        "search_for_notebooks",
        "looks for the notebooks that others handed in, in every folder that it sees",
        'tell(["resnet_" + "lessons"], ".ipynb")',
        _SEARCH,
        forbidden=("LOOT-",),
    ),
    in_function(
        "search_for_reports",
        "looks for reports and ledgers, which hold the seed",
        'for path in files("ledger.sqlite", "grades.csv", "run.json"):\n'
        '    raise ValueError("LO" + "OT-" + path)',
        _SEARCH,
        forbidden=("LOOT-",),
    ),
)
