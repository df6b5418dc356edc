"""Opens nbgrader's gradebook, and says in a sentence why it cannot be opened or written."""

import contextlib
import importlib
import logging
import threading

_IN_MEMORY = (None, "", ":memory:")


class GradebookError(Exception):
    """The gradebook cannot be written; the message says why, and what to do."""


def begin_loading():
    """Has a thread load nbgrader, which takes a second, while the caller waits for other processes."""

    def load():
        # Who opens a gradebook is told.
        with contextlib.suppress(ImportError):
            importlib.import_module("nbgrader.api")

    threading.Thread(target=load, daemon=True).start()


@contextlib.contextmanager
def opened(url, course):
    """A session on the gradebook, committed at the end and rolled back after an error.

    Args:
        url: of the database, as SQLAlchemy writes it.
        course: id of the course, made where it is not there.

    Raises:
        GradebookError: for whatever goes wrong with the database, on the way in or inside.
    """
    try:
        from nbgrader.api import Gradebook, InvalidEntry
        from sqlalchemy.exc import SQLAlchemyError
    except ModuleNotFoundError as error:
        raise GradebookError(
            f"The gradebook needs {error.name}, which is not installed. Install what grading needs: "
            "pip install 'resnet-lessons[grading]'."
        ) from None
    address = _address(url)
    where = address.render_as_string(hide_password=True)
    try:
        _assert_fit(address, where)
        with _quiet(), _version_read_here():
            gradebook = Gradebook(address, course)
        with gradebook:
            try:
                yield gradebook.db
                gradebook.db.commit()
            except BaseException:
                gradebook.db.rollback()
                raise
    except (SQLAlchemyError, InvalidEntry) as error:
        raise GradebookError(_in_words(error, where)) from None


def _address(url):
    """The URL, if it names a database that this Python can speak to."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    example = "such as sqlite:///report/gradebook.db or postgresql://user@host/course"
    try:
        address = make_url(url)
        address.get_dialect().import_dbapi()
    except NoSuchModuleError:
        raise GradebookError(
            f"SQLAlchemy knows no database of the kind {address.drivername!r}. Name the gradebook "
            f"by a URL {example}."
        ) from None
    except ArgumentError:
        raise GradebookError(f"That is no database URL. Write one {example}.") from None
    except ValueError:
        raise GradebookError(
            f"That is no database URL: the port must be a number, {example}."
        ) from None
    except ImportError as error:
        raise GradebookError(
            f"The driver {error.name or address.drivername} of that database is not installed. "
            f"Install it with pip beside resnet-lessons, or keep the gradebook in a file: "
            "sqlite:///report/gradebook.db."
        ) from None
    if address.get_backend_name() == "sqlite" and address.database in _IN_MEMORY:
        raise GradebookError(
            "A gradebook in memory is lost when the program ends. Name a file: "
            "sqlite:///report/gradebook.db."
        )
    return address


def _assert_fit(address, where):
    """Before nbgrader opens it, since that adds its new tables to whatever it finds."""
    from nbgrader.api import Base
    from sqlalchemy import create_engine, inspect

    engine = create_engine(address)
    try:
        inspector = inspect(engine)
        found = set(inspector.get_table_names())
        tables = Base.metadata.tables
        if found and not found & set(tables):
            raise GradebookError(
                f"The database {where} holds the tables of another program. Name an empty one, or "
                "a gradebook of nbgrader."
            )
        has_all = set(tables) <= found and all(
            {column.name for column in table.columns}
            <= {column["name"] for column in inspector.get_columns(name)}
            for name, table in tables.items()
        )
        if found and not has_all:
            raise GradebookError(_outdated(where))
    finally:
        engine.dispose()


def _outdated(where):
    return (
        f"The gradebook {where} was made by an older nbgrader. Make a copy of it, run "
        f"`nbgrader db upgrade --db {where}`, then this again."
    )


@contextlib.contextmanager
def _version_read_here():
    """nbgrader asks a program for the version of its tables, which takes a second to start."""
    from alembic.script import ScriptDirectory
    from nbgrader import api
    from nbgrader.dbutil import ALEMBIC_DIR

    usual = api.get_alembic_version
    api.get_alembic_version = ScriptDirectory(ALEMBIC_DIR).get_current_head
    try:
        yield
    finally:
        api.get_alembic_version = usual


@contextlib.contextmanager
def _quiet():
    """nbgrader logs a traceback before it raises."""
    log = logging.getLogger("tornado.application")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _in_words(error, where):
    """What went wrong, by what the database said."""
    said = str(getattr(error, "orig", None) or error).strip()
    lines = said.splitlines() or [type(error).__name__]
    lower = said.lower()
    if "readonly" in lower or "read-only" in lower or "permission denied" in lower:
        return f"The gradebook {where} may not be written. Make it writable, or name another one."
    if "database is locked" in lower:
        return (
            f"Another program is writing to the gradebook {where}. Close it, formgrader perhaps, "
            "then run this again."
        )
    if "unable to open database file" in lower:
        return f"The gradebook {where} cannot be opened. Its folder must be there and writable."
    if "not a database" in lower or "malformed" in lower:
        return f"The file of the gradebook {where} is damaged or is no database. Name another one."
    if "no such column" in lower or "no such table" in lower:
        return _outdated(where)
    return (
        f"The gradebook {where} cannot be used: {lines[0][:200]}. Check that the database is there "
        "and that you may write to it, then run this again."
    )
