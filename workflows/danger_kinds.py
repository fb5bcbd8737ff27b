"""Closed lists of what goes wrong: why work is suspended, why people are called out, what alarms.

They are imported from ``workflows.vocabulary``, with every other list that all rooms speak.
"""

from enum import StrEnum, unique


@unique
class SuspendReason(StrEnum):
    """Why work was suspended."""

    person = "person"
    guardian_left = "guardian_left"
    bad_gas = "bad_gas"
    gas_value_late = "gas_value_late"
    fan_stopped = "fan_stopped"
    evacuation = "evacuation"
    stop = "stop"
    expired = "expired"
    revoked = "revoked"
    cancelled = "cancelled"


@unique
class EvacuationCause(StrEnum):
    """撤离原因: the five of G46 6.2.5 and those the service sees itself (site-rules 23)."""

    unwell = "unwell"
    detector_alarm = "detector_alarm"
    gear_failure = "gear_failure"
    ordered = "ordered"
    other_danger = "other_danger"
    bad_gas = "bad_gas"
    gas_value_late = "gas_value_late"
    fan_stopped = "fan_stopped"
    guardian_left = "guardian_left"
    stop = "stop"
    expired = "expired"
    intruder = "intruder"
    connected_space = "connected_space"


@unique
class AlarmKind(StrEnum):
    """An alarm row's kind: the fault as people see it."""

    permit_expired = "permit_expired"
    window_ends_soon = "window_ends_soon"
    gas_value_late = "gas_value_late"
    gas_bad = "gas_bad"
    guardian_quiet = "guardian_quiet"
    guardian_left = "guardian_left"
    evacuation = "evacuation"
    people_inside = "people_inside"
    headcount_differs = "headcount_differs"
    interruption_unmarked = "interruption_unmarked"
    filing_lapsed = "filing_lapsed"
    contact_check_late = "contact_check_late"
    fan_stopped = "fan_stopped"
    rescue_unprotected = "rescue_unprotected"
    closure_left = "closure_left"
    training_overdue = "training_overdue"
    emergency_filed = "emergency_filed"
    time_disputed = "time_disputed"
    barrier_ineffective = "barrier_ineffective"
    document_altered = "document_altered"
