"""`pytest --quick`, which `make quick` runs: the tests without a marker, and what was left out.

A marker names what takes a test long; pyproject.toml lists them.
"""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

_PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
_MARKERS = tomllib.loads(_PYPROJECT.read_text())["tool"]["pytest"]["ini_options"]["markers"]
CAUSES = tuple(line.partition(":")[0] for line in _MARKERS)
# Half a second is meant, on an idle core; machines are not always idle.
_SECONDS = 1
_MOST_NAMED = 10


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="leave out the tests with a marker")


def pytest_configure(config):
    if config.getoption("quick"):
        config.pluginmanager.register(Quick(config))


class Quick:
    """Leaves out the tests with a marker and closes with what was left out and what was slow.

    Under xdist each worker leaves the same tests out and tells their numbers to the process that
    shows the results.
    """

    def __init__(self, config):
        self._config = config
        self._left_out = {}
        self._seconds = Counter()

    def pytest_collection_modifyitems(self, items):
        causes = [{name for name in CAUSES if item.get_closest_marker(name)} for item in items]
        marked = [item for item, names in zip(items, causes, strict=True) if names]
        self._config.hook.pytest_deselected(items=marked)
        # A test may have several markers. What `make test` would skip too is not counted.
        counted = [
            names
            for item, names in zip(items, causes, strict=True)
            if names and not any(mark.args[0] for mark in item.iter_markers("skipif"))
        ]
        self._left_out = {"tests": len(counted)}
        self._left_out |= Counter(name for names in counted for name in sorted(names))
        items[:] = [item for item, names in zip(items, causes, strict=True) if not names]

    def pytest_runtest_logreport(self, report):
        self._seconds[report.nodeid] += report.duration

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self._left_out = node.workeroutput["left_out"]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self):
        """These lines are the last, below the numbers of passed and failed tests."""
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["left_out"] = self._left_out
        status = yield
        if reporter := self._config.pluginmanager.get_plugin("terminalreporter"):
            for line in closing_lines(self._seconds, self._left_out):
                reporter.write_line(line)
        return status


def closing_lines(seconds, left_out):
    """What stands below the numbers of passed and failed tests.

    Args:
        seconds: {test id: how long it took}.
        left_out: {marker: how many tests have it}, and of all of them under "tests".

    Yields:
        lines
    """
    slow = sorted((took, name) for name, took in seconds.items() if took > _SECONDS)[::-1]
    if slow:
        yield f"{len(slow)} tests without a marker took longer than {_SECONDS} s, the longest first:"
        yield from (f"  {took:.1f} s  {name}" for took, name in slow[:_MOST_NAMED])
    counts = ", ".join(f"{name} {left_out[name]}" for name in CAUSES if name in left_out)
    yield f"Left out: {left_out.get('tests', 0)} tests, which `make test` runs ({counts})."
