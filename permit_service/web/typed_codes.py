"""Short codes that people type may be guessed at, so tries are counted for each device (design §5)."""

from permit_service import rate_limits
from permit_service.access import current_actor
from permit_service.services import codes


def count_try(told: str) -> None:
    """Count ``told`` if it was typed rather than scanned. Raises RateLimited over the limit."""
    if told and codes.is_typed(told):
        rate_limits.count(rate_limits.TYPED_CODE, current_actor().device)
