"""The numbers that bind one enterprise: its profile, tightened by what it chose for itself."""

from permit_service.models.enterprises import Enterprise
from workflows.limits import GB46768, PROFILES, Rules, overlay


def rules_of(enterprise: Enterprise) -> Rules:
    """Profile of the owner of the space (site-rules 19), with the extra approval at night if it asks for one."""
    rules = PROFILES[enterprise.profile]
    return overlay(rules, night_approvals=1) if enterprise.night_approval else rules


def rules_for(enterprise: Enterprise | None) -> Rules:
    """The same for who trains or is trained: an authority, which is no enterprise, goes by GB 46768."""
    return GB46768 if enterprise is None else rules_of(enterprise)
