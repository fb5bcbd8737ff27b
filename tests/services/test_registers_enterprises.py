"""Enterprises, contracts, delegations."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from heard import kinds
from keeping import administrator, draft_permit, faults, planning, revision_of, tags
from pieces import PLANNED
from plan_cast import PIN, Cast
from sqlalchemy import select
from stdnum.cn import uscc

from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models import db
from permit_service.models.choices import MessageKind, SignatureAct, SignatureMethod
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.people import Person
from permit_service.models.signatures import Signature
from permit_service.sample.papers import paper
from permit_service.services.registers import contracts, delegations, enterprises
from permit_service.services.registers.contracts import ContractForm
from permit_service.services.registers.delegations import DelegationForm
from permit_service.services.registers.enterprises import EnterpriseForm, OwnEntryForm
from permit_service.services.signing import SignIn
from workflows.vocabulary import ProfileName, Role, Sector

CODE = "91000000YANGLJ009"
CODE += uscc.calc_check_digit(CODE)
PIN_ON_OWN_PHONE = SignIn(pin=PIN)


def form(cast: Cast, **values: object) -> EnterpriseForm:
    return replace(EnterpriseForm("样例新厂", CODE, Sector.machinery, cast.street), **values)


def reread(model: type, row_id: uuid.UUID) -> object:
    db.session.rollback()
    return db.session.get_one(model, row_id)


# -- enterprises ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sector", "profile"),
    [
        (Sector.machinery, ProfileName.GB46768),
        (Sector.municipal, ProfileName.GB46768),
        (Sector.chemical, ProfileName.GB30871),
        (Sector.pharmaceutical, ProfileName.GB30871),
        (Sector.hazardous_chemicals, ProfileName.GB30871),
    ],
)
def test_the_trade_brings_its_profile(cast: Cast, sector: Sector, profile: ProfileName) -> None:
    added = enterprises.add_enterprise(cast.actor("district_officer"), form(cast, sector=sector))
    assert added.profile is profile
    assert "enterprise:add" in tags()


@pytest.mark.parametrize(
    ("sector", "profile"), [(Sector.chemical, ProfileName.GB46768), (Sector.machinery, ProfileName.GB30871)]
)
def test_a_trade_that_is_bound_cannot_choose(cast: Cast, sector: Sector, profile: ProfileName) -> None:
    chosen = form(cast, sector=sector, profile=profile)
    assert faults(lambda: enterprises.add_enterprise(administrator(), chosen)) == {"profile": "profile_of_sector"}


def test_the_credit_code_is_checked_and_unique(cast: Cast) -> None:
    admin = administrator()
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    told = {
        CODE[:-1]: "length",
        wrong: "check",
        "A" + CODE[1:]: "string_pattern_mismatch",
    }
    for code, fault in told.items():
        assert faults(lambda code=code: enterprises.add_enterprise(admin, form(cast, uscc=code))) == {"uscc": fault}
    assert enterprises.add_enterprise(admin, form(cast, uscc=f" {CODE.lower()} ")).uscc == CODE
    assert faults(lambda: enterprises.add_enterprise(admin, form(cast))) == {"uscc": "taken"}


def test_only_registrars_of_the_area_enter_firms(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        enterprises.add_enterprise(cast.actor("officer"), form(cast))
    with pytest.raises(NotFound):
        enterprises.add_enterprise(cast.actor("manager"), form(cast))


def test_an_edit_tells_live_permits(cast: Cast) -> None:
    admin = administrator()
    added = enterprises.add_enterprise(admin, form(cast))
    added_id = added.id
    permit = draft_permit(cast, enterprise_id=added_id, unit_id=added_id)
    before = revision_of(permit)
    enterprises.edit_enterprise(admin, added_id, 1, form(cast, sector=Sector.chemical))
    assert reread(Enterprise, added_id).profile is ProfileName.GB30871
    assert revision_of(permit) == before + 1
    with pytest.raises(Conflict):
        enterprises.edit_enterprise(admin, added_id, 1, form(cast, name="样例旧厂"))


def test_a_firm_edits_where_to_reach_it(cast: Cast) -> None:
    keeper = cast.actor("manager")
    form = OwnEntryForm("样例路 1 号", "0512-80000000", night_approval=True, drills_block=True)
    enterprises.edit_own_entry(keeper, cast.enterprise, 1, form)
    entry = reread(Enterprise, cast.enterprise)
    assert (entry.night_approval, entry.drills_block) == (True, True)
    with pytest.raises(Forbidden):
        enterprises.edit_own_entry(cast.actor("leader"), cast.enterprise, 2, form)
    with pytest.raises(NotFound):
        enterprises.edit_own_entry(cast.actor("s_leader"), cast.enterprise, 2, form)


def test_there_is_one_principal_and_the_role_goes_with_it(cast: Cast) -> None:
    principal = cast.actor("principal")
    enterprises.name_principal(principal, cast.enterprise, cast.people["deputy"])
    principals = select(Person.id).where(Person.enterprise_id == cast.enterprise, Person.is_principal)
    assert db.session.scalars(principals).all() == [cast.people["deputy"]]
    assert Role.principal not in cast.actor("principal").roles
    with pytest.raises(Forbidden):
        enterprises.name_principal(cast.actor("principal"), cast.enterprise, cast.people["principal"])


def test_a_keeper_raises_nobody_to_principal(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        enterprises.name_principal(cast.actor("manager"), cast.enterprise, cast.people["manager"])


def test_the_principal_is_of_the_firm(cast: Cast) -> None:
    name = lambda: enterprises.name_principal(administrator(), cast.enterprise, cast.people["c_leader"])  # noqa: E731
    assert faults(name) == {"person_id": "unknown"}


# -- contracts ------------------------------------------------------------------------------------------

AGREEMENT = ContractForm("样例协议 2", date(2026, 1, 1), date(2026, 12, 31))


def test_an_agreement_is_entered_and_reviewed_by_the_owner(cast: Cast) -> None:
    keeper = cast.actor("manager")
    with planning():
        added = contracts.add_contract(
            keeper, cast.enterprise, cast.stranger, replace(AGREEMENT, document=paper("Agreement"))
        )
        assert (added.review, added.file_id is None) == (None, False)
        contracts.review_contractor(keeper, added.id, passed=False, remark="样例")
        reviewed = contracts.review_contractor(keeper, added.id, passed=True, remark="样例", document=paper("Review"))
    assert [review.passed for review in reviewed.reviews] == [False, True]
    assert reviewed.review is not None
    assert (reviewed.review.at, reviewed.review.by_id) == (PLANNED, cast.people["manager"])


def test_a_bad_agreement_is_told_whole(cast: Cast) -> None:
    keeper = cast.actor("manager")
    bad = ContractForm("样例协议1", date(2026, 2, 2), date(2026, 2, 1))
    refused = faults(lambda: contracts.add_contract(keeper, cast.enterprise, cast.contractor, bad))
    assert refused == {"number": "taken", "agreement_until": "order"}
    refused = faults(lambda: contracts.add_contract(keeper, cast.enterprise, cast.enterprise, AGREEMENT))
    assert refused == {"contractor_id": "same_party"}
    refused = faults(lambda: contracts.add_contract(keeper, cast.enterprise, uuid.uuid4(), AGREEMENT))
    assert refused == {"contractor_id": "unknown"}


def test_the_contractor_reads_but_does_not_write_its_review(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        contracts.review_contractor(cast.actor("c_principal"), cast.contract, passed=True)
    with pytest.raises(NotFound):
        contracts.review_contractor(cast.actor("s_leader"), cast.contract, passed=True)


def test_a_failed_review_and_a_changed_date_tell_live_permits(cast: Cast) -> None:
    keeper = cast.actor("manager")
    permit = draft_permit(cast, unit_id=cast.contractor, contract_id=cast.contract)
    other = draft_permit(cast)
    before, left = revision_of(permit), revision_of(other)
    contracts.review_contractor(keeper, cast.contract, passed=False)
    contracts.edit_contract(keeper, cast.contract, 1, replace(AGREEMENT, agreement_until=date(2026, 6, 30)))
    assert revision_of(permit) == before + 2
    assert revision_of(other) == left
    assert reread(Contract, cast.contract).agreement_until == date(2026, 6, 30)


# -- delegations ----------------------------------------------------------------------------------------


def delegation(cast: Cast, **values: object) -> DelegationForm:
    written = DelegationForm(cast.people["deputy"], "样例范围", PLANNED, PLANNED + timedelta(days=30))
    return replace(written, **values)


def test_the_principal_delegates_with_a_signature_of_their_own(cast: Cast) -> None:
    with planning():
        written = delegations.write_delegation(
            cast.actor("principal"), PIN_ON_OWN_PHONE, delegation(cast, document=paper("Delegation"))
        )
    signature = db.session.scalars(select(Signature).where(Signature.subject_id == written.id)).one()
    assert (signature.act, signature.method) == (SignatureAct.delegate, SignatureMethod.pin)
    assert signature.signer_id == cast.people["principal"]
    assert str(written.delegate_id) in signature.statement
    assert written.file_id is not None


def test_nobody_else_delegates(cast: Cast) -> None:
    with planning(), pytest.raises(Forbidden):
        delegations.write_delegation(cast.actor("manager"), PIN_ON_OWN_PHONE, delegation(cast))
    assert db.session.scalars(select(Delegation)).all() == []


def test_a_wrong_pin_delegates_nothing(cast: Cast) -> None:
    write = lambda: delegations.write_delegation(  # noqa: E731
        cast.actor("principal"), SignIn(pin="000000"), delegation(cast)
    )
    assert faults(write) == {"pin": "pin_wrong"}
    assert db.session.scalars(select(Delegation)).all() == []


def test_a_delegation_names_a_colleague_and_a_time_to_come(cast: Cast) -> None:
    principal = cast.actor("principal")
    cases = [
        ({"delegate_id": cast.people["c_leader"]}, {"delegate_id": "unknown"}),
        ({"delegate_id": cast.people["principal"]}, {"delegate_id": "same_person"}),
        ({"valid_until": PLANNED}, {"valid_until": "order"}),
        ({"valid_from": PLANNED - timedelta(days=2), "valid_until": PLANNED}, {"valid_until": "past"}),
        ({"scope": " "}, {"scope": "required"}),
    ]
    with planning():
        for values, told in cases:
            bad = delegation(cast, **values)
            write = lambda bad=bad: delegations.write_delegation(principal, PIN_ON_OWN_PHONE, bad)  # noqa: E731
            assert faults(write) == told


def test_a_delegation_ends_and_live_permits_are_told(cast: Cast) -> None:
    permit = draft_permit(cast)
    with planning():
        written = delegations.write_delegation(cast.actor("principal"), PIN_ON_OWN_PHONE, delegation(cast))
        written_id = written.id
        before = revision_of(permit)
        assert delegations.revoke_delegation(cast.actor("principal"), written_id).revoked_at == PLANNED
        delegations.revoke_delegation(cast.actor("manager"), written_id)
    delegate = next(who for who, person_id in cast.people.items() if person_id == written.delegate_id)
    assert sorted(kinds(cast, delegate)) == [MessageKind.delegation_revoked, MessageKind.delegation_written]
    assert revision_of(permit) == before + 1
    with pytest.raises(NotFound):
        delegations.revoke_delegation(cast.actor("s_leader"), written_id)


def test_an_officer_without_the_firm_in_charge_is_no_registrar(cast: Cast) -> None:
    stranger: Actor = cast.actor("other_officer")
    with pytest.raises(NotFound):
        enterprises.edit_enterprise(stranger, cast.enterprise, 1, form(cast))
