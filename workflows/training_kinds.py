"""Closed lists about people of the register: how they are employed, what they are taught, examined and certified in."""

from enum import StrEnum, unique


@unique
class Employment(StrEnum):
    """用工形式: all kinds stand in one register and are trained alike (seed 002: 临时人员, 外包人员; seed 003)."""

    employed = "employed"
    temporary = "temporary"
    dispatched = "dispatched"
    outsourced = "outsourced"


@unique
class TrainingTopic(StrEnum):
    """The seven topics of the yearly special training (G46 4.4)."""

    law = "law"
    accidents = "accidents"
    hazards = "hazards"
    management = "management"
    procedure = "procedure"
    equipment = "equipment"
    emergency = "emergency"


ALL_TOPICS = frozenset(TrainingTopic)


@unique
class StreetTopic(StrEnum):
    """What a street trains a crew on before the work: the 七不准, one by one, and the flow of work (seed 004)."""

    risk = "risk"
    ventilation = "ventilation"
    protection = "protection"
    guarding = "guarding"
    electrical = "electrical"
    approval = "approval"
    training = "training"
    work_flow = "work_flow"


@unique
class Trainee(StrEnum):
    """培训对象: as what somebody is trained (O13 9; G46 4.4; regulations §10.9 table 5). The tester's is ours."""

    principal = "principal"
    approver = "approver"
    leader = "leader"
    guardian = "guardian"
    entrant = "entrant"
    rescuer = "rescuer"
    tester = "tester"
    inspector = "inspector"
    manager = "manager"
    officer = "officer"
    expert = "expert"


@unique
class CertificateKind(StrEnum):
    """证书: what somebody is licensed or examined in outside this service."""

    special_operation = "special_operation"
    special_equipment = "special_equipment"
    safety_manager = "safety_manager"
    fire_operator = "fire_operator"
    first_aid = "first_aid"
    other = "other"


@unique
class ExamForm(StrEnum):
    """How a training is examined: on the phone, marked by the server, or on paper, marks keyed in."""

    phone = "phone"
    paper = "paper"


@unique
class QuestionKind(StrEnum):
    """How many of a question's options are right: one, or one and more."""

    single = "single"
    multiple = "multiple"


@unique
class PracticalItem(StrEnum):
    """实操考核: what somebody is seen to do. The list is ours; G46 4.4 names equipment use and emergency as topics."""

    detector = "detector"
    ventilation = "ventilation"
    harness = "harness"
    breathing = "breathing"
    tripod = "tripod"
    signals = "signals"
    rescue = "rescue"
    resuscitation = "resuscitation"


@unique
class Lack(StrEnum):
    """What somebody still lacks to pass a training."""

    attendance = "attendance"
    examination = "examination"
    practical = "practical"
