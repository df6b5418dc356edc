"""What can be installed, and where: packages as they are published, the lowest versions that are allowed,
each extra alone, the newest Python. The long ones run in `make soak`."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from resnet_lessons.instructor import lock
from resnet_lessons.instructor.hosted_notebooks import install_cell
from tests.support.soak import only_in_soak

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# Colab's versions of August 2026, and the floors of pyproject.toml where it has newer ones.
LOWEST = {
    "tensorflow": "2.20.0", "protobuf": "5.29.6", "keras": "3.15.0", "numpy": "2.0.2",
    "pillow": "11.0.0", "matplotlib": "3.10.0", "ipython": "7.34.0", "ipykernel": "6.17.1",
    "ipywidgets": "7.7.1", "anywidget": "0.9.0",
}  # fmt: skip
# What was there before the first cell of a notebook: an older Keras, and no anywidget. Of Kaggle only what is
# known to differ.
_COLABS = {name: version for name, version in LOWEST.items() if name != "anywidget"}
_COLABS["keras"] = "3.13.2"
PLACES = {"Colab": _COLABS, "Kaggle": _COLABS | {"protobuf": "5.29.5", "ipywidgets": "8.1.5"}}
# What computes, and needs neither JupyterLab nor what an author needs.
CORE = (
    "tests/network", "tests/data/test_images.py", "tests/checker/test_probe.py",
    "tests/checker/test_feedback.py", "tests/checker/test_symbolic.py", "tests/student/test_check.py",
    "tests/student/test_networks.py", "tests/student/test_saved_networks.py",
    "tests/training/test_fit.py", "tests/training/test_looped_twin.py", "tests/widgets/test_explorer.py",
    "tests/student/test_asking.py", "tests/machine/test_shown_widgets.py",
)  # fmt: skip


# The package that runs these tests stays out of what is installed.
OUTSIDE = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}


def run(*command, cwd=ROOT, env=OUTSIDE, **options):
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, **options
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


def environment(folder):
    """The `bin` folder of a new environment."""
    venv.create(folder, with_pip=True)
    return folder / "bin"


def environment_of(folder, versions, *packages):
    """The same with {library: version}, with more packages, and with what the core tests need."""
    programs, pins = environment(folder), [f"{name}=={each}" for name, each in versions.items()]
    tools = ("nbformat", "pytest", "pytest-xdist", "pyyaml")
    run(programs / "pip", "install", "--quiet", *pins, *tools, *packages, timeout=1800)
    return programs


def core_tests_pass(programs):
    said = run(programs / "python", "-m", "pytest", "-q", "-n", "0", *CORE, timeout=3600)
    assert int(re.search(r"(\d+) passed", said).group(1)) > 400


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """(wheel, archive of sources) as they would be published."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder)
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.mark.installs
def test_wheel_and_sources_may_be_published(built):
    pytest.importorskip("twine", reason="twine is not installed")
    said = run(sys.executable, "-m", "twine", "check", "--strict", *built)
    assert len(re.findall("PASSED", said)) == 2


@pytest.mark.installs
def test_the_wheel_names_its_extras_and_holds_what_jupyterlab_is_told(built):
    with zipfile.ZipFile(built[0]) as wheel:
        names = wheel.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        extras = re.findall(r"^Provides-Extra: (\S+)", wheel.read(metadata).decode(), re.MULTILINE)
    assert set(extras) == set(PROJECT["optional-dependencies"])
    wanted = {
        f"resnet_lessons/student/{folder}/{file}"
        for folder in ("lab_settings", "lab_settings_exchange")
        for file in ("labconfig/page_config.json", "jupyter_server_config.json")
    }
    wanted.add("resnet_lessons/student/lab_settings_log/jupyter_server_config.json")
    extension = "resnet_lessons/student/lab_extensions/resnet-lessons"
    wanted |= {f"{extension}/package.json", f"{extension}/static/remoteEntry.js"}
    assert wanted <= set(names)
    assert not [name for name in names if name.endswith(".pyc") or name.startswith("tests")]


@pytest.mark.installs
def test_the_sources_build_the_same_wheel(built, tmp_path):
    wheel, sources = built
    with tarfile.open(sources) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=folder)
    (again,) = tmp_path.glob("*.whl")
    assert again.read_bytes() == wheel.read_bytes()


@pytest.mark.installs
def test_a_wheel_alone_starts_and_says_what_is_missing(built, tmp_path):
    """Without any of its libraries: what they are is said in a sentence, whatever is asked for."""
    programs = environment(tmp_path / "environment")
    run(programs / "pip", "install", "--quiet", "--no-deps", "--no-index", built[0])
    command = programs / "resnet-lessons"
    assert "usage: resnet-lessons lab" in run(command, "lab", "--help", cwd=tmp_path)
    for words, extra in (
        (["lab", ROOT], "lab"),
        (["grade", "."], "grading"),
        (["site"], "authoring"),
    ):
        done = subprocess.run(
            [command, *words], cwd=tmp_path, env=OUTSIDE, capture_output=True, text=True
        )
        assert done.returncode == 2
        assert f"pip install 'resnet-lessons[{extra}]'" in done.stderr
        assert "Traceback" not in done.stderr


def without_make():
    """{tool: the line of the README that opens the lessons with it}"""
    rows = re.findall(r"^\| (pip|uv) \| `(.*)` \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    return dict(rows)


def test_the_readme_says_how_to_begin_without_make():
    assert set(without_make()) == {"pip", "uv"}
    assert all(line.endswith("resnet-lessons lab") for line in without_make().values())


@pytest.fixture
def copy(tmp_path):
    """What a stranger has: the files of the project, and nothing that is installed."""
    folder = tmp_path / "copy"
    names = run("git", "ls-files", "-co", "--exclude-standard", "-z").split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.mark.installs
@only_in_soak
@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_a_stranger_begins_without_make(copy, tool):
    line = f"{without_make()[tool]} --version"
    # As on a machine where python3 and uv are the ones that run this.
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**OUTSIDE, "PATH": programs, "UV_PYTHON": sys.executable}
    said = run("bash", "-c", line, cwd=copy, env=variables, timeout=1800)
    assert re.fullmatch(r"4\.\d+\.\d+", said.strip().splitlines()[-1])
    doctor = run(copy / ".venv" / "bin" / "resnet-lessons", "doctor", cwd=copy, timeout=600)
    assert "All is well: `.venv/bin/resnet-lessons lab` opens the lessons." in doctor


@pytest.mark.installs
def test_the_lowest_versions_compute_the_same(built, tmp_path):
    programs = environment_of(tmp_path / "environment", LOWEST, built[0])
    run(programs / "pip", "check")
    core_tests_pass(programs)


@pytest.mark.installs
@only_in_soak
@pytest.mark.parametrize("place", PLACES)
def test_the_first_cell_installs_the_lessons_beside_what_a_place_brings(built, tmp_path, place):
    brought = PLACES[place]
    programs = environment_of(tmp_path / "environment", brought)
    cell = tmp_path / "first_cell.ipy"
    cell.write_text(f"{install_cell(str(built[0]))}\nimport resnet_lessons as rl\n\nrl.setup()\n")
    run(programs / "ipython", cell, cwd=tmp_path, timeout=1800)
    listed = json.loads(run(programs / "pip", "list", "--format", "json"))
    found = {each["name"].lower(): each["version"] for each in listed}
    assert found["keras"].startswith("3.15.")
    assert {name: found[name] for name in brought} == brought | {"keras": found["keras"]}
    core_tests_pass(programs)


def why_no_debian():
    if os.geteuid():
        return "only root makes a Debian in a folder"
    return "" if shutil.which("debootstrap") else "no debootstrap: `apt install debootstrap`"


def mirror():
    """Where this machine gets its packages from; no address stands in the project."""
    listed = run("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages")
    sites = [line for line in listed.splitlines() if "security" not in line]
    return sites[:1]


# It can be given to others while it runs: processes and devices, then the command.
_INSIDE = """
set -e
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount --rbind /sys {root}/sys
exec chroot {root} /bin/bash -euc {command}
"""


@pytest.mark.installs
@only_in_soak
@pytest.mark.skipif(bool(why_no_debian()), reason=why_no_debian() or "runs")
def test_debian_13_with_python_3_13(copy, tmp_path):
    """What the lock says installs there, and the core tests pass."""
    root = tmp_path / "debian"
    wanted = "ca-certificates,python3,python3-venv"
    bootstrap = ("debootstrap", "--variant=minbase", f"--include={wanted}", "trixie", root)
    run(*bootstrap, *mirror(), timeout=1800)
    shutil.copytree(copy, root / "lessons")
    shutil.copytree(ROOT / "tests", root / "lessons" / "tests")
    for name in (
        "/etc/resolv.conf",
        "/etc/hosts",
        "/etc/pip.conf",
        "/etc/ssl/certs/ca-certificates.crt",
    ):
        if Path(name).exists():
            (root / name[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(name).resolve(), root / name[1:])
    said = inside(
        root,
        "cd /lessons",
        "python3 -m venv .venv",
        ".venv/bin/pip install --quiet --require-hashes -r requirements.lock",
        ".venv/bin/pip install --quiet --no-deps --no-build-isolation -e .",
        ".venv/bin/python --version",
        f".venv/bin/python -m pytest -q -n 0 {' '.join(CORE)}",
    )
    assert "Python 3.13" in said
    assert int(re.search(r"(\d+) passed", said).group(1)) > 400


def inside(root, *commands):
    """What commands print in a Debian in a folder, which is let go of at the end."""
    script = _INSIDE.format(root=shlex.quote(str(root)), command=shlex.quote("\n".join(commands)))
    variables = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("VIRTUAL_ENV", "PYTHON", "RESNET_LESSONS", "TMP"))
    }
    variables |= {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
    return run("unshare", "--mount", "bash", "-c", script, env=variables, timeout=5400)


def test_the_students_lock_holds_jupyterlab_and_nothing_of_the_grader_s():
    students = set(re.findall(r"^([\w.-]+)(?:\[\S+\])?==", lock.STUDENT_LOCK.read_text(), re.M))
    assert {"jupyterlab", "ipykernel", "ipywidgets", "tensorflow", "keras"} <= students
    assert not {"nbgrader", "sqlalchemy", "jupytext", "twine", "distributed"} & students


def test_what_computes_asks_for_nothing_that_shows_notebooks():
    asked = {re.match(r"[\w-]+", line).group() for line in PROJECT["dependencies"]}
    assert not asked & {"jupyterlab", "ipykernel", "nbgrader", "notebook"}
    lowest = {re.match(r"[\w-]+", pin).group() for pin in LOWEST}
    assert asked <= lowest
