"""A1 to A3: played as the crews acted, and refused for what they left out."""

from permit_service.demo.accounts import (
    BARE_RESCUE,
    DRAFT_NEVER_SUBMITTED,
    LEDGER_WARNS,
    PLATE_ALONE,
    SECOND_BARE_RESCUE,
)
from permit_service.demo.cast import ENTRANT, GUARDIAN, LEADER, MANAGER, TANK, WELL
from permit_service.demo.crew import Work
from permit_service.demo.stage import Stage, Unexpected


def jiangmen(stage: Stage) -> None:
    """A1: a draft never submitted, in a tank whose barrier keeps nobody out."""
    stage.title("A1 江门 2023-04-05：污水站好氧池，1 死 1 伤")
    work = Work(stage)
    stage.at("11-09 09:00")
    _ledger_warns(work)
    stage.done(LEADER, "只填了作业申请草稿，没有提交", work.plan(**work.form("11-09", space=TANK)))
    answer = work.clearance("enter", name=ENTRANT)
    stage.not_clear(LEADER, "问：现在能不能进入好氧池？", answer, *DRAFT_NEVER_SUBMITTED.codes)


def xuancheng(stage: Stage) -> None:
    """A2: no permit at all, then a rescue without protection."""
    stage.title("A2 宣城 2025-06-07：容器内检修，1 死 2 伤")
    work = Work(stage)
    stage.at("11-10 09:00")
    plate = work.plate_code(WELL)
    person_id = str(work.firm.people[ENTRANT])
    entry = work.phone(GUARDIAN).send("/scans", direction="in", plate=plate, person_id=person_id)
    stage.refused(GUARDIAN, "没有审批单，只扫标牌就要进入", entry, *PLATE_ALONE.codes)
    rescue = work.rescue(plate, geared=False)
    stage.refused(GUARDIAN, "有人要不戴呼吸器下去救人", rescue, *BARE_RESCUE.codes)


def xiaoyi(stage: Stage) -> None:
    """A3: one fell in, two went in after him."""
    stage.title("A3 孝义 2023-03-23：药厂污水池，3 死")
    work = Work(stage)
    stage.at("11-11 09:00")
    _ledger_warns(work)
    plate = work.plate_code(TANK)
    stage.refused(GUARDIAN, "一人跌入，第二人要直接下去救", work.rescue(plate, geared=False), *BARE_RESCUE.codes)
    third = work.rescue(plate, geared=False)
    stage.refused(GUARDIAN, "第三人也要直接下去救", third, *SECOND_BARE_RESCUE.codes)
    stage.done(GUARDIAN, "戴正压式空气呼吸器、系安全绳、有人接应：可以施救", work.rescue(plate, geared=True))


def _ledger_warns(work: Work) -> None:
    """The tank's entry in the ledger says that its barrier keeps nobody out, from the day it was registered."""
    entry = work.phone(MANAGER).get(f"/spaces/{work.firm.spaces[TANK]}").body
    warnings = {warning["code"]: warning for warning in entry["warnings"]}
    if not set(LEDGER_WARNS.codes) <= warnings.keys():
        raise Unexpected(f"the ledger does not warn of {LEDGER_WARNS.codes}")
    work.stage.tell("台账提醒：好氧池")
    for code in LEDGER_WARNS.codes:
        work.stage.note(f"· {warnings[code]['message']}〔{warnings[code]['source']}〕{warnings[code]['remedy']}")
