"""A piece of the register as the rules look at it."""

from permit_service.models.equipment import Equipment
from workflows.plan_facts import Piece


def piece_of(row: Equipment) -> Piece:
    """The piece of one entry."""
    return Piece(str(row.id), row.code, row.kind, row.calibrated_until, row.out_of_service_at is not None)
