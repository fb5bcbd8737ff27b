"""Closed lists that only the tables need; what the rules speak of stands in ``workflows.vocabulary`` and ``.kinds``.

Those of messages and of reports stand in files of their own and are imported from here all the same.
"""

from enum import StrEnum, unique

from permit_service.models.message_choices import Channel, MessageKind, MessageSubject
from permit_service.models.report_choices import Figure, RecordKind, ReportName

__all__ = [
    "AccountState",
    "Answer",
    "Channel",
    "DayKind",
    "Department",
    "Figure",
    "GradeReason",
    "LedgerName",
    "LinkPurpose",
    "MeansKind",
    "MessageKind",
    "MessageSubject",
    "Paper",
    "ParkKind",
    "ReadingCause",
    "RecordKind",
    "ReportName",
    "RowOutcome",
    "SafetyPaper",
    "ScanPurpose",
    "SignatureAct",
    "SignatureKind",
    "SignatureMethod",
    "StopScope",
    "TimeSource",
]


@unique
class DayKind(StrEnum):
    """A day that is not what its weekday says: a weekday off, or a weekend day worked (调休)."""

    off = "off"
    swap = "swap"


@unique
class Answer(StrEnum):
    """The answer to one item of a check: 是, 否, 不涉及."""

    yes = "yes"
    no = "no"
    not_involved = "not_involved"


@unique
class SignatureKind(StrEnum):
    """Accountable: own account, authenticated again. Attested: drawn or by badge, before a witness (site-rules 18)."""

    accountable = "accountable"
    attested = "attested"


@unique
class SignatureMethod(StrEnum):
    """How the signer proved who they are; the first three are accountable, the last two attested."""

    pin = "pin"
    passkey = "passkey"
    password = "password"  # noqa: S105  a method's name, no secret
    drawn = "drawn"
    badge = "badge"


@unique
class SignatureAct(StrEnum):
    """What a signature does. ``Signature.subject_id`` is the id of the row that the comment names."""

    # permit
    consent = "consent"
    approve = "approve"
    owner_approve = "owner_approve"
    extra_approve = "extra_approve"
    send_back = "send_back"
    reject = "reject"
    cancel = "cancel"
    revoke = "revoke"
    close = "close"
    # the evidence row of that name; listen: briefing_listener; site_check and the like: their own rows
    risk_assessment = "risk_assessment"
    briefing = "briefing"
    listen = "listen"
    equipment_check = "equipment_check"
    gas_series = "gas_series"
    guardian_check = "guardian_check"
    confirm = "confirm"
    site_check = "site_check"
    handover = "handover"
    crew_change = "crew_change"
    link = "link"
    write_off = "write_off"
    # acceptance
    accept = "accept"
    # filing
    emergency = "emergency"
    decide_late = "decide_late"
    # delegation
    delegate = "delegate"
    # training: the practical check
    practical = "practical"
    # spot-check: the inspector, and who stands for the enterprise
    inspect = "inspect"
    inspected = "inspected"


@unique
class StopScope(StrEnum):
    """What a stop holds."""

    space = "space"
    job = "job"
    enterprise = "enterprise"


@unique
class ReadingCause(StrEnum):
    """Why an in-work value became evidence (design §7): its time came, or the live values told something."""

    interval = "interval"
    crossing = "crossing"
    silence = "silence"
    recovery = "recovery"


@unique
class TimeSource(StrEnum):
    """Which of a record's two times was found to hold."""

    server = "server"
    device = "device"


@unique
class ScanPurpose(StrEnum):
    """A guardian's check-in (permit or plate), or somebody passing the mouth."""

    check_in = "check_in"
    passage = "passage"


@unique
class GradeReason(StrEnum):
    """Why an enterprise is graded as it is: an accident, a penalty or a major hazard raises it (regulations §7)."""

    assessment = "assessment"
    accident = "accident"
    penalty = "penalty"
    major_hazard = "major_hazard"
    mended = "mended"


@unique
class SafetyPaper(StrEnum):
    """A document of the enterprise's safety system (O13 4; G46 4.3)."""

    management = "management"
    duties = "duties"
    approval = "approval"
    operation = "operation"
    training = "training"
    equipment = "equipment"
    contracting = "contracting"
    emergency = "emergency"
    other = "other"


@unique
class ParkKind(StrEnum):
    """What is let to several firms."""

    park = "park"
    factory = "factory"
    park_in_park = "park_in_park"


@unique
class MeansKind(StrEnum):
    """What enterprises share (seed 000): a rescue team, a crew for everybody's work, equipment, mutual aid."""

    rescue_team = "rescue_team"
    crew = "crew"
    equipment = "equipment"
    mutual_aid = "mutual_aid"


@unique
class LinkPurpose(StrEnum):
    """What a one-time link of an account is for."""

    invitation = "invitation"
    reset = "reset"


@unique
class Department(StrEnum):
    """主管部门: which department of government supervises an enterprise's or a space's trade."""

    emergency = "emergency"
    housing = "housing"
    water = "water"
    urban_management = "urban_management"
    industry = "industry"
    commerce = "commerce"
    agriculture = "agriculture"
    environment = "environment"
    transport = "transport"
    market = "market"
    education = "education"
    health = "health"
    culture = "culture"
    other = "other"


@unique
class AccountState(StrEnum):
    """What an account is good for now; ``waiting``: invited or reset, and nobody has used the link yet."""

    usable = "usable"
    waiting = "waiting"
    closed = "closed"


@unique
class LedgerName(StrEnum):
    """The ledgers that go in and out as Excel files."""

    spaces = "spaces"
    people = "people"
    trainings = "trainings"
    certificates = "certificates"
    equipment = "equipment"
    contracts = "contracts"


@unique
class RowOutcome(StrEnum):
    """What an imported row would do, or did: make an entry, change one, find nothing to change; or why it cannot."""

    new = "new"
    changed = "changed"
    same = "same"
    faulty = "faulty"


@unique
class Paper(StrEnum):
    """两表一方案: the papers that a filing holds, as this service makes them."""

    filing_form = "filing_form"
    approval_form = "approval_form"
    work_plan = "work_plan"
