"""Closed lists of reports: which there are, what their columns count, and what stands behind a figure.

They are imported from ``choices``, with every other list of the tables.
"""

from enum import StrEnum, unique


@unique
class ReportName(StrEnum):
    """The reports of an area; ``by_…`` are the dimensions of AQ 3064.2-2025 5.11.3."""

    filings = "filings"
    street_trainings = "street_trainings"
    checks = "checks"
    by_work_kind = "by_work_kind"
    by_risk_grade = "by_risk_grade"
    by_space = "by_space"
    by_enterprise = "by_enterprise"
    by_unit = "by_unit"
    by_worker = "by_worker"
    by_status = "by_status"
    by_month = "by_month"
    by_alarm_kind = "by_alarm_kind"
    by_contracted = "by_contracted"
    by_area = "by_area"
    by_alarmed = "by_alarmed"


@unique
class Figure(StrEnum):
    """What a column of a report counts."""

    filings = "filings"
    on_time = "on_time"
    late = "late"
    emergency = "emergency"
    unfiled = "unfiled"
    trainings = "trainings"
    hours = "hours"
    people = "people"
    waived = "waived"
    checks = "checks"
    checks_open = "checks_open"
    checks_dropped = "checks_dropped"
    findings = "findings"
    findings_open = "findings_open"
    findings_overdue = "findings_overdue"
    findings_mended = "findings_mended"
    unfiled_found = "unfiled_found"
    permits = "permits"
    jobs = "jobs"


@unique
class RecordKind(StrEnum):
    """What stands behind a figure."""

    permit = "permit"
    filing = "filing"
    job = "job"
    inspection = "inspection"
    finding = "finding"
    unfiled_work = "unfiled_work"
