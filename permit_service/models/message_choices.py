"""Closed lists of messages: of what somebody is told, what it leads to, and which ways lead out.

They are imported from ``choices``, with every other list of the tables.
"""

from enum import StrEnum, unique


@unique
class MessageKind(StrEnum):
    """A hand-over of which somebody is told."""

    filing_submitted = "filing_submitted"
    filing_resubmitted = "filing_resubmitted"
    filing_amended = "filing_amended"
    filing_returned = "filing_returned"
    filing_deadline_near = "filing_deadline_near"
    late_allowed = "late_allowed"
    late_refused = "late_refused"
    emergency_declared = "emergency_declared"
    street_training_set = "street_training_set"
    stop_imposed = "stop_imposed"
    stop_lifted = "stop_lifted"
    signature_wanted = "signature_wanted"
    draw_result = "draw_result"
    inspector_replaced = "inspector_replaced"
    inspector_added = "inspector_added"
    inspector_taken_off = "inspector_taken_off"
    filing_withdrawn = "filing_withdrawn"
    filing_lapsed = "filing_lapsed"
    street_training_waived = "street_training_waived"
    job_abandoned = "job_abandoned"
    filing_keyed_in = "filing_keyed_in"
    delegation_written = "delegation_written"
    delegation_revoked = "delegation_revoked"
    permit_approved = "permit_approved"
    permit_sent_back = "permit_sent_back"
    permit_withdrawn = "permit_withdrawn"
    permit_rejected = "permit_rejected"
    permit_cancelled = "permit_cancelled"
    permit_revoked = "permit_revoked"
    permit_expired = "permit_expired"
    closing_wanted = "closing_wanted"
    extra_approval_wanted = "extra_approval_wanted"
    crew_change_wanted = "crew_change_wanted"
    crew_change_signed = "crew_change_signed"
    crew_changed = "crew_changed"
    crew_change_abandoned = "crew_change_abandoned"
    post_offered = "post_offered"
    post_handed_over = "post_handed_over"
    evacuation_begun = "evacuation_begun"
    link_wanted = "link_wanted"
    link_signed = "link_signed"
    findings_written = "findings_written"
    unfiled_found = "unfiled_found"
    finding_reported = "finding_reported"
    finding_accepted = "finding_accepted"
    finding_sent_back = "finding_sent_back"
    finding_due_near = "finding_due_near"
    finding_overdue = "finding_overdue"


@unique
class MessageSubject(StrEnum):
    """What a message is about, and leads to."""

    filing = "filing"
    job = "job"
    permit = "permit"
    space = "space"
    enterprise = "enterprise"
    inspection = "inspection"
    unfiled_work = "unfiled_work"
    finding = "finding"


@unique
class Channel(StrEnum):
    """A way for messages out of the service; in the service itself everybody has them at once."""

    email = "email"
