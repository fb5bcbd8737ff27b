"""The numbers that bind one enterprise: its profile, tightened by what it chose for itself."""

from permit_service.models.enterprises import Enterprise
from workflows.limits import PROFILES, Rules, overlay


def rules_of(enterprise: Enterprise) -> Rules:
    """Profile of the owner of the space (site-rules 19), with the extra approval at night if it asks for one."""
    rules = PROFILES[enterprise.profile]
    return overlay(rules, night_approvals=1) if enterprise.night_approval else rules
