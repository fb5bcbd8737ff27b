"""Reading and signing at desks; a job's further days, its acceptance and its end."""

from datetime import timedelta

from desk import PIN_FORM, Desk, hidden
from pieces import WINDOW_START

from permit_service import unit_of_work
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.jobs import Job
from workflows.vocabulary import JobStatus, Part, Status


def test_the_document_is_read_and_signed_in_order(desk: Desk) -> None:
    permit_id, _ = desk.ids_of("submitted_permit")
    path, leader, principal = f"/permits/{permit_id}/sign", desk.browsers["leader"], desk.browsers["principal"]
    page = leader.get(path)
    assert page.words.index("危险因素和防范措施") < page.words.index("有限空间作业审批单")
    consent = {"action": hidden(page, "action"), "decision": "agree"}
    wrong = leader.post(path, {**consent, "pin": "000001"}, status=422)
    assert "签字密码不对" in wrong.words
    assert 'id="f-pin-error"' in wrong.html
    assert "已签字" in leader.follow(path, {**consent, **PIN_FORM}).words
    again = leader.post(path, {**consent, **PIN_FORM}, status=409)
    assert "未经审批不准作业" in again.words
    approve = {"action": hidden(principal.get(path), "action"), "decision": "agree", **PIN_FORM}
    assert principal.follow(path, approve).html.count("sign-safe") >= 2
    assert desk.status_of(permit_id) is Status.approved
    assert "办理报备 最迟 11-28 23:59 前提交给样例街道" in leader.get(f"/permits/{permit_id}").words
    _, _, filed_id = desk.filed()
    assert "办理报备" not in leader.get(f"/permits/{filed_id}").words


def test_another_signs_on_this_phone(desk: Desk) -> None:
    permit_id, _ = desk.ids_of("submitted_permit")
    path, guardian = f"/permits/{permit_id}/sign", desk.browsers["guardian"]
    page = guardian.get(path)
    assert "在此签字" in page.words
    fields = {"action": hidden(page, "action"), "decision": "agree", "login": "leader", **PIN_FORM}
    assert "样例leader" in guardian.follow(path, fields).words


def test_night_work_asks_for_one_more_signature(desk: Desk) -> None:
    with desk.app.app_context():
        unit_of_work.run(
            lambda session: setattr(session.get_one(Enterprise, desk.cast.enterprise), "night_approval", True)
        )
        night = desk.cast.job_form(window_start=WINDOW_START, window_end=WINDOW_START + timedelta(hours=15))
        permit_id = desk.cast.approved_permit(night).id
    path, extra = f"/permits/{permit_id}/sign", f"/permits/{permit_id}/extra-approval"
    assert "夜间、节假日加签" in desk.browsers["manager"].get(path).words
    page = desk.browsers["principal"].post(extra, PIN_FORM, status=409)
    assert "已签批的审批人不能加签" in page.words
    assert "夜间、节假日加签" in desk.browsers["manager"].follow(extra, PIN_FORM).words
    assert "现在没有等签的字" in desk.browsers["manager"].get(path).words


def test_who_applied_does_not_approve(desk: Desk) -> None:
    with desk.app.app_context():
        members = (
            desk.cast.member("leader", Part.leader),
            desk.cast.member("guardian", Part.guardian, Part.tester),
            desk.cast.member("entrant", Part.entrant),
            desk.cast.member("principal", Part.approver),
        )
        permit_id = desk.cast.submitted_permit(desk.cast.job_form(members=members)).id
    path, leader = f"/permits/{permit_id}/sign", desk.browsers["leader"]
    leader.post(path, {"action": "permit_consent", "decision": "agree", **PIN_FORM})
    page = leader.post(path, {"action": "permit_approve", "decision": "agree", **PIN_FORM}, status=409)
    assert "未经审批不准作业" in page.words
    assert desk.status_of(permit_id) is Status.submitted


def test_sending_back_and_refusing_need_a_reason(desk: Desk) -> None:
    permit_id, _ = desk.ids_of("submitted_permit")
    path, leader = f"/permits/{permit_id}/sign", desk.browsers["leader"]
    page = leader.post(path, {"decision": "send_back", **PIN_FORM}, status=422)
    assert 'id="f-opinion-error"' in page.html
    leader.post(path, {"decision": "send_back", "opinion": "再写细些", **PIN_FORM})
    assert desk.status_of(permit_id) is Status.draft
    assert "现在没有等签的字" in leader.get(path).words


def test_a_permit_shows_its_code_and_its_course(desk: Desk) -> None:
    permit_id, _ = desk.ids_of("approved_permit")
    page = desk.browsers["leader"].get(f"/permits/{permit_id}")
    assert "审批人签字" in page.words
    assert f"/permits/{permit_id}/code.svg" in page.html
    assert desk.browsers["leader"].get(f"/permits/{permit_id}/code.svg").response.mimetype == "image/svg+xml"


#: What a submitted permit offers to each: nothing that another has to do.
_ENDERS: dict[str, set[str]] = {
    "leader": {"withdraw", "cancel"},
    "principal": set(),
    "guardian": set(),
    "officer": set(),
}


def test_a_permit_is_withdrawn_cancelled_and_revoked(desk: Desk) -> None:
    permit_id, _ = desk.ids_of("submitted_permit")
    leader, path = desk.browsers["leader"], f"/permits/{permit_id}"
    shown = {who: {form.action.rsplit("/", 1)[1] for form in desk.browsers[who].get(path).forms} for who in _ENDERS}
    assert {who: found & {"withdraw", "cancel", "revoke"} for who, found in shown.items()} == _ENDERS
    leader.post(f"{path}/withdraw")
    assert desk.status_of(permit_id) is Status.draft
    leader.get(f"{path}/code.svg", 404)
    leader.post(f"{path}/cancel", {"reason": ""}, status=422)
    leader.post(f"{path}/cancel", {"reason": "不做了"})
    assert desk.status_of(permit_id) is Status.cancelled
    with desk.app.app_context():
        other_id = desk.cast.approved_permit().id
    page = desk.browsers["principal"].post(
        f"/permits/{other_id}/revoke", {"reason": "情况有变", "pin": "000001"}, status=422
    )
    assert "签字密码不对" in page.words
    desk.browsers["principal"].post(f"/permits/{other_id}/revoke", {"reason": "情况有变", **PIN_FORM})
    assert desk.status_of(other_id) is Status.revoked


# -- the job -------------------------------------------------------------------------------------------------


def test_a_further_day_is_added_prefilled(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader, path = desk.browsers["leader"], f"/jobs/{job_id}/permits"
    leader.post(path, {"window_start": "2026-12-02T08:00"}, status=422)
    page = leader.follow(path, {"window_start": "2026-12-02T08:00", "window_end": "2026-12-02T16:00"})
    assert "更换流量计" in page.html
    day = {"window_start": "2026-12-02T08:00", "window_end": "2026-12-02T16:00"}
    leader.follow(leader.last, desk.job_fields(page, content="更换闸阀", **day))
    changed = desk.browsers["principal"].get(leader.last.replace("/edit", "") + "/sign").words
    assert "处不同：作业内容、" in changed
    assert changed.count("更换流量计") == 1  # beside what it is now, and nowhere else
    leader.get(f"/jobs/{job_id}/edit", 302)


def test_a_job_is_abandoned_when_its_permits_have_ended(desk: Desk) -> None:
    permit_id, job_id = desk.ids_of("draft_permit")
    leader = desk.browsers["leader"]
    assert leader.post(f"/jobs/{job_id}/abandon", {"reason": "不做了"}, status=409).words
    leader.post(f"/permits/{permit_id}/cancel", {"reason": "不做了"})
    leader.post(f"/jobs/{job_id}/abandon", {"reason": "不做了"})
    assert "已放弃" in leader.get(f"/jobs/{job_id}").words


def test_acceptance_asks_for_four_items_and_a_signature(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader, path = desk.browsers["leader"], f"/jobs/{job_id}/accept"
    assert leader.get(path).html.count("check-text") == 4
    leader.post(path, {"items.tools_out": "no"}, status=422)
    assert "已保存" in leader.follow(path, {"items.people_out": "yes", "do": "save"}).words
    page = leader.post(path, {"items.people_out": "yes", "do": "sign", **PIN_FORM}, status=409)
    assert page.words
    with desk.app.app_context():
        assert db.session.get_one(Job, job_id).status is JobStatus.open
