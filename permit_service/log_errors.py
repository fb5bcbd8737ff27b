"""Errors as logs tell them: the way each came, and of a database's error which rule it broke, never what a row held.

PostgreSQL's own words (DETAIL: Key (phone)=(…), Failing row contains (…), invalid input "…") repeat values that people
entered, so of its errors only code, constraint, table and column are told.
"""

import sqlite3
import traceback
from collections.abc import Iterator
from types import TracebackType

import psycopg
from sqlalchemy.exc import StatementError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

_CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
_MET = "\nDuring handling of the above exception, another exception occurred:\n\n"


def told(exc_info: ExcInfo) -> str:
    """The traceback of an error with those that led to it, the first one first."""
    chain = list(_chain(exc_info[1]))
    of_driver = {id(error.orig) for error, _ in chain if isinstance(error, StatementError)}
    return "".join(_told(error, link, id(error) in of_driver) for error, link in reversed(chain))


def _chain(error: BaseException | None) -> Iterator[tuple[BaseException, str]]:
    """From the last error to the first, each with the words that lead from it to the next."""
    link, seen = "", set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error, link
        link = _CAUSED if error.__cause__ is not None else _MET
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException, link: str, of_driver: bool) -> str:
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, StatementError):  # repeats the driver's words, or the value that could not be sent
        words = "a statement failed"
    else:
        words = _words_of_driver(error) if of_driver or isinstance(error, psycopg.Error) else str(error)
    return f"Traceback (most recent call last):\n{''.join(frames)}{name}: {words}\n{link}"


def _words_of_driver(error: BaseException) -> str:
    """What may be told of an error while a statement was sent; SQLite's own words name the rule alone."""
    if isinstance(error, sqlite3.Error):
        return str(error)
    if not isinstance(error, psycopg.Error):
        return type(error).__name__
    found = {
        "sqlstate": error.sqlstate,
        "constraint": error.diag.constraint_name,
        "table": error.diag.table_name,
        "column": error.diag.column_name,
    }
    return " ".join(f"{name}={value}" for name, value in found.items() if value) or type(error).__name__
