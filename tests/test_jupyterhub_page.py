"""What docs/how_to/jupyterhub.md tells people to type is there: commands, options, settings, names, links.

That it works is tried on a hub in tests/journeys/test_jupyterhub.py, and with nbgrader's commands in
tests/instructor/grading/for_nbgrader/test_exchange.py.
"""

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from jupyter_core.paths import jupyter_config_path
from nbgrader.apps import NbGraderApp
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange

import resnet_lessons as rl
from resnet_lessons import cli
from resnet_lessons.instructor.notebooks import NOTEBOOKS
from resnet_lessons.student import lab

PAGE = Path(__file__).parents[1] / "docs" / "how_to" / "jupyterhub.md"
TEXT = PAGE.read_text(encoding="utf-8")
# (language, lines) of each block; between two of them stands prose.
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.S | re.M)
TYPED = [line for language, lines in BLOCKS if not language for line in lines.splitlines()]
PROSE = re.sub(r"^```.*?^```$", "", TEXT, flags=re.S | re.M).replace("\n", " ")
# (file, lines) of what stands in a file of settings.
PYTHON = [
    lines.removeprefix("# ").split("\n", 1) for language, lines in BLOCKS if language == "python"
]


def calls(program):
    """Arguments of each call of a program, in a block or in a line of prose."""
    in_prose = re.findall(rf"`(?:/opt/lessons/bin/)?{program} ([^`]+)`", PROSE)
    in_blocks = [line.removeprefix(f"{program} ") for line in TYPED if line.startswith(program)]
    return [call.split() for call in (*in_blocks, *in_prose)]


def test_each_of_our_commands_is_there_with_its_options(capsys):
    asked = calls("resnet-lessons")
    assert {words[0] for words in asked} == {"release", "lab", "grade"}
    for command, *words in asked:
        if command == "lab" and words:
            assert lab.main(words) == 0
            continue
        try:
            cli.main([command, "--help"])
        except SystemExit as stopped:
            assert stopped.code == 0
        said = capsys.readouterr().out
        assert all(word in said for word in words if word.startswith("--")), (command, words)


def test_each_of_nbgraders_commands_is_there_with_its_options():
    asked = calls("nbgrader")
    assert {words[0] for words in asked} >= {
        "generate_assignment", "release_assignment", "fetch_assignment", "submit", "collect",
        "generate_feedback", "release_feedback", "fetch_feedback",
    }  # fmt: skip
    for command, *words in asked:
        app, _ = NbGraderApp.subcommands[command]
        options = [word.removeprefix("--") for word in words if word.startswith("--")]
        assert set(options) <= {*app.flags, *app.aliases}, (command, options)
    for command, option in (("generate_feedback", "force"), ("release_assignment", "force")):
        assert f"--{option}" in TEXT and option in NbGraderApp.subcommands[command][0].flags
    for command in ("release_assignment", "submit", "collect", "release_feedback"):
        assert "course" in NbGraderApp.subcommands[command][0].aliases


def test_each_of_nbgraders_settings_is_there_and_read_by_every_environment():
    ((path, lines),) = [pair for pair in PYTHON if pair[0].endswith("nbgrader_config.py")]
    places = {"CourseDirectory": CourseDirectory, "Exchange": Exchange}
    named = re.findall(r"\bc\.(\w+)\.(\w+) =", lines)
    named += re.findall(r"`-{0,2}(CourseDirectory|Exchange)\.(\w+)", TEXT)
    assert len(set(named)) == 5
    for owner, name in named:
        assert name in places[owner].class_trait_names(config=True), name
    assert str(Path(path).parent) in jupyter_config_path()


def test_the_hubs_settings_name_a_folder_of_the_package():
    ((_, lines),) = [pair for pair in PYTHON if pair[0] == "jupyterhub_config.py"]
    settings, extensions = re.findall(r"site-packages/(\S+)\"", lines)
    package = Path(rl.__file__).parents[1]
    assert (package / settings / "jupyter_server_config.json").is_file()
    option, _, folder = lab.EXTENSIONS.partition("=")
    assert f'"{option}=' in lines and Path(folder) == package / extensions


def test_names_of_the_lessons_and_their_notebooks_are_there():
    named = set(re.findall(r"`rl\.(\w+)", TEXT))
    assert {"hand_in", "load_answers", "restore_answers"} <= named
    assert all(hasattr(rl, name) for name in named)
    for stem in set(re.findall(r"\b\d\d_[a-z]+(?:_[a-z]+)*", TEXT)):
        assert (NOTEBOOKS / f"{stem.removesuffix('_hand_in')}.ipynb").is_file(), stem


@pytest.mark.parametrize("part", ["repo", "branch", "targetpath", "urlpath"])
def test_the_links_parts_are_those_of_the_table(part):
    lines = [line.strip() for line in TYPED if line.startswith(("https://HUB", "  ?", "  &"))]
    asked = parse_qs(urlsplit("".join(lines)).query)
    assert asked.keys() == {"repo", "branch", "targetpath", "urlpath"}
    assert unquote(asked["urlpath"][0]).startswith(f"lab/tree/{asked['targetpath'][0]}/")
    assert f"\n| `{part}` | " in TEXT
