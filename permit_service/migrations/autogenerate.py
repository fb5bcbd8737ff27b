"""What Alembic must know to write revisions that stand by themselves: our types, and the triggers of the journal."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import renderers
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import CreateTableOp, MigrationScript
from sqlalchemy import DDL
from sqlalchemy.types import TypeEngine

from permit_service.models.base import ExactDecimal, Id, UTCDateTime
from permit_service.models.columns import EnumSet, TextList
from permit_service.models.journal import TRIGGERS

_TYPES: dict[type[TypeEngine[Any]], str] = {
    Id: "sa.Uuid()",
    UTCDateTime: "sa.DateTime(timezone=True)",
    ExactDecimal: "sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite')",
    EnumSet: "sa.JSON()",
    TextList: "sa.JSON()",
}
_DROP_FUNCTION = "DROP FUNCTION refuse_journal_change()"


@Operations.register_operation("execute_on")
class ExecuteOn(MigrateOperation):
    """``op.execute_on(dialect, statement)``: SQL for one engine only."""

    def __init__(self, dialect: str, statement: str) -> None:
        self.dialect, self.statement = dialect, statement

    @classmethod
    def execute_on(cls, operations: Operations, dialect: str, statement: str) -> None:
        operations.invoke(cls(dialect, statement))


@Operations.implementation_for(ExecuteOn)
def _execute_on(operations: Operations, operation: ExecuteOn) -> None:
    if operations.get_context().dialect.name == operation.dialect:
        operations.execute(DDL(operation.statement.replace("%", "%%")))  # DDL formats with %


@renderers.dispatch_for(ExecuteOn)
def _render(_context: AutogenContext, operation: ExecuteOn) -> str:
    return f"op.execute_on({operation.dialect!r}, {operation.statement!r})"


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as the plain types they are kept in: a revision must not change when the models do."""
    return _TYPES.get(type(item), False) if kind == "type" else False


def add_triggers(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    """Behind the table that a revision makes, write the triggers that guard it."""
    for script in directives:
        upgrade, downgrade = script.upgrade_ops, script.downgrade_ops
        if upgrade is None or downgrade is None:
            continue
        made = {operation.table_name for operation in upgrade.ops if isinstance(operation, CreateTableOp)}
        new = [
            ExecuteOn(dialect, statement)
            for dialect, by_table in TRIGGERS.items()
            for table, statements in by_table.items()
            if table in made
            for statement in statements
        ]
        upgrade.ops.extend(new)
        if new:
            downgrade.ops.append(ExecuteOn("postgresql", _DROP_FUNCTION))
