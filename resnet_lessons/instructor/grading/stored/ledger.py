"""What a grading run has found so far, on disk: killed at any moment and run again, it goes on.

One SQLite file in the report's folder. A result is there for good once `put` has returned.
"""

import contextlib
import json
import os
import threading
from dataclasses import asdict
from pathlib import Path

from resnet_lessons.instructor.grading.jobs import mark_from
from resnet_lessons.instructor.grading.stored.ledger_file import (
    LedgerError,
    create,
    damaged,
    in_words,
    locked,
    opened,
    refuse_old_sqlite,
)

__all__ = ["Ledger", "LedgerError"]

_SOME_ROWS = (
    "SELECT rowid, submission, exercise, grader, mark FROM mark WHERE rowid > ? ORDER BY rowid "
    "LIMIT 5000"
)
_KEY = "submission = ? AND exercise = ? AND grader = ?"


class Ledger:
    """The results of a grading run, kept by submission, exercise and grader.

    A context manager. Threads of one process may share it; a second process is refused.

    Args:
        path: of the file; it and its folder are made if they are missing.

    Raises:
        LedgerError: by every method, when the file cannot be read or written, and on entering
            also when another grader works in the folder.
    """

    def __init__(self, path):
        # Absolute, since SQLite takes ":memory:" for something else than a file.
        self._path = Path(path).absolute()
        self._lock = threading.RLock()
        self._connection = None
        self._lock_file = None
        self._is_together = False

    def __enter__(self):
        with self._lock, in_words(self._path), contextlib.ExitStack() as undo:
            if self._connection is not None:
                raise LedgerError(f"The ledger {self._path} is open already.")
            undo.callback(self._close)
            refuse_old_sqlite()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock_file = locked(self._path)
            if not os.path.lexists(self._path):
                create(self._path)
            self._connection = opened(self._path)
            undo.pop_all()
        return self

    def __exit__(self, *error):
        with self._lock:
            self._close()

    def get(self, submission_digest, exercise_id, grader_digest):
        """The `Mark` that was put, or None."""
        key = submission_digest, exercise_id, grader_digest
        with self._transaction() as connection:
            return self._mark(connection, key)

    def put(self, submission_digest, exercise_id, grader_digest, mark):
        """Keeps a mark for good and drops its stage; a mark that is there already stays.

        Returns:
            the `Mark` that stands: of two that were put under one key, the first.
        """
        key = submission_digest, exercise_id, grader_digest
        text = json.dumps(asdict(mark))
        with self._transaction("IMMEDIATE") as connection:
            connection.execute(
                "INSERT INTO mark VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (*key, text)
            )
            connection.execute(f"DELETE FROM stage WHERE {_KEY}", key)
            return self._mark(connection, key)

    def get_stage(self, submission_digest, exercise_id, grader_digest):
        """The evidence that `put_stage` kept, bytes, or None."""
        key = submission_digest, exercise_id, grader_digest
        with self._transaction() as connection:
            row = connection.execute(f"SELECT evidence FROM stage WHERE {_KEY}", key).fetchone()
            return row[0] if row else None

    def put_stage(self, submission_digest, exercise_id, grader_digest, evidence):
        """Keeps half of a result until its mark is put; ignored where evidence or a mark is."""
        key = submission_digest, exercise_id, grader_digest
        with self._transaction("IMMEDIATE") as connection:
            if self._mark(connection, key) is None:
                connection.execute(
                    "INSERT INTO stage VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (*key, evidence)
                )

    def setting(self, name, default_factory):
        """A value that is chosen once and is then the same in every run, such as the seed.

        Args:
            name: of the setting.
            default_factory: called the first time; it returns what JSON can hold.
        """
        with self._lock:
            with self._transaction() as connection:
                row = self._setting(connection, name)
            if row is None:
                text = json.dumps(default_factory())
                with self._transaction("IMMEDIATE") as connection:
                    connection.execute(
                        "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO NOTHING", (name, text)
                    )
                    row = self._setting(connection, name)
            with self._stored(f"the setting {name}"):
                return json.loads(row[0])

    def known_setting(self, name):
        """A setting's value, or None where nobody has chosen one."""
        with self._transaction() as connection:
            row = self._setting(connection, name)
        with self._stored(f"the setting {name}"):
            return None if row is None else json.loads(row[0])

    def rows(self):
        """Every mark as it is kept, for the `add_rows` of another ledger, some thousand at a time."""
        last = 0
        while True:
            with self._transaction() as connection:
                found = connection.execute(_SOME_ROWS, (last,)).fetchall()
            if not found:
                return
            last = found[-1][0]
            yield [row[1:] for row in found]

    def add_rows(self, rows):
        """Keeps marks of another ledger; one that is there already stays."""
        with self._transaction("IMMEDIATE") as connection:
            connection.executemany(
                "INSERT INTO mark VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows
            )

    def change_setting(self, name, value):
        """Gives a setting another value, which it has from now on; returns it."""
        with self._transaction("IMMEDIATE") as connection:
            connection.execute(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (name, json.dumps(value)),
            )
        return value

    @contextlib.contextmanager
    def together(self):
        """Has all that is put inside come into the file at once, in the time that one mark takes.

        If it is left with an error, or this process ends inside, nothing of it is there.
        """
        with self._transaction("IMMEDIATE"):
            self._is_together = True
            try:
                yield
            finally:
                self._is_together = False

    @contextlib.contextmanager
    def _transaction(self, kind="DEFERRED"):
        with self._lock, in_words(self._path):
            if self._is_together:
                # Other threads wait for the lock meanwhile.
                yield self._connection
                return
            if self._connection is None:
                raise LedgerError(f"The ledger {self._path} is not open.")
            try:
                self._connection.execute(f"BEGIN {kind}")
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # After some errors SQLite has already rolled back.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _mark(self, connection, key):
        row = connection.execute(f"SELECT mark FROM mark WHERE {_KEY}", key).fetchone()
        if row is None:
            return None
        with self._stored("a mark"):
            return mark_from(json.loads(row[0]))

    @staticmethod
    def _setting(connection, name):
        return connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()

    @contextlib.contextmanager
    def _stored(self, what):
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(self._path, f"{what} in it has another form than expected") from error

    def _close(self):
        connection, self._connection = self._connection, None
        lock_file, self._lock_file = self._lock_file, None
        if connection is not None:
            connection.close()
        if lock_file is not None:
            os.close(lock_file)
