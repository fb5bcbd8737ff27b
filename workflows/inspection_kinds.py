"""The closed lists of spot-checks (抽查): grades, what is looked at, who is asked, what stands against closing a sheet.

Lower-case members whose name equals their value, like those of ``workflows.vocabulary``.
"""

from enum import StrEnum, unique


@unique
class RiskGrade(StrEnum):
    """Risk grade of an enterprise, the highest risk first (regulations §7: A–D, checked the more often the higher)."""

    a = "a"
    b = "b"
    c = "c"
    d = "d"


@unique
class DrawFault(StrEnum):
    """What is wrong with the record of a draw when it is drawn again."""

    population_unreadable = "population_unreadable"
    population_altered = "population_altered"
    result_differs = "result_differs"
    replacement_differs = "replacement_differs"


@unique
class Relation(StrEnum):
    """利害关系: what may keep an officer from checking an enterprise fairly."""

    relative = "relative"
    share = "share"
    employment = "employment"
    dispute = "dispute"
    other = "other"


@unique
class InspectionOrigin(StrEnum):
    """How a check came about: drawn, chosen by an officer on site, or because nobody had filed the work."""

    drawn = "drawn"
    on_site = "on_site"
    unfiled = "unfiled"


@unique
class InspectionItem(StrEnum):
    """What an inspector looks at; ``workflows.inspection`` names the rules behind each item."""

    ledger = "ledger"
    risk_assessment = "risk_assessment"
    isolation = "isolation"
    area_closure = "area_closure"
    ventilation = "ventilation"
    gas_test = "gas_test"
    monitoring = "monitoring"
    protection = "protection"
    equipment = "equipment"
    rescue_kit = "rescue_kit"
    guardian = "guardian"
    entry_register = "entry_register"
    electrics = "electrics"
    approval = "approval"
    filing = "filing"
    contracting = "contracting"
    training = "training"
    briefing = "briefing"
    drills = "drills"


@unique
class QuizTaker(StrEnum):
    """Who is asked on the spot (逢查必考): the principal, and those who work."""

    principal = "principal"
    worker = "worker"


@unique
class SheetLack(StrEnum):
    """What a check sheet lacks before anybody may sign it."""

    not_begun = "not_begun"
    items = "items"
    findings = "findings"
    quiz = "quiz"
    inspectors = "inspectors"


@unique
class InspectionResult(StrEnum):
    """What a concluded check found."""

    in_order = "in_order"
    findings = "findings"


@unique
class FindingStatus(StrEnum):
    """Status of a finding (问题): to be mended, reported as mended, accepted as mended."""

    open = "open"
    reported = "reported"
    accepted = "accepted"


@unique
class FindingTrigger(StrEnum):
    """What moves a finding (整改): the enterprise reports, an officer accepts or sends back."""

    report = "report"
    accept = "accept"
    send_back = "send_back"


@unique
class FindingState(StrEnum):
    """How a finding stands today: its status, an open one past its day told apart."""

    open = "open"
    overdue = "overdue"
    reported = "reported"
    accepted = "accepted"


@unique
class FindingFault(StrEnum):
    """Why a finding is not moved."""

    not_concluded = "not_concluded"
    reported_already = "reported_already"
    not_reported = "not_reported"
    accepted_already = "accepted_already"
    related = "related"


@unique
class InspectionState(StrEnum):
    """How far a check has come; what was recorded of it tells."""

    waiting = "waiting"
    begun = "begun"
    concluded = "concluded"
    dropped = "dropped"
