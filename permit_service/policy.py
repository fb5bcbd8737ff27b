"""Who may call what: one line an endpoint. An endpoint that is missing here is there for nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call one endpoint: anyone, any account, or accounts that hold one of the roles anywhere.

    In which enterprise or area a role counts is for the scope of the thing (``scopes``) and its rules. ``csrf`` is
    false only where no cookie can matter, ``asks_who`` only where the answer is the same for everybody.
    """

    public: bool = False
    roles: frozenset[Role] | None = None
    csrf: bool = True
    asks_who: bool = True


ANONYMOUS = Policy(public=True, csrf=False, asks_who=False)
PUBLIC = Policy(public=True)
SIGNED_IN = Policy()
NOBODY = Policy(roles=frozenset())


def only(*roles: Role) -> Policy:
    """Accounts that hold one of these roles."""
    return Policy(roles=frozenset(roles))


#: Who keeps an enterprise's registers, who sets an area's options, who adds areas and enterprises. Where their role
#: counts, the use cases look at.
_KEEPERS = (Role.safety_manager, Role.principal, Role.administrator)
_AREA_KEEPERS = (Role.street_officer, Role.district_officer, Role.administrator)
_REGISTRARS = (Role.district_officer, Role.administrator)
#: Who acts for an area's authority.
_OFFICERS = (Role.street_officer, Role.grid_officer, Role.district_officer)
#: Who plans work.
_PLANNERS = (Role.work_leader, Role.safety_manager, Role.principal)

POLICY: Mapping[str, Policy] = MappingProxyType(
    {
        "static": ANONYMOUS,
        "openapi.doc_url": ANONYMOUS,
        "openapi.openapi": NOBODY,  # the library's page of documentation viewers, of which we have none
        "openapi.static": NOBODY,
        "ops.livez": ANONYMOUS,
        "ops.readyz": ANONYMOUS,
        "ops.healthz": ANONYMOUS,
        "sample_clock.show": ANONYMOUS,
        "sample_clock.move": ANONYMOUS,
        # API, by noun
        "api.acceptance.accept": SIGNED_IN,
        "api.acceptance.answer_item": SIGNED_IN,
        "api.acceptance.remove_closure": SIGNED_IN,
        "api.alarms.acknowledge": SIGNED_IN,
        "api.alarms.index": SIGNED_IN,
        "api.areas.create": only(*_REGISTRARS),
        "api.areas.edit": only(*_AREA_KEEPERS),
        "api.areas.index": SIGNED_IN,
        "api.areas.show": SIGNED_IN,
        "api.briefings.add_listener": SIGNED_IN,
        "api.briefings.create": SIGNED_IN,
        "api.closing.close": SIGNED_IN,
        "api.closing.finish": SIGNED_IN,
        "api.closing.write_off": SIGNED_IN,
        "api.confirmation.check_contact": SIGNED_IN,
        "api.confirmation.check_guard": SIGNED_IN,
        "api.confirmation.check_protection": SIGNED_IN,
        "api.confirmation.confirm": SIGNED_IN,
        "api.confirmation.sign_guard": SIGNED_IN,
        "api.contractors.create": only(*_KEEPERS),
        "api.contractors.edit": only(*_KEEPERS),
        "api.contractors.index": SIGNED_IN,
        "api.contractors.review": only(*_KEEPERS),
        "api.contractors.show": SIGNED_IN,
        "api.crew_changes.abandon": only(*_PLANNERS),
        "api.crew_changes.create": only(*_PLANNERS),
        "api.crew_changes.sign": SIGNED_IN,
        "api.delegations.create": SIGNED_IN,  # 在此签字: the principal may sign on another's phone
        "api.delegations.index": SIGNED_IN,
        "api.delegations.revoke": only(*_KEEPERS),
        "api.delegations.show": SIGNED_IN,
        "api.enterprises.create": only(*_REGISTRARS),
        "api.enterprises.edit": only(*_REGISTRARS),
        "api.enterprises.edit_own_entry": only(*_KEEPERS),
        "api.enterprises.index": SIGNED_IN,
        "api.enterprises.name_principal": only(Role.principal, *_REGISTRARS),
        "api.enterprises.show": SIGNED_IN,
        "api.equipment.calibrate": only(*_KEEPERS),
        "api.equipment.create": only(*_KEEPERS),
        "api.equipment.edit": only(*_KEEPERS),
        "api.equipment.index": SIGNED_IN,
        "api.equipment.retire": only(*_KEEPERS),
        "api.equipment.show": SIGNED_IN,
        "api.files.create": SIGNED_IN,
        "api.files.show": SIGNED_IN,
        "api.filings.amend": only(*_PLANNERS),
        "api.filings.attach_paper": only(*_PLANNERS),
        "api.filings.create": only(*_PLANNERS),
        "api.filings.decide_late": SIGNED_IN,
        "api.filings.declare_emergency": SIGNED_IN,
        "api.filings.edit": only(*_PLANNERS),
        "api.filings.index": SIGNED_IN,
        "api.filings.key_in": only(*_OFFICERS),
        "api.filings.receive": only(*_OFFICERS),
        "api.filings.resubmit": only(*_PLANNERS),
        "api.filings.return_": only(*_OFFICERS),
        "api.filings.review_emergency": only(*_OFFICERS),
        "api.filings.show": SIGNED_IN,
        "api.filings.submit": only(*_PLANNERS),
        "api.filings.verify_receipt": only(*_OFFICERS),
        "api.filings.withdraw": only(*_PLANNERS),
        "api.gas.add_point": SIGNED_IN,
        "api.gas.begin": SIGNED_IN,
        "api.gas.finish": SIGNED_IN,
        "api.gas.record": SIGNED_IN,
        "api.gas.sign": SIGNED_IN,
        "api.guardian_posts.beat": SIGNED_IN,
        "api.guardian_posts.create": SIGNED_IN,
        "api.guardian_posts.hand_over": SIGNED_IN,
        "api.guardian_posts.leave": SIGNED_IN,
        "api.guardian_posts.tell_absence": SIGNED_IN,
        "api.interruptions.evacuate": SIGNED_IN,
        "api.interruptions.lift": SIGNED_IN,
        "api.interruptions.mark": SIGNED_IN,
        "api.interruptions.muster": SIGNED_IN,
        "api.interruptions.settle": SIGNED_IN,
        "api.interruptions.suspend": SIGNED_IN,
        "api.jobs.abandon": only(*_PLANNERS),
        "api.jobs.add_permit": only(*_PLANNERS),
        "api.jobs.create": only(*_PLANNERS),
        "api.jobs.index": SIGNED_IN,
        "api.jobs.show": SIGNED_IN,
        "api.keys.index": PUBLIC,
        "api.links.create": only(*_PLANNERS),
        "api.links.sign": SIGNED_IN,
        "api.me.set_password": SIGNED_IN,
        "api.me.set_pin": SIGNED_IN,
        "api.me.show": SIGNED_IN,
        "api.openings.close_opening": SIGNED_IN,
        "api.openings.confirm_duct": SIGNED_IN,
        "api.openings.open_space": SIGNED_IN,
        "api.openings.stop": SIGNED_IN,
        "api.openings.ventilate": SIGNED_IN,
        "api.people.add_lab_tester": only(*_KEEPERS),
        "api.people.add_training": only(*_KEEPERS, *_REGISTRARS),
        "api.people.create": only(*_KEEPERS, *_REGISTRARS),
        "api.people.edit": only(*_KEEPERS, *_REGISTRARS),
        "api.people.index": SIGNED_IN,
        "api.people.issue_badge": only(*_KEEPERS, *_REGISTRARS),
        "api.people.leave": only(*_KEEPERS, *_REGISTRARS),
        "api.people.put_photo": only(*_KEEPERS, *_REGISTRARS),
        "api.people.revoke_badge": only(*_KEEPERS, *_REGISTRARS),
        "api.people.show": SIGNED_IN,
        "api.people.show_badge_code": SIGNED_IN,
        # A permit's signatures may be given on another's phone (在此签字): the signer's role is for the gates
        "api.permits.approve": SIGNED_IN,
        "api.permits.assign": only(*_PLANNERS),
        "api.permits.assignments": SIGNED_IN,
        "api.permits.cancel": SIGNED_IN,
        "api.permits.consent": SIGNED_IN,
        "api.permits.edit": only(*_PLANNERS),
        "api.permits.extra_approve": SIGNED_IN,
        "api.permits.index": SIGNED_IN,
        "api.permits.owner_approve": SIGNED_IN,
        "api.permits.reject": SIGNED_IN,
        "api.permits.revoke": SIGNED_IN,
        "api.permits.send_back": SIGNED_IN,
        "api.permits.show": SIGNED_IN,
        "api.permits.show_clearance": SIGNED_IN,
        "api.permits.show_code": SIGNED_IN,
        "api.permits.show_differences": SIGNED_IN,
        "api.permits.show_journal": SIGNED_IN,
        "api.permits.submit": only(*_PLANNERS),
        "api.permits.withdraw": only(*_PLANNERS),
        "api.preparation.check_equipment": SIGNED_IN,
        "api.preparation.close_area": SIGNED_IN,
        "api.preparation.confirm_isolation": SIGNED_IN,
        "api.preparation.isolate": SIGNED_IN,
        "api.preparation.remove_isolation": SIGNED_IN,
        "api.preparation.set_barrier": SIGNED_IN,
        "api.presence.show": SIGNED_IN,
        "api.risk_assessments.create": only(*_PLANNERS),
        "api.risk_assessments.inform": SIGNED_IN,
        "api.scans.create": SIGNED_IN,
        "api.site_checks.create": SIGNED_IN,
        "api.spaces.create": only(*_KEEPERS),
        "api.spaces.edit": only(*_KEEPERS),
        "api.spaces.index": SIGNED_IN,
        "api.spaces.issue_plate": only(*_KEEPERS),
        "api.spaces.put_photo": only(*_KEEPERS),
        "api.spaces.revoke_plate": only(*_KEEPERS),
        "api.spaces.show": SIGNED_IN,
        "api.spaces.show_plate_code": SIGNED_IN,
        "api.spaces.withdraw": only(*_KEEPERS),
        "api.stops.create": only(*_OFFICERS),
        "api.stops.index": SIGNED_IN,
        "api.stops.lift": only(*_OFFICERS),
        "api.stops.show": SIGNED_IN,
        "api.street_trainings.attend": only(*_OFFICERS),
        "api.street_trainings.end": only(*_OFFICERS),
        "api.street_trainings.index": SIGNED_IN,
        "api.street_trainings.key_in": only(*_OFFICERS),
        "api.street_trainings.reuse": only(*_OFFICERS),
        "api.street_trainings.schedule": only(*_OFFICERS),
        "api.street_trainings.start": only(*_OFFICERS),
        "api.street_trainings.waive": only(*_OFFICERS),
        "api.tokens.create": Policy(public=True, csrf=False),
        "api.tokens.end": SIGNED_IN,
    }
)
