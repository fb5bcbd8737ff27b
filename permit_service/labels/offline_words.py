"""What a phone says without network: its doubts, and the refusals that it may tell by itself."""

from collections.abc import Mapping
from enum import StrEnum

from permit_service.labels.phrases import Text, text
from permit_service.labels.refusals import TEXTS
from workflows.offline import OWN_REFUSALS, Doubt

DOUBTS: Mapping[Doubt, Text] = {
    Doubt.snapshot_missing: text(
        "手机上没有可用的离线放行单。", do="不要进入；联网后打开扫码页取一份，急用按纸质审批单。"
    ),
    Doubt.snapshot_foreign: text(
        "离线放行单不是发给这部手机或这个账号的。",
        do="不要进入；换回取放行单的手机和账号。",
    ),
    Doubt.not_lead: text(
        "这个空间由另一部手机离线放行。",
        do="不要在这部手机放人；请持有放行权的监护人放行。",
    ),
    Doubt.clock_disputed: text(
        "手机时间对不上，不能判断放行单过没过期。", do="不要进入；核对手机时间，联网后重新取放行单。"
    ),
    Doubt.snapshot_stale: text(
        "离线放行单已过期。",
        do="不要进入；联网后重新取，联不上就按纸质审批单。",
    ),
    Doubt.revocations_stale: text(
        "没有最新的作废码清单。",
        do="不要进入；联网后重新取放行单。",
    ),
    Doubt.key_unknown: text("手机不认识这个码的密钥，不能判断真假。", do="不要进入；联网后再扫，或从名单中选人。"),
    Doubt.unnamed_inside: text("里面有没记名的人，可能就是这个人。", do="不要进入；先查清里面是谁，联网后登记。"),
    Doubt.undecided: text(
        "取放行单时系统也不能判断这个人能否进入。",
        do="不要进入；联网后再扫。",
    ),
    Doubt.entrant_lapsed: text(
        "这个人的准入条件到时间了。",
        do="不要进入；联网后再扫。",
    ),
}


def phone_reasons() -> dict[StrEnum, tuple[str, str]]:
    """Everything that a phone may have to say alone, each with what to do: handed to its page, which holds no text."""
    own = {code: TEXTS[code] for code in OWN_REFUSALS}
    return {reason: (said.says[-1], said.does[-1]) for reason, said in (*DOUBTS.items(), *own.items())}
