"""Pages of accounts, one-time links, sign-ins and areas: walked as their keepers walk them."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from page_client import Browser, Page, browse
from plan_cast import PASSWORD, PIN, Cast

from permit_service import accounts as signing_in
from permit_service.models import db
from permit_service.models.accounts import RoleGrant
from workflows.vocabulary import Role

NEW = "another sample password"


@pytest.fixture
def as_(service: Flask, cast: Cast) -> Callable[[str], Browser]:
    return lambda login: browse(service, cast.users[login])


def link_in(page: Page) -> str:
    (link,) = set(re.findall(r'value="http://localhost(/A/[^"]+)"', page.html))
    return link


def test_an_account_from_invitation_to_closing(service: Flask, cast: Cast, as_: Callable[[str], Browser]) -> None:
    keeper = as_("manager")
    assert "样例leader" in keeper.get("/registers/accounts?q=leader").words
    assert "样例entrant" in keeper.get("/registers/accounts/new").words
    assert "样例entrant" not in keeper.get("/registers/accounts/new?q=reserve").words
    typed = {"login": "newcomer", "person_id": cast.people["entrant"], "roles": ["guardian"]}
    assert "必填" in keeper.post("/registers/accounts", typed | {"person_id": ""}, 422).words
    link = link_in(keeper.post("/registers/accounts", typed, 200))
    found = keeper.get("/registers/accounts?state=waiting")
    (page,) = {one for one in found.links if re.fullmatch(r"/registers/accounts/[0-9a-f-]{36}", one)}

    newcomer = Browser(service.test_client())
    form = newcomer.get(link).form("/A/" + link.removeprefix("/A/"))
    fields = {**form.fields, "password": NEW, "again": "something else", "pin": PIN}
    assert "两次输入不一样" in newcomer.send(link, fields).is_sound(422).words
    assert newcomer.send(link, fields | {"again": NEW}).status == 303
    assert newcomer.look(link).status == 404, "used up"

    where = f"enterprise_id:{cast.enterprise}"
    assert "现场安全检查人员" in keeper.follow(f"{page}/grants", {"role": "site_inspector", "where": where}).words
    assert "已经有了" in keeper.post(f"{page}/grants", {"role": "site_inspector", "where": where}, 422).words
    with service.app_context():
        grants = db.session.query(RoleGrant).filter_by(role=Role.site_inspector, ended_at=None)
        granted = next(one for one in grants if str(one.user_id) in page)
        granted_id = granted.id
    assert "角色已终止" in keeper.follow(f"{page}/grants/{granted_id}/end").words
    again = link_in(keeper.post(f"{page}/reset", status=200))
    assert "链接已作废" in keeper.follow(f"{page}/end-link").words
    assert newcomer.look(again).status == 404
    assert "账号已停用" in keeper.follow(f"{page}/close").words


def test_a_locked_login_is_told_and_unlocked(service: Flask, cast: Cast, as_: Callable[[str], Browser]) -> None:
    with service.app_context():
        for _ in range(signing_in.FAILURES_ALLOWED):
            with pytest.raises(signing_in.Unauthenticated):
                signing_in.check_password("leader", "not the password")
    keeper, page = as_("manager"), f"/registers/accounts/{cast.users['leader']}"
    assert "登录锁定至" in keeper.get(page).words
    assert "登录锁定已解除" in keeper.follow(f"{page}/unlock").words
    with service.app_context():
        assert signing_in.check_password("leader", PASSWORD) == cast.users["leader"]


def test_my_sign_ins(as_: Callable[[str], Browser]) -> None:
    me, elsewhere = as_("leader"), as_("leader")
    assert "令牌名称" in me.post("/me/sign-ins/tokens", {"name": "", "days": "90"}, 422).words
    made = me.post("/me/sign-ins/tokens", {"name": "样例网关", "days": "90"}, 200)
    assert "请现在保存令牌" in made.words
    listed = me.get("/me/sign-ins")
    assert "样例网关" in listed.words
    ends = [form.action for form in listed.forms if re.search(r"/[0-9a-f-]{36}/end$", form.action)]
    assert len(ends) == 2
    for action in ends:
        me.follow(action)
    assert elsewhere.look("/me").status == 302, "signed out"
    assert "样例网关" not in me.get("/me/sign-ins").words
    me.follow("/me/sign-ins/end-others")


def test_areas_and_who_oversees_what(cast: Cast, as_: Callable[[str], Browser]) -> None:
    officer = as_("district_officer")
    assert "样例街道" in officer.get("/registers/areas").words
    shown = officer.get(f"/registers/areas/{cast.street}")
    assert "没有登记" in shown.words
    officer.get(f"/registers/areas/{cast.street}/new")
    village = {
        "name": "样例村",
        "level": "village",
        "filing_mode": "none",
        "counting": "civil_days",
        "package_items": "报备表\n作业方案",
    }
    numbers = {"lead_days": "3", "training_minutes": "0", "training_reuse_days": "0", "longest_filing_days": "7"}
    assert "样例村" in officer.follow(f"/registers/areas/{cast.street}/areas", village | numbers).words
    made = officer.last
    officer.get(f"{made}/edit")
    assert (
        "不能小于"
        in officer.post(f"{made}/edit", village | numbers | {"revision": "1", "longest_filing_days": "0"}, 422).words
    )
    assert "5 天" in officer.follow(f"{made}/edit", village | numbers | {"revision": "1", "lead_days": "5"}).words
    assert officer.post(f"{made}/edit", village | numbers | {"revision": "1"}, 409)
    firm = f"/registers/enterprises/{cast.enterprise}/supervision"
    officer.get(firm)
    told = {"managing_body": "样例街道办事处", "department": "water", "revision": "0"}
    assert "样例街道办事处" in officer.follow(firm, told).html
    space = f"/registers/spaces/{cast.space}/supervision"
    assert "按所属企业" in officer.get(space).words
    assert "样例园区" in officer.follow(space, told | {"managing_body": "样例园区管委会"}).html
    assert officer.last == f"/registers/spaces/{cast.space}"
    assert "样例街道办事处 · 水务" in officer.get(f"/registers/areas/{cast.street}").words
