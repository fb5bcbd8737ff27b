"""换气次数: how often an hour fans change the air of a space. Information only: no rule asks for a number."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def air_changes(volume: Decimal | None, airflows: Sequence[Decimal | None]) -> Decimal | None:
    """Changes an hour by fans of these airflows (m³/h) in a volume (m³), to one place.

    None while nothing runs and where volume or an airflow is not known: a guess would look like a measurement.
    """
    known = [airflow for airflow in airflows if airflow is not None]
    if volume is None or volume <= 0 or not known or len(known) < len(airflows):
        return None
    return (sum(known, Decimal(0)) / volume).quantize(Decimal("0.1"), ROUND_HALF_UP)
