"""Words for ``workflows.training_kinds``: employment, topics, trainees, certificates, practical items."""

from enum import StrEnum

from workflows.training_kinds import (
    CertificateKind,
    Employment,
    ExamForm,
    Lack,
    PracticalItem,
    QuestionKind,
    StreetTopic,
    Trainee,
    TrainingTopic,
)

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    StreetTopic: {
        StreetTopic.risk: "未经风险辨识不准作业",
        StreetTopic.ventilation: "未经通风和检测合格不准作业",
        StreetTopic.protection: "不佩戴劳动防护用品不准作业",
        StreetTopic.guarding: "没有监护不准作业",
        StreetTopic.electrical: "电气设备不符合规定不准作业",
        StreetTopic.approval: "未经审批不准作业",
        StreetTopic.training: "未经培训演练不准作业",
        StreetTopic.work_flow: "作业流程",
    },
    Employment: {
        Employment.employed: "正式职工",
        Employment.temporary: "临时用工",
        Employment.dispatched: "劳务派遣",
        Employment.outsourced: "外包人员",
    },
    TrainingTopic: {
        TrainingTopic.law: "法律法规和标准",
        TrainingTopic.accidents: "事故案例",
        TrainingTopic.hazards: "危险因素和防范",
        TrainingTopic.management: "安全管理制度",
        TrainingTopic.procedure: "作业程序",
        TrainingTopic.equipment: "设备和用品使用",
        TrainingTopic.emergency: "应急处置和救援",
    },
    Trainee: {
        Trainee.principal: "主要负责人",
        Trainee.approver: "作业审批人",
        Trainee.leader: "作业负责人",
        Trainee.guardian: "监护人员",
        Trainee.entrant: "作业人员",
        Trainee.rescuer: "应急救援人员",
        Trainee.tester: "检测人员",
        Trainee.inspector: "现场安全检查人员",
        Trainee.manager: "安全管理人员",
        Trainee.officer: "监管人员",
        Trainee.expert: "专家",
    },
    CertificateKind: {
        CertificateKind.special_operation: "特种作业操作证",
        CertificateKind.special_equipment: "特种设备作业人员证",
        CertificateKind.safety_manager: "安全生产知识和管理能力考核合格证",
        CertificateKind.fire_operator: "消防设施操作员证",
        CertificateKind.first_aid: "急救员证",
        CertificateKind.other: "其他证书",
    },
    ExamForm: {
        ExamForm.phone: "手机考试",
        ExamForm.paper: "书面考试",
    },
    QuestionKind: {
        QuestionKind.single: "单选",
        QuestionKind.multiple: "多选",
    },
    PracticalItem: {
        PracticalItem.detector: "开机自检气体检测仪，按上中下测出读数",
        PracticalItem.ventilation: "架设风机和风管，风管口放到作业处",
        PracticalItem.harness: "穿戴全身式安全带，系好安全绳",
        PracticalItem.breathing: "佩戴隔绝式呼吸器，检查气压和气密",
        PracticalItem.tripod: "架设三脚架和绞盘，平稳升降",
        PracticalItem.signals: "进出联络信号和撤离信号",
        PracticalItem.rescue: "发现有人倒下：报警、通风、在外施救，不盲目进入",
        PracticalItem.resuscitation: "心肺复苏",
    },
    Lack: {
        Lack.attendance: "没有签到",
        Lack.examination: "考试没有合格",
        Lack.practical: "实操没有合格",
    },
}
