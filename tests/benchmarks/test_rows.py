"""Summaries, ratios, merged results, the table and the command line; nothing is timed."""

import io

import pytest
from rich.console import Console

from benchmarks import results, run, sections
from benchmarks.machine import described, in_words
from benchmarks.rows import ratio_of_medians, row
from benchmarks.sections import Options, environment
from benchmarks.table import table
from tests.benchmarks.support import SECTIONS


def test_a_row_is_median_and_spread():
    made = row("checks", "check grow", [0.3, 0.1, 0.2], ratio=2.0, beside="yardsticks")
    assert (made.median, made.low, made.high, made.runs) == pytest.approx((200, 100, 300, 3))
    assert made.as_dict()["beside"] == "yardsticks"
    assert row("model", "images", [2.0, 4.0], "images/s").median == 3
    assert row("", "", [1 / 3], "s").as_dict()["median"] == 0.3333
    with pytest.raises(ValueError, match="nothing was measured"):
        row("checks", "check grow", [])
    assert ratio_of_medians([1, 2, 30], [4, 4]) == 0.5


def test_a_section_measured_again_replaces_itself_alone(tmp_path):
    path = tmp_path / "results.json"
    assert results.read(path) == {}
    path.write_text('{"rows": {}}')
    assert results.read(path) == {}
    results.write({"startup": {"rows": [1]}, "checks": {"rows": [2]}}, path)
    again = results.merged(results.read(path), {"checks": {"rows": [3]}, "model": {"rows": [4]}})
    assert {name: each["rows"] for name, each in again.items()} == {
        "startup": [1], "checks": [3], "model": [4],
    }  # fmt: skip
    assert list(again) == ["startup", "checks", "model"]


def speed_of(setting, value, **machine):
    return {
        "machine": {"processor": "a test's", "load": value} | machine,
        "rows": [{"name": f"{setting}, 4 images: inference, ResNetModel(50)", "median": value}],
        "details": [{"setting": setting, "images": 4, "seconds": [value]}],
    }


def test_settings_that_are_not_measured_again_stay():
    kept = {"model": speed_of("CPU, float32", 1)}
    both = results.merged(kept, {"model": speed_of("CPU, float32, XLA", 2)})
    again = results.merged(both, {"model": speed_of("CPU, float32", 3)})["model"]
    assert [row["median"] for row in again["rows"]] == [2, 3]
    assert [each["seconds"] for each in again["details"]] == [[2], [3]]
    assert again["machine"]["load"] == 3
    failed = {"rows": [], "details": [{"setting": "CPU, float32", "why": "a test's"}]}
    without = results.merged({"model": both["model"] | failed}, kept)["model"]
    assert (without["rows"], without["details"]) == (
        kept["model"]["rows"],
        kept["model"]["details"],
    )
    assert kept == {"model": speed_of("CPU, float32", 1)}


def test_another_machine_replaces_them_all():
    kept = {"model": speed_of("CPU, float32", 1)}
    other = {"model": speed_of("CPU, float32, XLA", 2, processor="another")}
    assert results.merged(kept, other) == other


def test_a_machine_is_described():
    machine = described()
    assert machine["processor"] and machine["cores"] >= 1
    assert machine["versions"]["keras"]
    assert f"{machine['cores']} cores" in in_words([machine])
    two = in_words([machine | {"load": 1.5}, machine | {"load": 0.5}])
    assert "load 0.5 to 1.5" in two and "\n" not in two


def test_the_table_holds_every_row():
    made = table(SECTIONS)
    console = Console(file=io.StringIO(), width=220)
    console.print(made)
    text = console.file.getvalue()
    for section in SECTIONS.values():
        for each in section["rows"]:
            assert each["name"] in text
    assert "0.97" in text and "a test's processor, 2 cores" in text


def test_a_section_that_fails_is_told_of_and_the_others_go_on(capsys):
    def call(name, options):
        if name == "checks":
            raise SystemExit("no answers here")
        return [{"name": name}], []

    found, failed = run.measured(["startup", "checks", "model"], Options(), call)
    assert list(found) == ["startup", "model"]
    assert found["model"]["machine"]["processor"]
    assert failed == {"checks": "SystemExit: no answers here"}
    assert "checks failed: SystemExit: no answers here" in capsys.readouterr().err


def test_sections_can_be_named():
    names, options, out = run.parsed(["--only", "model, startup", "--settings", "CPU, no XLA"])
    assert names == ["startup", "model"]
    assert options == Options(settings=("CPU", "no XLA"))
    assert out == results.RESULTS.parent
    assert run.parsed([])[0] == list(sections.SECTIONS)
    assert run.parsed(["--quick", "--out", "/tmp"])[1].runs() == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "modle"], "no section modle; there are startup"),
        (["--only", ","], "names no section"),
        (["--side", "16"], "at least 32 pixels"),
        (["--side", "big"], "invalid int value"),
        (["--images", "0"], "at least one"),
        (["--settings", "float64"], "no setting holds all of float64"),
        (["--quick"], "name another folder with --out"),
    ],
)
def test_bad_options_end_in_a_plain_message(arguments, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        run.parsed(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_variables_of_the_environment_come_back(monkeypatch):
    import os

    monkeypatch.setenv("RESNET_LESSONS_ANSWERS", "mine")
    monkeypatch.delenv("RESNET_LESSONS_NEW", raising=False)
    with environment(RESNET_LESSONS_ANSWERS="other", RESNET_LESSONS_NEW="1"):
        assert os.environ["RESNET_LESSONS_ANSWERS"] == "other"
    assert os.environ["RESNET_LESSONS_ANSWERS"] == "mine"
    assert "RESNET_LESSONS_NEW" not in os.environ


def test_why_a_setting_failed_is_told_without_places():
    told = (
        "Graph execution error:\n\nDetected at node a/b (most recent call last):\n"
        '  File "x.py", line 1\n\nno such format\n\t [[{{node a/b}}]]'
    )
    assert (
        sections._why(RuntimeError(told)) == "RuntimeError: Graph execution error: no such format"
    )
