"""Words for the closed lists that only the tables need: answers, signatures, scopes, streams."""

from enum import StrEnum

from permit_service.models.choices import (
    Answer,
    DayKind,
    ReadingCause,
    ScanPurpose,
    SignatureAct,
    SignatureKind,
    SignatureMethod,
    StopScope,
    TimeSource,
)
from permit_service.models.journal import StreamKind

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Answer: {
        Answer.yes: "是",
        Answer.no: "否",
        Answer.not_involved: "不涉及",
    },
    DayKind: {
        DayKind.off: "放假",
        DayKind.swap: "调休上班",
    },
    ReadingCause: {
        ReadingCause.interval: "定时记录",
        ReadingCause.crossing: "越过限值",
        ReadingCause.silence: "读数中断",
        ReadingCause.recovery: "恢复正常",
    },
    TimeSource: {
        TimeSource.server: "系统时间",
        TimeSource.device: "手机时间",
    },
    ScanPurpose: {
        ScanPurpose.check_in: "监护到岗",
        ScanPurpose.passage: "进出登记",
    },
    SignatureKind: {
        SignatureKind.accountable: "本人账号签字",
        SignatureKind.attested: "见证签字",
    },
    SignatureMethod: {
        SignatureMethod.pin: "签字密码",
        SignatureMethod.passkey: "通行密钥",
        SignatureMethod.password: "密码",
        SignatureMethod.drawn: "手写",
        SignatureMethod.badge: "扫工牌",
    },
    SignatureAct: {
        SignatureAct.consent: "作业负责人意见",
        SignatureAct.approve: "审批意见",
        SignatureAct.owner_approve: "发包单位审批意见",
        SignatureAct.extra_approve: "夜间、节假日加签",
        SignatureAct.send_back: "退回修改",
        SignatureAct.reject: "不同意",
        SignatureAct.cancel: "取消",
        SignatureAct.revoke: "作废",
        SignatureAct.close: "关闭",
        SignatureAct.risk_assessment: "风险辨识",
        SignatureAct.briefing: "安全交底",
        SignatureAct.listen: "接受交底",
        SignatureAct.equipment_check: "设备检查",
        SignatureAct.gas_series: "气体检测",
        SignatureAct.guardian_check: "监护确认",
        SignatureAct.confirm: "进入确认",
        SignatureAct.site_check: "发包单位现场检查",
        SignatureAct.handover: "监护交接",
        SignatureAct.crew_change: "人员变更",
        SignatureAct.link: "交叉作业",
        SignatureAct.write_off: "工具核销",
        SignatureAct.accept: "完工验收",
        SignatureAct.emergency: "抢修报备",
        SignatureAct.decide_late: "批复迟报",
        SignatureAct.delegate: "书面委托",
        SignatureAct.practical: "实操考核",
    },
    StopScope: {
        StopScope.space: "这处空间",
        StopScope.job: "这项作业",
        StopScope.enterprise: "整个企业",
    },
    StreamKind: {
        StreamKind.permit: "审批单",
        StreamKind.job: "作业",
        StreamKind.space: "有限空间",
        StreamKind.register: "台账",
        StreamKind.system: "系统",
    },
}
