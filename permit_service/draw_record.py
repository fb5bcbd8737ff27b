"""The record of a draw as a file, and drawing again from it: by anyone, with no database, account or network."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from permit_service.models.draws import Draw
from workflows import draw, replacement
from workflows.inspection_kinds import DrawFault
from workflows.replacement import Addition, Replacement

_FIELDS = ("number", "seed", "digest", "population", "result")


def record_of(row: Draw) -> str:
    """Everything that the draw depends on, and what came out, as JSON."""
    kept = [
        {"job": str(one.job_id), "out": str(one.out_id), "in": str(one.in_id), "reason": one.reason}
        for one in row.replacements
    ]
    added = [
        {
            "job": str(one.job_id),
            "person": str(one.person_id),
            "after": one.after,
            "reason": one.reason,
            "taken_off": one.end_reason,
        }
        for one in row.additions
    ]
    told = {name: getattr(row, name) for name in _FIELDS} | {"replacements": kept, "additions": added}
    return json.dumps(told, indent=1, ensure_ascii=False)


def replacements_of(row: Draw) -> tuple[Replacement, ...]:
    """Who came in for whom since the draw, in their order."""
    return tuple(Replacement(str(one.job_id), str(one.out_id), str(one.in_id)) for one in row.replacements)


def additions_of(row: Draw) -> tuple[Addition, ...]:
    """Who was named to go along since the draw, also who was taken off again."""
    return tuple(Addition(str(one.job_id), str(one.person_id), one.after) for one in row.additions)


def fault_of(text: str) -> DrawFault | None:
    """What is wrong with a record when it is drawn again; None = the same comes out.

    Raises ValueError for a text that is no record of a draw.
    """
    told = json.loads(text)
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in _FIELDS):
        raise ValueError("no record of a draw")
    fault = draw.fault_of(told["seed"], told["population"], told["digest"], told["result"])
    if fault is not None:
        return fault
    population, drawn = draw.population_of(told["population"]), draw.drawn_of(told["result"])
    kept, added = _changes(told)
    return None if replacement.sound(told["seed"], population, drawn, kept, added) else DrawFault.replacement_differs


def _changes(told: Mapping[str, Any]) -> tuple[list[Replacement], list[Addition]]:
    """What changed in the teams since. Raises ValueError for what is no list of it."""
    try:
        kept = [Replacement(str(one["job"]), str(one["out"]), str(one["in"])) for one in told.get("replacements", [])]
        added = [Addition(str(one["job"]), str(one["person"]), int(one["after"])) for one in told.get("additions", [])]
    except (TypeError, KeyError) as error:
        raise ValueError("no changes of a draw") from error
    return kept, added


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
