import json
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

from resnet_lessons.instructor.grading.grades import Mark
from resnet_lessons.instructor.grading.stored import ledger_file
from resnet_lessons.instructor.grading.stored.ledger import Ledger, LedgerError
from tests.instructor.grading.stored.ledger_tools import KEY, MARK, run


@pytest.fixture
def path(tmp_path):
    return tmp_path / "report" / "ledger.sqlite"


def assert_refused(path, says):
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(LedgerError, match=says) as caught:
        Ledger(path).__enter__()
    message = str(caught.value)
    assert str(path) in message and message.endswith(".")
    assert "Traceback" not in message and "\n" not in message
    assert before is None or path.read_bytes() == before
    return message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "cannot be read: it is empty. Move it away"),
        (b"student_id,chapter,exercise\n" * 500, "file is not a database"),
        (b"short", "file is not a database"),
        (b"SQLite format 3\x00" + bytes(5000), "cannot be read"),
    ],
    ids=["empty", "text", "short", "head only"],
)
def test_a_file_that_is_no_ledger(path, content, says):
    path.parent.mkdir()
    path.write_bytes(content)
    message = assert_refused(path, says)
    assert "run the same command again" in message


def test_a_folder_in_the_ledgers_place(path):
    path.mkdir(parents=True)
    assert_refused(path, "it is not a file")


def test_a_link_to_nowhere_in_the_ledgers_place(path):
    path.parent.mkdir()
    path.symlink_to("nowhere")
    assert_refused(path, "it is not a file")


def test_a_database_of_something_else(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE student (id TEXT)")
    connection.close()
    assert_refused(path, "it is a database of something else")


def test_a_ledger_of_a_newer_version(path):
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {ledger_file.FORMAT + 1}")
    connection.close()
    message = assert_refused(path, "was written by a newer version of resnet-lessons")
    assert "Update resnet-lessons" in message


@pytest.mark.parametrize("keep", [4096, 9000])
def test_a_ledger_that_was_cut(path, keep):
    fill(path)
    os.truncate(path, keep)
    assert_refused(path, "cannot be read")


def test_a_ledger_with_a_spoilt_page(path):
    fill(path)
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = bytes(range(64))
    path.write_bytes(content)
    assert_refused(path, "cannot be read")


def fill(path):
    with Ledger(path) as ledger:
        for number in range(200):
            ledger.put(str(number), "grow", "grader", MARK)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "1", '{"details": 1}', '{"details": [], "new": 1}', '{"details": []}']
)
def test_a_result_of_another_form(path, text):
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
        ledger.setting("seed", lambda: 1)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE mark SET mark = ?", (text,))
        connection.execute("UPDATE setting SET value = '{'")
    connection.close()
    with Ledger(path) as ledger:
        with pytest.raises(LedgerError, match="a mark in it has another form"):
            ledger.get(*KEY)
        with pytest.raises(LedgerError, match="the setting seed in it has another form"):
            ledger.setting("seed", lambda: 1)
        assert ledger.put("another", *KEY[1:], MARK) == MARK


def test_a_mark_of_an_earlier_version_lacks_what_was_added_since(path):
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
    with sqlite3.connect(path) as connection:
        facts = json.dumps({"exercise": "grow", "verdict": "passed", "details": []})
        connection.execute("UPDATE mark SET mark = ?", (facts,))
    connection.close()
    with Ledger(path) as ledger:
        assert ledger.get(*KEY) == Mark("grow", "passed")


# Disks and rights --------------------------------------------------------------------------------


def test_a_full_disk(path):
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
        (pages,) = ledger._connection.execute("PRAGMA page_count").fetchone()
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LedgerError, match=r"its disk is full\. Make room and run") as caught:
            ledger.put_stage("another", *KEY[1:], bytes(100_000))
        assert "nothing that was graded is lost" in str(caught.value)
        ledger._connection.execute("PRAGMA max_page_count = 1000000")
        assert ledger.get(*KEY) == MARK
        ledger.put_stage("another", *KEY[1:], bytes(100_000))
    with Ledger(path) as ledger:
        assert ledger.get(*KEY) == MARK


def test_a_disk_that_takes_no_more(path):
    """A real write that fails, in the log, beyond a limit on the size of files."""
    program = """
        import resource
        with Ledger(sys.argv[1]) as ledger:
            resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
            for number in range(100):
                try:
                    ledger.put(str(number), "grow", "grader", Mark("grow", "passed"))
                except LedgerError as error:
                    print(number, error)
                    break
    """
    told = run(program, path)
    number, message = told.stdout.split(" ", 1)
    assert told.returncode == 0 and "cannot be written: its disk" in message
    with Ledger(path) as ledger:
        kept = [n for n in range(100) if ledger.get(str(n), "grow", "grader")]
        assert kept == list(range(int(number))) and len(kept) > 3


@pytest.fixture
def folder_of_another():
    """A folder that everyone may read and only its owner may write; others can reach it."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


# Root may write everything, so a test that runs as root becomes somebody else first.
_AS_SOMEBODY = """
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        Ledger(sys.argv[1]).__enter__()
    except LedgerError as error:
        print(error)
"""


def test_a_folder_that_may_not_be_written(folder_of_another):
    folder_of_another.chmod(0o555)
    told = run(_AS_SOMEBODY, folder_of_another / "ledger")
    assert "cannot be used: Permission denied. See to it that you may write" in told.stdout
    told = run(_AS_SOMEBODY, folder_of_another / "deeper" / "ledger")
    assert "cannot be used: Permission denied. See to it that you may write" in told.stdout


@pytest.mark.parametrize("mode", [0o444, 0o000], ids=oct)
def test_a_ledger_that_may_not_be_written(folder_of_another, mode):
    path = folder_of_another / "ledger"
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
    path.chmod(mode)
    Path(f"{path}.lock").chmod(0o666)
    folder_of_another.chmod(0o777)
    told = run(_AS_SOMEBODY, path)
    assert "cannot be used: Permission denied. See to it" in told.stdout and told.stderr == ""
    path.chmod(0o600)
    with Ledger(path) as ledger:
        assert ledger.get(*KEY) == MARK


def test_a_file_in_the_folders_place(tmp_path):
    (tmp_path / "report").write_text("")
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger(tmp_path / "report" / "ledger").__enter__()


def test_a_program_that_has_the_ledger_open(path, monkeypatch):
    with Ledger(path) as ledger:
        ledger.put(*KEY, MARK)
    connect = sqlite3.connect
    holder = connect(path)
    try:
        holder.execute("SELECT * FROM mark").fetchall()
        holder.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(
            ledger_file.sqlite3, "connect", lambda *given, **kw: connect(*given, timeout=0, **kw)
        )
        with pytest.raises(LedgerError, match=r"another program holds it\. Close that"):
            Ledger(path).__enter__()
    finally:
        holder.close()
    with Ledger(path) as ledger:
        assert ledger.get(*KEY) == MARK


def test_an_sqlite_that_is_too_old(path, monkeypatch):
    monkeypatch.setattr(ledger_file.sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(LedgerError, match=r"grading needs 3\.37 or later"):
        Ledger(path).__enter__()


def test_a_name_that_sqlite_takes_for_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Ledger(":memory:") as ledger:
        ledger.put(*KEY, MARK)
    with Ledger(":memory:") as ledger:
        assert ledger.get(*KEY) == MARK


def test_the_ledger_costs_the_grader_no_heavy_import():
    told = run("print(sorted({'keras', 'tensorflow', 'nbformat', 'jinja2'} & set(sys.modules)))")
    assert told.stdout.strip() == "[]"


def test_every_commit_reaches_the_disk(path):
    with Ledger(path) as ledger:
        connection = ledger._connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        tables = connection.execute("PRAGMA table_list").fetchall()
        assert {row[1] for row in tables if row[5]} == {"mark", "stage", "setting"}
