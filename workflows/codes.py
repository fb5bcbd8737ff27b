"""Every reason for a refusal or warning. A code says the fault; labels say it in Chinese, with the remedy.

Codes are public and stable: they appear in the API, and removing one fails a test.
"""

from enum import StrEnum, unique


@unique
class Nature(StrEnum):
    """``todo`` waits for somebody to do it (shown blue); ``forbidden`` must not be gone round (shown red)."""

    todo = "todo"
    forbidden = "forbidden"


@unique
class Code(StrEnum):
    """Name == value; grouped by rule id (regulations §11, site-rules)."""

    # legality and role
    move_illegal = "move_illegal"
    role_missing = "role_missing"
    permit_ending = "permit_ending"
    gate_failed = "gate_failed"
    # codes on paper
    code_broken = "code_broken"
    code_forged = "code_forged"
    code_foreign = "code_foreign"
    code_wrong_kind = "code_wrong_kind"
    code_not_yet_valid = "code_not_yet_valid"
    code_expired = "code_expired"
    code_revoked = "code_revoked"
    code_unknown = "code_unknown"
    plate_mismatch = "plate_mismatch"
    no_permit_in_force = "no_permit_in_force"
    # R01, R62, R11, R51 documents
    space_not_in_ledger = "space_not_in_ledger"
    space_ledger_incomplete = "space_ledger_incomplete"
    field_missing = "field_missing"
    document_altered = "document_altered"
    risk_assessment_missing = "risk_assessment_missing"
    owner_information_missing = "owner_information_missing"
    # R01-R04, R49 the ledger's own warnings
    barrier_missing = "barrier_missing"
    sign_missing = "sign_missing"
    sign_photo_old = "sign_photo_old"
    ledger_stale = "ledger_stale"
    ledger_half_year_due = "ledger_half_year_due"
    identification_missing = "identification_missing"
    identification_negative = "identification_negative"
    rescue_gear_unlisted = "rescue_gear_unlisted"
    # R04, R05, R56, R57 opening
    barrier_ineffective = "barrier_ineffective"
    opened_before_approval = "opened_before_approval"
    opener_not_guardian = "opener_not_guardian"
    area_not_closed = "area_not_closed"
    notice_missing = "notice_missing"
    upwind_unconfirmed = "upwind_unconfirmed"
    space_not_opened = "space_not_opened"
    # R06, R07, R45, R66, R70 people
    training_missing = "training_missing"
    training_lapsed = "training_lapsed"
    guardian_is_entrant = "guardian_is_entrant"
    guardian_posted_elsewhere = "guardian_posted_elsewhere"
    not_on_permit = "not_on_permit"
    not_briefed = "not_briefed"
    headcount_differs = "headcount_differs"
    approver_is_entrant = "approver_is_entrant"
    delegate_is_leader = "delegate_is_leader"
    inside_elsewhere = "inside_elsewhere"
    already_inside = "already_inside"
    # R08, R09, R10, R12, R36 approval
    approver_not_authorised = "approver_not_authorised"
    delegation_lapsed = "delegation_lapsed"
    consent_missing = "consent_missing"
    approval_missing = "approval_missing"
    owner_approval_missing = "owner_approval_missing"
    agreement_missing = "agreement_missing"
    agreement_lapsed = "agreement_lapsed"
    contractor_review_missing = "contractor_review_missing"
    applicant_is_approver = "applicant_is_approver"
    approver_off_site = "approver_off_site"
    night_approval_missing = "night_approval_missing"
    night_approval_needless = "night_approval_needless"
    night_approver_involved = "night_approver_involved"
    already_signed = "already_signed"
    # R50 plans and drills, R49 outside rescue team
    response_plan_missing = "response_plan_missing"
    drill_overdue = "drill_overdue"
    rescue_agreement_lapsed = "rescue_agreement_lapsed"
    # R13 window
    window_too_long = "window_too_long"
    window_not_begun = "window_not_begun"
    window_ended = "window_ended"
    window_not_ended = "window_not_ended"
    too_early_on_site = "too_early_on_site"
    # R14, R65 scope
    space_changed = "space_changed"
    outside_filing_space = "outside_filing_space"
    outside_filing_content = "outside_filing_content"
    outside_filing_unit = "outside_filing_unit"
    outside_filing_crew = "outside_filing_crew"
    outside_filing_window = "outside_filing_window"
    filing_not_begun = "filing_not_begun"
    crew_change_unsigned = "crew_change_unsigned"
    # R15 filing
    filing_missing = "filing_missing"
    filing_late_undecided = "filing_late_undecided"
    filing_late_refused = "filing_late_refused"
    filing_returned = "filing_returned"
    filing_reason_missing = "filing_reason_missing"
    filing_field_unanswered = "filing_field_unanswered"
    filing_permits_unapproved = "filing_permits_unapproved"
    filing_after_entry = "filing_after_entry"
    emergency_path_off = "emergency_path_off"
    emergency_unsigned = "emergency_unsigned"
    street_training_missing = "street_training_missing"
    calendar_incomplete = "calendar_incomplete"
    # R16 briefing
    briefing_missing = "briefing_missing"
    briefing_incomplete = "briefing_incomplete"
    # R17 equipment
    equipment_unchecked = "equipment_unchecked"
    equipment_faulty = "equipment_faulty"
    calibration_lapsed = "calibration_lapsed"
    inspection_lapsed = "inspection_lapsed"
    equipment_out_of_service = "equipment_out_of_service"
    # R18 isolation
    isolation_unconfirmed = "isolation_unconfirmed"
    isolation_unsafe_method = "isolation_unsafe_method"
    # R19-R22, R26, R27, R30, R58-R60 gas series
    gas_series_missing = "gas_series_missing"
    gas_series_unsigned = "gas_series_unsigned"
    gas_series_stale = "gas_series_stale"
    gas_series_failed = "gas_series_failed"
    gas_channel_missing = "gas_channel_missing"
    vertical_points_missing = "vertical_points_missing"
    horizontal_points_missing = "horizontal_points_missing"
    gas_sequence_wrong = "gas_sequence_wrong"
    points_uneven = "points_uneven"
    oxygen_out_of_range = "oxygen_out_of_range"
    flammable_too_high = "flammable_too_high"
    toxic_too_high = "toxic_too_high"
    reading_unusable = "reading_unusable"
    survey_missing = "survey_missing"
    sludge_not_stirred = "sludge_not_stirred"
    detector_unsuitable = "detector_unsuitable"
    # R28, R29, R31-R33, R43 ventilation
    retest_missing = "retest_missing"
    ventilation_missing = "ventilation_missing"
    fan_before_initial_test = "fan_before_initial_test"
    mechanical_ventilation_off = "mechanical_ventilation_off"
    duct_unconfirmed = "duct_unconfirmed"
    ventilation_short = "ventilation_short"
    oxygen_supplied = "oxygen_supplied"
    resume_untested = "resume_untested"
    # R34 protection
    protection_missing = "protection_missing"
    protection_mismatch = "protection_mismatch"
    # R35, R61 confirmation
    confirmation_missing = "confirmation_missing"
    confirmation_void = "confirmation_void"
    confirmation_lapsed = "confirmation_lapsed"
    guardian_check_incomplete = "guardian_check_incomplete"
    # R37, R38 guardian
    guardian_absent = "guardian_absent"
    guardian_not_on_post = "guardian_not_on_post"
    guardian_post_stale = "guardian_post_stale"
    guardian_quiet = "guardian_quiet"
    guardian_left = "guardian_left"
    # R39, R41, R42, R44, R52, R53, R68 during work
    gas_value_late = "gas_value_late"
    bad_gas_value = "bad_gas_value"
    evacuation_in_force = "evacuation_in_force"
    people_inside_after_evacuation = "people_inside_after_evacuation"
    interruption_unmarked = "interruption_unmarked"
    time_disputed = "time_disputed"
    time_unsettled = "time_unsettled"
    rescue_without_apparatus = "rescue_without_apparatus"
    rescue_without_lifeline = "rescue_without_lifeline"
    rescue_without_attendant = "rescue_without_attendant"
    # R46 closing and acceptance
    people_inside = "people_inside"
    tools_inside = "tools_inside"
    opening_not_closed = "opening_not_closed"
    acceptance_item_missing = "acceptance_item_missing"
    permit_not_ended = "permit_not_ended"
    something_opened = "something_opened"
    nothing_opened = "nothing_opened"
    # R47-R49, R63, R64, R67, R69
    conflicting_work = "conflicting_work"
    linked_permit_missing = "linked_permit_missing"
    linked_permit_lapsed = "linked_permit_lapsed"
    link_unsigned = "link_unsigned"
    lighting_voltage_high = "lighting_voltage_high"
    rescue_kit_missing = "rescue_kit_missing"
    rescue_kit_far = "rescue_kit_far"
    owner_site_check_missing = "owner_site_check_missing"
    stop_in_force = "stop_in_force"
    device_not_explosion_proof = "device_not_explosion_proof"

    @property
    def nature(self) -> Nature:
        """Whether this is a thing still to be done or a thing forbidden."""
        return Nature.forbidden if self in _FORBIDDEN else Nature.todo


_FORBIDDEN = frozenset(
    {
        Code.move_illegal,
        Code.role_missing,
        Code.permit_ending,
        Code.code_forged,
        Code.code_foreign,
        Code.code_expired,
        Code.code_revoked,
        Code.plate_mismatch,
        Code.no_permit_in_force,
        Code.document_altered,
        Code.opened_before_approval,
        Code.opener_not_guardian,
        Code.guardian_is_entrant,
        Code.guardian_posted_elsewhere,
        Code.not_on_permit,
        Code.headcount_differs,
        Code.approver_is_entrant,
        Code.delegate_is_leader,
        Code.inside_elsewhere,
        Code.already_inside,
        Code.approver_not_authorised,
        Code.applicant_is_approver,
        Code.night_approver_involved,
        Code.window_too_long,
        Code.window_ended,
        Code.space_changed,
        Code.outside_filing_space,
        Code.outside_filing_content,
        Code.outside_filing_unit,
        Code.outside_filing_window,
        Code.filing_late_refused,
        Code.filing_after_entry,
        Code.emergency_path_off,
        Code.isolation_unsafe_method,
        Code.gas_series_failed,
        Code.oxygen_out_of_range,
        Code.flammable_too_high,
        Code.toxic_too_high,
        Code.fan_before_initial_test,
        Code.oxygen_supplied,
        Code.guardian_left,
        Code.bad_gas_value,
        Code.evacuation_in_force,
        Code.people_inside_after_evacuation,
        Code.rescue_without_apparatus,
        Code.rescue_without_lifeline,
        Code.rescue_without_attendant,
        Code.people_inside,
        Code.something_opened,
        Code.conflicting_work,
        Code.lighting_voltage_high,
        Code.stop_in_force,
        Code.device_not_explosion_proof,
        Code.detector_unsuitable,
    }
)
