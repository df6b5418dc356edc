"""Every test keeps its answers in a folder of its own, results apart from the user's, TensorFlow quiet."""

import gc
import os

import pytest

# Says how TensorFlow is to compute, before a test imports TensorFlow.
import resnet_lessons  # noqa: F401

pytest_plugins = ["tests.support.quick"]

# Until all tests are imported.
gc.disable()
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


# Files whose tests take long, first: a worker that meets one last works alone at the end. Those that
# have workers of their own do not stand together.
LONGEST = (
    "test_class.py",
    "test_cluster.py",
    "test_all_chapters.py",
    "test_solved_edition.py",
    "test_first_steps.py",
    "test_docs_site.py",
    "test_nbgrader.py",
    "test_round_trips.py",
    "test_chapter2.py",
    "test_draw_block.py",
    "test_release.py",
    "test_device.py",
    "test_site.py",
    "test_stepper.py",
    "test_run.py",
    "test_explorers.py",
    "test_live_experiments.py",
    "test_student_edition.py",
    "test_loading.py",
    "test_recorded_experiments.py",
    "test_chapter1_claims.py",
    "test_check.py",
    "test_experiments.py",
    "test_attacks.py",
    "test_verification.py",
    "test_workers.py",
)


def pytest_collection_finish():
    """What was imported stays: looking through it again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    gc.enable()


def pytest_collection_modifyitems(items):
    """Long files first; the others in their order."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


@pytest.fixture(autouse=True, scope="session")
def list_of_known_folders(tmp_path_factory):
    """What fixtures of a whole file run, such as nbgrader's, does not write into the user's own list either."""
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("known") / "folders.json"
        patch.setenv("RESNET_LESSONS_KNOWN_FOLDERS", str(path))
        yield


@pytest.fixture(autouse=True)
def answers_folder(tmp_path, monkeypatch):
    """Where `rl.check` keeps passed answers during a test; memory is emptied too."""
    from resnet_lessons.student import passed_answers

    folder = tmp_path / "my_answers"
    monkeypatch.setenv("RESNET_LESSONS_ANSWERS", str(folder))
    monkeypatch.setenv("RESNET_LESSONS_NETWORKS", str(tmp_path / "my_networks"))
    # Without that variable, no test writes into the user's own list of folders.
    monkeypatch.setenv("RESNET_LESSONS_KNOWN_FOLDERS", str(tmp_path / "known_folders.json"))
    monkeypatch.setattr(passed_answers, "_in_memory", {})
    return folder
