"""Files for other people's machines: a container, Codespaces, Binder, GitHub. What they name is there,
and what they run is what we run."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml

import resnet_lessons
from resnet_lessons.instructor import lock
from resnet_lessons.student import lab

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
BINDER = ROOT / ".binder"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = [path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"]


def names_and_versions(text):
    return dict(re.findall(r"^([\w.-]+)(?:\[\S+\])?==(\S+)", text, re.MULTILINE))


def test_a_container_has_the_locked_packages_and_a_smaller_tensorflow():
    containers = lock.CONTAINER_LOCK.read_text()
    assert not re.search(r"https?:|file:|@ ", containers)
    found = names_and_versions(containers)
    assert found.pop("tensorflow-cpu") == found["tensorflow"]
    assert found == names_and_versions(lock.STUDENT_LOCK.read_text())
    markers = re.findall(r"^tensorflow(\S*)==\S+ ; (.*?) \\", containers, re.MULTILINE)
    assert dict(markers) == {
        "-cpu": "platform_machine == 'x86_64'",
        "": "platform_machine != 'x86_64'",
    }
    assert not {"nbgrader", "pytest", "distributed"} & set(found)


def test_what_the_image_copies_is_there_and_let_in():
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    copied = [
        name for line in re.findall(r"^COPY (.*) \S+$", DOCKERFILE, re.M) for name in line.split()
    ]
    assert copied and set(copied) == set(let_in)
    assert all(list(ROOT.glob(name)) for name in copied)


def test_the_image_installs_by_hash_and_opens_the_lessons(monkeypatch, tmp_path):
    assert "--require-hashes -r .binder/requirements.txt" in DOCKERFILE
    assert re.search(r"^FROM python:3\.1[123]-slim$", DOCKERFILE, re.MULTILINE)
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    program, *arguments = json.loads(command)
    assert program in PROJECT["scripts"] and arguments[0] == "lab"
    started = []
    monkeypatch.setattr(os, "execve", lambda *given: started.append(given))
    monkeypatch.chdir(ROOT)
    lab.main(arguments[1:])
    ((_, words, _),) = started
    assert words[-2:] == ["--no-browser", "--ip=0.0.0.0"]


def test_a_codespace_is_that_image_with_this_folder_in_it():
    settings = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    folder = ROOT / ".devcontainer"
    assert (folder / settings["build"]["dockerfile"]).resolve() == ROOT / "Dockerfile"
    assert (folder / settings["build"]["context"]).resolve() == ROOT
    assert settings["updateContentCommand"].endswith("--no-deps --editable .")
    for name in settings["customizations"]["codespaces"]["openFiles"]:
        assert (ROOT / name).is_file()


def test_binder_starts_with_the_lessons_settings():
    for name in ("postBuild", "start"):
        assert os.access(BINDER / name, os.X_OK)
        subprocess.run(["bash", "-n", BINDER / name], check=True)
    command = [
        BINDER / "start",
        sys.executable,
        "-c",
        "import os; print(os.environ['JUPYTER_CONFIG_PATH'])",
    ]
    for given, expected in (({}, []), ({"JUPYTER_CONFIG_PATH": "/theirs"}, ["/theirs"])):
        variables = {
            name: text for name, text in os.environ.items() if name != "JUPYTER_CONFIG_PATH"
        }
        done = subprocess.run(
            command, env=variables | given, cwd=ROOT, capture_output=True, text=True, check=True
        )
        ours, *others = done.stdout.strip().split(os.pathsep)
        assert (Path(ours) / "labconfig" / "page_config.json").is_file() and others == expected
    assert re.fullmatch(r"python-3\.1[123]\n", (BINDER / "runtime.txt").read_text())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_what_ci_runs(path):
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    commands = [
        step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step
    ]
    assert commands == ["bash .ci/run"]
    assert (ROOT / ".ci" / "run").is_file()


@pytest.mark.process
@pytest.mark.skipif(
    shutil.which("zizmor", path=Path(sys.executable).parent) is None, reason="no zizmor"
)
def test_a_linter_finds_nothing_in_the_workflows_and_something_in_a_bad_one(tmp_path):
    zizmor = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-config", "--quiet"]
    found = subprocess.run(
        [*zizmor, "--pedantic", ROOT / ".github"], capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout
    bad = tmp_path / "bad.yml"
    bad.write_text(
        WORKFLOWS[0].read_text().replace(" # v4.2.2", "").replace("checkout@", "checkout@v4#")
    )
    assert subprocess.run([*zizmor, bad], capture_output=True).returncode != 0


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_asks_for_something(path):
    form = yaml.safe_load(path.read_text())
    assert form["name"] and form["description"]
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert {part["type"] for part in asked} <= {"input", "textarea", "dropdown", "checkboxes"}
    names = [part["id"] for part in asked]
    assert len(set(names)) == len(names)
    assert all(part["attributes"]["label"] for part in asked)
    assert any(part.get("validations", {}).get("required") for part in asked)


@pytest.fixture(scope="module")
def citation_form(tmp_path_factory):
    """The official schema of citation files, version 1.2.0, from a package that has it."""
    folder = tmp_path_factory.mktemp("citation")
    (folder / "pinned.txt").write_text(
        "cffconvert==2.0.0 --hash=sha256:573c825e4e16173d99396dc956bd22ff5d4f84215cc16b6ab05299124f5373bb\n"
    )
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run(
        [*pip, "--require-hashes", "-r", folder / "pinned.txt", "-d", folder],
        capture_output=True,
        text=True,
        timeout=300,
    )
    if "No matching distribution" in done.stderr:
        pytest.skip("no package index can be reached, as when the lessons are installed")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return json.loads(wheel.read("cffconvert/schemas/1.2.0/schema.json"))


@pytest.mark.installs
def test_the_citation_has_the_form_that_tools_read(citation_form):
    form = jsonschema.Draft7Validator(
        citation_form, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert [fault.message for fault in form.iter_errors(citation)] == []
    without_message = {name: value for name, value in citation.items() if name != "message"}
    for wrong in (
        without_message,
        citation | {"licence": "MIT"},
        citation | {"license": "MITT"},
        citation | {"authors": []},
        citation | {"type": "course"},
    ):
        assert not form.is_valid(wrong)


def test_the_citation_says_what_the_project_says():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["cff-version"] == "1.2.0" and citation["message"]
    assert citation["version"] == PROJECT["version"] == resnet_lessons.__version__
    assert citation["license"] == PROJECT["license"]
    (holder,) = re.findall(r"^Copyright \(c\) \d+ (.*)$", (ROOT / "LICENSE").read_text(), re.M)
    assert [author["name"] for author in citation["authors"]] == [holder]
