"""Runs the migrations on the database of the current application (``flask db``), each run in one transaction."""

from alembic import context
from sqlalchemy import Connection

from permit_service.migrations.autogenerate import add_triggers, render_item
from permit_service.models import db


def run(connection: Connection) -> None:
    """Run what the command asks for, or nothing of it."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        transactional_ddl=True,  # on SQLite too: permit_service.database begins the transactions itself
        render_item=render_item,
        process_revision_directives=add_triggers,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"the migration leaves foreign keys broken: {broken}")


def migrate() -> None:
    """Run with SQLite's foreign keys off: to alter a table there is to make it anew, dropping the old one."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            run(connection)
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            run(connection)
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    raise RuntimeError("migrations run on a database, not into a script")
migrate()
