"""Short codes that people type may be guessed at, so tries are counted for each device (design §5).

Every face calls this before its use case: a try counts even if what follows is refused.
"""

from permit_service import rate_limits
from permit_service.access import current_actor
from permit_service.services import codes


def count_try(*told: str | None) -> None:
    """Count each text that was typed rather than scanned. Raises RateLimited over the limit."""
    for text in told:
        if text and codes.is_typed(text):
            rate_limits.count(rate_limits.TYPED_CODE, current_actor().device)
