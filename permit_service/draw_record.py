"""The record of a draw as a file, and drawing again from it: by anyone, with no database, account or network."""

import json
from pathlib import Path

import click

from permit_service.models.draws import Draw
from workflows import draw
from workflows.inspection_kinds import DrawFault

_FIELDS = ("number", "seed", "digest", "population", "result")


def record_of(row: Draw) -> str:
    """Everything that the draw depends on, and what came out, as JSON."""
    return json.dumps({name: getattr(row, name) for name in _FIELDS}, indent=1, ensure_ascii=False)


def fault_of(text: str) -> DrawFault | None:
    """What is wrong with a record when it is drawn again; None = the same comes out.

    Raises ValueError for a text that is no record of a draw.
    """
    told = json.loads(text)
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in _FIELDS):
        raise ValueError("no record of a draw")
    return draw.fault_of(told["seed"], told["population"], told["digest"], told["result"])


@click.command("redraw")
@click.argument("record", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def redraw_command(record: Path) -> None:
    """Draw again from RECORD, a file saved from the page of a draw; exits 1 unless the same comes out."""
    try:
        text = record.read_text("utf-8")
        fault, number = fault_of(text), json.loads(text)["number"]
    except ValueError as error:
        raise click.ClickException(f"{record}: {error}") from error
    if fault is not None:
        raise click.ClickException(f"{number}: {fault}")
    click.echo(f"{number}: drawn again, the same jobs and the same officers")
