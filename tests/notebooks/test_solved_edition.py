"""The solved edition: built from the same sources, it runs, and every check in it passes.

Only in `make soak`; in CI a journey solves chapter 2 by typing.
"""

import nbformat
import pytest

from resnet_lessons.instructor import notebooks
from tests.notebooks.support import code_cells, run_nbval, verdicts
from tests.support.soak import only_in_soak

pytestmark = only_in_soak


@pytest.fixture(scope="module", autouse=True)
def short_training():
    """Chapter 4's network learns for a tenth of the steps; `test_learning.py` trains it to the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESNET_LESSONS_QUICK", "1")
        yield


@pytest.fixture(scope="module", params=notebooks.sources(), ids=lambda path: path.stem)
def solved(request, tmp_path_factory):
    notebook = notebooks.execute(notebooks.build(request.param, edition="solved"))
    path = tmp_path_factory.mktemp("solved") / f"{request.param.stem}.ipynb"
    nbformat.write(notebook, path)
    return notebook, path


def test_every_check_passed(solved):
    notebook, _ = solved
    found = verdicts(notebook)
    assert found
    assert set(found.values()) == {"passed"}


def test_it_runs_again_and_shows_the_same_text(solved, tmp_path):
    notebook, path = solved
    status, passed, output = run_nbval([path], tmp_path / "run")
    assert status == 0, output
    assert passed == len(code_cells(notebook))
