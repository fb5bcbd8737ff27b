"""The rules of confined-space work: pure functions over facts.

Nothing here reads a clock, a database or a request: ``now`` and calendar days are parameters,
everything else a decision may look at stands in :class:`workflows.facts.Facts`.
"""

#: Other distributions are called ``workflows`` too; the service refuses to start if it finds one of those.
OWNER = "confined-space-permits"
