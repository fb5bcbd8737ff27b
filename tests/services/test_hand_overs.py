"""The table of hand-overs is whole, and what it says of permits reaches those it names."""

from datetime import timedelta

from heard import kinds, told_to
from pieces import PLANNED
from plan_cast import FILED, Cast, then

from permit_service.labels.message_titles import TITLES
from permit_service.labels.message_words import TEXTS
from permit_service.models.base import db
from permit_service.models.choices import MessageKind
from permit_service.models.permits import Permit
from permit_service.services import endings, filings, jobs, permits
from permit_service.services.hand_overs.moves import NOBODY_WAITS, TOLD
from workflows.lifecycle import LIFECYCLES

HOUR = timedelta(hours=1)


def test_every_move_is_told_or_nobody_waits_for_it() -> None:
    moves = {lifecycle.action_of(edge.trigger) for lifecycle in LIFECYCLES for edge in lifecycle.edges}
    assert TOLD.keys() | NOBODY_WAITS.keys() == moves
    assert not TOLD.keys() & NOBODY_WAITS.keys()
    assert all(reason.strip() for reason in NOBODY_WAITS.values())


def test_a_permit_that_comes_back_tells_who_signed_and_who_planned(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    leader, principal, manager = cast.actor("leader"), cast.actor("principal"), cast.actor("manager")
    with then(PLANNED):
        permits.consent(leader, permit_id, cast.pin("leader"))
    with then(PLANNED + HOUR):
        permits.send_back(principal, permit_id, cast.pin("principal"), "样例：监护人太少。")
    number = db.session.get_one(Permit, permit_id).number
    back = (
        MessageKind.permit_sent_back,
        f"流量计井1的审批单 {number} 被退回修改，已有的签字全部作废。原因：样例：监护人太少。",
    )
    assert told_to(cast, "leader") == told_to(cast, "manager") == [back]
    with then(PLANNED + 2 * HOUR):
        permits.submit(leader, permit_id)
        permits.consent(leader, permit_id, cast.pin("leader"))
    with then(PLANNED + 3 * HOUR):
        permits.withdraw(leader, permit_id)
    assert kinds(cast, "principal") == [
        MessageKind.signature_wanted,
        MessageKind.signature_wanted,
        MessageKind.permit_withdrawn,
    ]
    with then(PLANNED + 4 * HOUR):
        permits.submit(leader, permit_id)
    with then(PLANNED + 5 * HOUR):
        endings.reject(principal, permit_id, cast.pin("principal"), "样例")
    assert kinds(cast, "manager")[-1] is MessageKind.permit_rejected
    assert kinds(cast, "guardian") == [], "who would only have guarded it never knew of it"
    draft_id = cast.draft_permit().id
    with then(PLANNED + 6 * HOUR):
        endings.cancel(manager, draft_id, "样例：不做了")
    assert kinds(cast, "leader")[-1] is MessageKind.permit_cancelled


def test_a_filed_job_that_comes_to_nothing_tells_its_street(cast: Cast) -> None:
    filing = cast.filed_job()
    filing_id, job_id = filing.id, filing.job_id
    permit_id = cast.permit_of(filing.job).id
    assert kinds(cast, "guardian") == [MessageKind.permit_approved]
    with then(FILED + HOUR):
        endings.revoke(cast.actor("principal"), permit_id, cast.pin("principal"), "样例：险情")
    for who in ("leader", "guardian", "officer", "grid"):
        assert kinds(cast, who)[-1] is MessageKind.permit_revoked, who
    assert kinds(cast, "other_officer") == []
    with then(FILED + 2 * HOUR):
        jobs.abandon_job(cast.actor("manager"), job_id, "样例：计划改变")
    with then(FILED + 3 * HOUR):
        filings.withdraw_filing(cast.actor("leader"), filing_id, "样例：不做了")
    assert kinds(cast, "officer")[-2:] == [MessageKind.job_abandoned, MessageKind.filing_withdrawn]


def test_every_hand_over_has_its_title_and_a_sentence_that_needs_no_fact() -> None:
    assert TITLES.keys() == set(MessageKind) == TEXTS.keys()
    assert all("{" not in sentences[-1] for sentences in TEXTS.values())
