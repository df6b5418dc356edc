"""A database that cannot serve as the gradebook: said in a sentence, and left as it was."""

import os
import sqlite3
import sys
from pathlib import Path

import pytest
from nbgrader.api import get_alembic_version

from resnet_lessons.instructor.grading.for_nbgrader.gradebook import GradebookError, write_marks
from tests.instructor.grading.for_nbgrader.gradebook_tools import (
    ADA,
    book,
    dump,
    empty_book,
    graded,
    url,
)

__all__ = ["book", "empty_book"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("gradebook.db", "no database URL"),
        ("", "no database URL"),
        ("sqlite:///{tmp}/no/such/folder/gradebook.db", "Its folder must be there"),
        ("sqlite:///{tmp}", "Its folder must be there"),
        ("sqlite://", "in memory is lost"),
        ("postgresql://user:pass@host:port/course", "no database URL"),
        ("nosuchbase://user:hunter2@host/course", "no database of the kind 'nosuchbase'"),
        ("sqlite+nosuchdriver:///book.db", "no database of the kind 'sqlite"),
        ("mysql+pymysql://user:hunter2@localhost/course", "driver pymysql .* is not installed"),
        ("sqlite:///file:{book}?mode=ro&uri=true", "may not be written"),
    ],
)
def test_a_url_that_cannot_work_is_explained(wrong, says, tmp_path, book):
    before = dump(book)
    with pytest.raises(GradebookError, match=says) as refused:
        write_marks(graded({"ada": ADA}), wrong.format(tmp=tmp_path, book=book))
    assert "hunter2" not in str(refused.value)
    assert str(refused.value).endswith(".")
    assert dump(book) == before


def test_a_file_that_is_no_gradebook_is_refused_and_left_alone(tmp_path):
    text = tmp_path / "notes.db"
    text.write_text("not a database, only notes\n" * 100)
    with pytest.raises(GradebookError, match="is no database"):
        write_marks(graded({"ada": ADA}), url(text))
    other = tmp_path / "ledger.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table marks (student text)")
    before = dump(other)
    with pytest.raises(GradebookError, match="tables of another program"):
        write_marks(graded({"ada": ADA}), url(other))
    assert dump(other) == before


def test_a_new_gradebook_has_the_version_that_nbgrader_itself_would_give_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    write_marks(graded({"ada": ADA}), url(tmp_path / "book.db"))
    with sqlite3.connect(tmp_path / "book.db") as connection:
        [found] = connection.execute("select version_num from alembic_version").fetchall()
    assert found == (get_alembic_version(),)


def test_an_older_gradebook_is_told_how_to_be_upgraded(book):
    with sqlite3.connect(book) as connection:
        connection.execute("alter table student drop column lms_user_id")
    before = dump(book)
    with pytest.raises(GradebookError, match="nbgrader db upgrade --db sqlite:///"):
        write_marks(graded({"ada": ADA}), url(book))
    assert dump(book) == before


def test_a_gradebook_in_use_is_named(book):
    holder = sqlite3.connect(book, isolation_level=None)
    holder.execute("begin exclusive")
    with pytest.raises(GradebookError, match="Another program is writing"):
        write_marks(graded({"ada": ADA}), f"{url(book)}?timeout=0.1")
    holder.close()
