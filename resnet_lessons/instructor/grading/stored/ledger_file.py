"""The ledger's file: made in one piece, held by one grader, and every fault of it in plain words."""

import contextlib
import fcntl
import os
import sqlite3
from pathlib import Path

FILE_NAME = "ledger.sqlite"
FORMAT = 1
_APPLICATION = 0x524C4D4B
_OLDEST_SQLITE = (3, 37)
_SCHEMA = f"""
BEGIN;
CREATE TABLE mark (
    submission TEXT NOT NULL, exercise TEXT NOT NULL, grader TEXT NOT NULL, mark TEXT NOT NULL,
    PRIMARY KEY (submission, exercise, grader)
) STRICT;
CREATE TABLE stage (
    submission TEXT NOT NULL, exercise TEXT NOT NULL, grader TEXT NOT NULL, evidence BLOB NOT NULL,
    PRIMARY KEY (submission, exercise, grader)
) STRICT;
CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""
_BESIDE = ("-journal", "-wal", "-shm")
_AGAIN = "and run the same command again: nothing that was graded is lost"


class LedgerError(Exception):
    """The ledger cannot be used; the message says what is wrong and what to do."""


def locked(path):
    """Keeps other graders out of the ledger's folder until this process ends, however that is.

    A child that is forked without a new program would go on holding the lock.

    Returns:
        descriptor of the lock file, which is never deleted: that would let two graders in.
    """
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise LedgerError(
            f"Another grader works in the folder {path.parent}. Wait until it has ended, or choose "
            "another folder with --out."
        ) from None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def create(path):
    """Makes an empty ledger under another name first, so that nobody meets half of one."""
    new = path.with_name(f"{path.name}.new")
    # A log that outlived its ledger would be played back into the new one.
    for stale in (new, *(Path(f"{each}{end}") for each in (path, new) for end in _BESIDE)):
        stale.unlink(missing_ok=True)
    connection = sqlite3.connect(new, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(_SCHEMA)
    finally:
        connection.close()
    new.chmod(0o600)
    os.replace(new, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_ledger(path):
    """Whether a file is a ledger, whatever its name: by what SQLite writes at its beginning."""
    try:
        with open(path, "rb") as file:
            start = file.read(72)
    except OSError:
        return False
    return start[:16] == b"SQLite format 3\0" and start[68:] == _APPLICATION.to_bytes(4)


def opened(path):
    """A connection to a ledger that was looked through.

    Its log is synced to the disk at each commit, not only now and then: that takes milliseconds
    where grading takes a second, and not even a power cut takes a result that was put.
    """
    if not path.is_file() or not path.stat().st_size:
        raise damaged(path, "it is empty" if path.is_file() else "it is not a file")
    # SQLite would open a file that may only be read, and fail later and in other words.
    os.close(os.open(path, os.O_RDWR))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        # Without memory shared between processes, which folders on a network do not offer.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        _check_format(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise damaged(path, "its pages do not fit together")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def refuse_old_sqlite():
    """Strict tables need an SQLite of 2021 or later."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        oldest = ".".join(map(str, _OLDEST_SQLITE))
        raise LedgerError(
            f"This Python comes with SQLite {sqlite3.sqlite_version}; grading needs {oldest} or "
            "later. Use the environment that `make setup` makes."
        )


def _check_format(connection, path):
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if application != _APPLICATION:
        raise damaged(path, "it is a database of something else")
    if found > FORMAT:
        raise LedgerError(
            f"The ledger {path} was written by a newer version of resnet-lessons (format {found}, "
            f"this one knows {FORMAT}). Update resnet-lessons, or choose another folder with --out."
        )


def damaged(path, what):
    """The error of a file that holds no ledger, or a broken one."""
    return LedgerError(
        f"The ledger {path} cannot be read: {what}. Move it away, with the files beside it whose "
        "names begin like its own; put a copy back if you have one, and run the same command "
        "again. Without a copy every submission is graded anew."
    )


@contextlib.contextmanager
def in_words(path):
    """Turns what the system or SQLite complains of into a `LedgerError`."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        raise _sqlite_in_words(error, path) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LedgerError(
            f"The ledger {path} cannot be used: {reason}. See to it that you may write it and "
            f"its folder and that its disk has room, {_AGAIN}."
        ) from error


def _sqlite_in_words(error, path):
    # The low byte says what kind of error it is, the others say more.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
        return damaged(path, f"SQLite says: {error}")
    what, remedy = {
        sqlite3.SQLITE_FULL: ("its disk is full", "Make room"),
        sqlite3.SQLITE_IOERR: ("its disk refuses", "Make room, look whether the disk is well,"),
        sqlite3.SQLITE_READONLY: ("you may not write it", "Change its owner or its mode"),
        sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "See to it that you may write there"),
        sqlite3.SQLITE_BUSY: ("another program holds it", "Close that program"),
    }.get(code, (f"SQLite says: {error}", "See to that"))
    return LedgerError(f"The ledger {path} cannot be written: {what}. {remedy} {_AGAIN}.")
