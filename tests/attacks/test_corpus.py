"""The corpus itself: whole, writable, found by the grader. Not a line of an attack runs here."""

import importlib.util
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import VERDICTS, Mark, Submission
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.grading.intake.repair import prepare
from tests.attacks import (
    ATTACKS,
    CONTROL,
    GROUPS,
    _collected,
    faults,
    read,
    remains,
    report_faults,
    write,
)
from tests.attacks.attack import (
    ABSENT,
    REFUSED,
    Attack,
    Entry,
    HostileCell,
    in_function,
    right,
    wrong,
)
from tests.attacks.writing import notebook, pid_namespace

COMMITTED = Path(__file__).parents[2] / "notebooks" / "02_block_structure.ipynb"
# What issue 4 names, and the attacks that stand for it.
COVERED = {
    "os._exit": "exit_in_function exit_in_cell exit_in_answer_cell",
    "SystemExit in the function": "system_exit_in_function hostile_exception",
    "endless loop": "loop_in_function loop_in_cell loop_against_interrupts big_power",
    "sleep": "sleep sleep_in_cell",
    "memory bomb": "memory_of_python memory_of_numpy memory_of_tensorflow shared_memory",
    "fork bomb": "fork_bomb right_then_fork_bomb thread_bomb",
    "disk flood": "flood_of_tmp flood_of_working_folder flood_of_files",
    "output flood": "flood_of_print flood_of_descriptors long_message",
    "killing the parent": "kill_parent kill_everything stop_parent",
    "double-forked survivors": "double_fork daemon relay_of_survivors",
    "patching numpy": "patch_allclose patch_generator",
    "patching keras": "patch_layer_call patch_result",
    "patching IPython": "patch_cell_runner",
    "patching resnet_lessons": "patch_check patch_probe patch_seeded_weights",
    "input transformers": "input_transformer",
    "shadowing modules by extra files": "shadow_files helper_file",
    "frames in search of the key": "walk_frames seed_in_memory",
    "gc in search of the key": "search_collector search_functions",
    "reading the disk": "read_disk read_submissions read_processes",
    "forging on every descriptor": "well_formed_frames garbage answer_for_forged_observation",
    "network": "network_of_machine network_outside look_up_name unix_sockets netlink",
    "array subclasses": "lying_array lying_shape lookalike_tensor",
    "NaN": "not_a_number",
    "infinities": "infinities",
    "huge arrays": "huge_array huge_view",
    "object arrays": "object_array",
    "mutated inputs": "mutated_input mutated_argument",
    "models and dictionaries that lie": "lying_model lying_dictionary model_inside_itself",
    "branching on the environment": "right_in_a_notebook right_for_public_seed right_at_first",
    "the package's own answer": "package_answer moved_cells chapter_2_in_chapter_3",
    "markup in names": "student_image notebook_name names_of_members",
    "markup in outputs": "outputs_with_markup printed_markup message_with_markup",
    "path traversal in archives": "path_traversal symlink_member",
}


@pytest.fixture(scope="module")
def released():
    return released_notebooks()


def test_there_are_enough_and_each_says_what_it_tries():
    assert len(ATTACKS) >= 50
    assert sum(map(len, GROUPS.values())) == len(ATTACKS)
    for attack in ATTACKS.values():
        assert attack.tries and not attack.tries.endswith(".") and "\n" not in attack.tries
    assert len({attack.short_marker for attack in ATTACKS.values()}) == len(ATTACKS)


def test_two_attacks_of_one_name_are_refused():
    with pytest.raises(ValueError, match="sleep"):
        _collected({"one": (ATTACKS["sleep"],), "two": (ATTACKS["sleep"], ATTACKS["abort"])})


@pytest.mark.parametrize("what", COVERED)
def test_everything_the_issue_names_is_covered(what):
    assert set(COVERED[what].split()) <= ATTACKS.keys()


def test_what_is_expected_makes_sense():
    for attack in [*ATTACKS.values(), CONTROL]:
        assert attack.target in EXERCISES and set(attack.passes) <= EXERCISES.keys()
        assert attack.target not in attack.passes
        assert attack.verdicts and set(attack.verdicts) <= {*VERDICTS, REFUSED, ABSENT}
        assert 0 <= attack.share <= 1
        if "passed" in attack.verdicts:
            assert attack.share == 1, f"{attack.name} may pass and earns less than all"


@pytest.mark.sandbox
@pytest.mark.parametrize("group", GROUPS)
def test_every_attack_can_be_written(group, tmp_path):
    for attack in GROUPS[group]:
        folder = tmp_path / attack.name
        handed_in = write(attack, folder)
        assert handed_in.exists()
        assert handed_in.is_dir() != bool(attack.archive)
        assert any(folder.iterdir())
        subprocess.run(["rm", "-rf", folder], check=True)


def notebooks_of(attack):
    return [json.dumps(notebook(attack, cells)) for _, cells in attack.others] + [
        json.dumps(notebook(attack, attack.cells))
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_the_grader_finds_the_hostile_cells(group, released):
    for attack in [attack for attack in GROUPS[group] if attack.kind == "notebook"]:
        found = set()
        for text in notebooks_of(attack):
            assert "@MARKER@" not in text and "@SHORT@" not in text
            submission = Submission(attack.name, "02_block_structure.ipynb", text.encode())
            prepared = prepare(submission, released)
            assert not prepared.problem, (attack.name, prepared.problem)
            found |= {cell.exercise for cell in prepared.cells}
        assert {attack.target, *attack.passes} <= found, attack.name


def test_every_module_that_an_attack_imports_is_there():
    """An attack that fails at its import, since a module was moved, would prove nothing."""
    cells = [
        cell
        for attack in ATTACKS.values()
        for _, of_notebook in (("", attack.cells), *attack.others)
        for cell in of_notebook
    ]
    pattern = re.compile(r"(?:from|import) (resnet_lessons[\w.]*)")
    names = {name for cell in cells for name in pattern.findall(cell.source)}
    assert len(names) > 3
    assert [name for name in names if not importlib.util.find_spec(name)] == []


def test_a_written_cell_looks_like_a_released_one():
    released = json.loads(COMMITTED.read_text())
    metadata = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]
        for cell in released["cells"]
        if "nbgrader" in cell["metadata"]
    }
    written = notebook(CONTROL, CONTROL.cells)
    ours = [cell["metadata"].get("nbgrader") for cell in written["cells"]]
    assert {each["grade_id"]: each for each in ours if each} == metadata
    imports = ["".join(cell["source"]) for cell in written["cells"][:2]]
    sources = ["".join(cell["source"]) for cell in released["cells"]]
    assert imports == [each for each in sources if each.startswith(("import ", "rl.ready()"))]


def test_helpers_write_programs():
    for name, exercise in EXERCISES.items():
        if exercise.chapter:
            for text in (right(name), wrong(name, "x = 1", "import os")):
                assert f"def {name}(" in text
                compile(text, name, "exec")


def test_what_kills_everything_spares_who_wrote_it():
    attack = ATTACKS["kill_everything"]
    assert pid_namespace() and pid_namespace() in notebooks_of(attack)[0]
    assert "is_confined()" in attack.cells[0].source


ATTACK = in_function(
    "sample", "nothing", "pass", passes=("regular_block",), forbidden=("LOOT-@MARKER@",)
)
NEXT = Mark("regular_block", "passed", 1.0)


def test_an_attack_that_came_to_nothing_has_no_faults():
    assert faults(ATTACK, [Mark("pre_activation", "error"), NEXT]) == []
    assert faults(CONTROL, [Mark(name, "passed", 1.0) for name in CONTROL.passes]) != []


@pytest.mark.parametrize(
    "marks, words",
    [
        ([Mark("pre_activation", "passed", 1.0), NEXT], "verdict 'passed'"),
        ([Mark("pre_activation", "failed", 0.1), NEXT], "0.1 of its points"),
        ([Mark("pre_activation", "failed", float("nan")), NEXT], "nan of its points"),
        ([NEXT], "pre_activation has no mark"),
        ([Mark("pre_activation", "error")], "regular_block is right and has: no mark"),
        (
            [Mark("pre_activation", "error"), Mark("regular_block", "failed", 0.5)],
            "regular_block is right and has: failed, 0.5",
        ),
        (
            [Mark("pre_activation", "error"), NEXT, Mark("bottleneck_block", "failed", 0.2)],
            "bottleneck_block was not answered",
        ),
    ],
)
def test_a_gain_or_a_loss_is_a_fault(marks, words):
    found = faults(ATTACK, marks)
    assert len(found) >= 1 and any(words in each for each in found)


def test_a_refusal_is_a_fault_unless_it_is_allowed():
    assert faults(ATTACK, [], refused=True)
    assert faults(Attack("zip", "x", verdicts=(REFUSED,)), [], refused=True) == []
    assert faults(Attack("zip", "x", verdicts=(ABSENT,)), []) == []


def test_a_report_is_searched(tmp_path):
    attack = Attack("sample", "x", forbidden=("LOOT-@MARKER@",), markup=("<script>",))
    (tmp_path / "feedback").mkdir()
    (tmp_path / "feedback" / "a.html").write_text("&lt;script&gt;")
    (tmp_path / "grades.csv").write_text("student_id,points\na,-1.5\nb,<script>\n")
    (tmp_path / "ledger.sqlite").write_bytes(b"LOOT-resnet_attack_sample")
    assert report_faults(attack, read(tmp_path)) == []
    (tmp_path / "feedback" / "a.html").write_text("<script>")
    (tmp_path / "run.json").write_text("LOOT-resnet_attack_sample")
    (tmp_path / "scores.csv").write_text("student_id\n=HYPERLINK(1)\n")
    assert [each.split()[0] for each in report_faults(attack, read(tmp_path))] == [
        "a.html",
        "run.json",
        "scores.csv",
    ]


def test_what_is_left_behind_is_found(tmp_path):
    attack = Attack(f"left_by_a_test_{time.monotonic_ns()}", "x")
    assert remains(attack, [tmp_path]) == []
    (tmp_path / f"{attack.marker}7").touch()
    survivor = subprocess.Popen(
        [attack.marker, "-c", "import time; time.sleep(30)"], executable=sys.executable
    )
    try:
        deadline = time.monotonic() + 10
        while len(remains(attack, [tmp_path])) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert remains(attack, [tmp_path]) == [
            str(tmp_path / f"{attack.marker}7"),
            f"process {survivor.pid}",
        ]
    finally:
        survivor.kill()
        survivor.wait()
    assert remains(attack) == []


def test_entries_are_written_as_they_are_described(tmp_path):
    files = (
        Entry("a/link", link="/nowhere"),
        Entry("a/pipe", kind="pipe"),
        Entry("a/large", kind="sparse", size=10**9),
        Entry("a/folder", kind="folder"),
        Entry(b"\xff/text", lambda: b"@MARKER@"),
    )
    write(Attack("sample", "x", files=files), tmp_path)
    assert (tmp_path / "a" / "link").is_symlink() and (tmp_path / "a" / "pipe").is_fifo()
    assert (tmp_path / "a" / "large").stat().st_size == 10**9
    assert (tmp_path / "a" / "folder").is_dir()
    assert (tmp_path / "\udcff" / "text").read_bytes() == b"resnet_attack_sample"
    assert Attack("cells", "x", (HostileCell("1"),)).kind == "notebook"
