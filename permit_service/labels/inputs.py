"""What is wrong with one field, by the code of the fault: pydantic's error types, and those that services give."""

from collections.abc import Mapping

from permit_service.labels.phrases import fill
from permit_service.labels.words import of
from qr.stages import Stage

_NUMBER, _WHOLE = "要填数字。", "要填整数。"
_TIME, _DATE, _SPAN = "时间格式不对，例如 2026-11-22 14:30。", "日期格式不对，例如 2026-11-22。", "时长格式不对。"
_TEXT, _LIST, _GROUP, _FILE = "要填文字。", "要填成列表。", "内容的结构不对。", "内容读不出来。"
_YES_NO, _CHOICE, _ID, _URL = "请选择是或否。", "请从给出的选项里选。", "编号格式不对。", "网址格式不对。"
_DIGITS = "数字太长。"

_FAULTS: dict[str, tuple[str, ...]] = {
    "missing": ("必填。",),
    "required": ("必填。",),
    "none_required": ("这里不能填。",),
    "extra_forbidden": ("不接受这一项。",),
    "greater_than": ("要大于 {gt}。", "数值太小。"),
    "greater_than_equal": ("不能小于 {ge}。", "数值太小。"),
    "less_than": ("要小于 {lt}。", "数值太大。"),
    "less_than_equal": ("不能大于 {le}。", "数值太大。"),
    "multiple_of": ("要是 {multiple_of} 的整数倍。", "数值不合刻度。"),
    "finite_number": ("要填有限的数字。",),
    "too_short": ("至少要有 {min_length} 项。", "项数太少。"),
    "too_long": ("最多 {max_length} 项。", "项数太多。"),
    "string_too_short": ("至少 {min_length} 个字。", "内容太短。"),
    "string_too_long": ("最多 {max_length} 个字。", "内容太长。"),
    "bytes_too_short": ("至少 {min_length} 个字节。", "内容太短。"),
    "bytes_too_long": ("最多 {max_length} 个字节。", "内容太长。"),
    "string_pattern_mismatch": ("格式不对。",),
    "string_not_ascii": ("只能用英文字母和数字。",),
    "string_unicode": ("有认不出的字符。",),
    "decimal_max_digits": ("最多 {max_digits} 位数字。", _DIGITS),
    "decimal_max_places": ("最多 {decimal_places} 位小数。", "小数位太多。"),
    "decimal_whole_digits": ("整数部分最多 {whole_digits} 位。", _DIGITS),
    "int_from_float": ("不能有小数。",),
    "int_parsing_size": (_DIGITS,),
    "datetime_past": ("要早于现在。",),
    "datetime_future": ("要晚于现在。",),
    "date_past": ("要早于今天。",),
    "date_future": ("要晚于今天。",),
    "timezone_aware": ("时间要带时区。",),
    "timezone_naive": ("时间不要带时区。",),
    "timezone_offset": ("时区不对。",),
    "value_error": ("填得不对。",),
    "assertion_error": ("填得不对。",),
    "union_tag_invalid": (_CHOICE,),
    "union_tag_not_found": ("没有说明是哪一种。",),
    "taken": ("已经有了，请换一个。",),
    "login_format": ("账号格式不对：用小写字母、数字、点、横线。",),
    "role_not_granted": ("不能授予这个角色。",),
    "not_alike": ("两次输入不一样。",),
    "invitation_used": ("邀请已经接受过了，要换密码请重设。",),
    "closed": ("账号已停用。",),
    "password_wrong": ("密码不对。",),
    "pin_format": ("签字密码要 6 位数字。",),
    "pin_simple": ("签字密码太简单，不要用连号或重复的数字。",),
    "pin_not_set": ("还没有设签字密码，请先在“我的”里设置。",),
    "pin_wrong": ("签字密码不对。",),
    "pin_locked": ("签字密码输错太多次，请改用登录密码。",),
    "file_empty": ("文件是空的。",),
    "file_too_large": ("文件太大，最大 10 MB。",),
    "file_type": ("文件类型不对，只收 JPEG、PNG、PDF。",),
    "file_broken": ("文件读不出来，可能已损坏。",),
    "ordinary_day": ("这一天本来就是这样，不用登记。",),
    "other_year": ("不在这一年里。",),
    "past": ("要晚于现在。",),
    "same_person": ("不能是同一个人。",),
    "same_party": ("发包单位和承包单位不能是同一家。",),
    "profile_of_sector": ("这个行业不能选这个标准。",),
    "inside": ("这个人登记在空间内，先登记撤出。",),
    "principal": ("这个人是主要负责人，先换主要负责人。",),
    "in_use": ("还在使用，先办完有关的作业。",),
    "fixed": ("登记后不能再改。",),
    "withdrawn": ("已经停用。",),
    "left": ("这个人已离开。",),
    "too_deep": ("辖区层级太多。",),
    **{stage.name: (f"{of(stage)}。",) for stage in (Stage.text, Stage.length, Stage.character, Stage.check)},
    "back_dated": ("时间太早，补记只能补最近几分钟的。",),
    "change_open": ("还有一份人员变更没有办完。",),
    "ended": ("已经结束。",),
    "filing_not_taken": ("这个辖区不收报备，不用报。",),
    "finished": ("这组检测已经结束，请新开一组。",),
    "job_open": ("作业还没有验收，隔离先不解除。",),
    "measure_missing": ("请写明防护措施。",),
    "no_person": ("这个账号没有对应的人员，不能签字。",),
    "not_disputed": ("这条记录的时间没有对不上。",),
    "not_involved": ("这一项不涉及。",),
    "not_opened": ("这个出入口没有打开。",),
    "not_reusable": ("这次培训不能沿用。",),
    "not_submitted": ("对方的审批单还没有提交。",),
    "not_suspended": ("审批单没有中断。",),
    "opened": ("这个出入口已经打开。",),
    "other_area": ("这个空间不在同一个辖区。",),
    "other_enterprise": ("不是本单位的人，不能担任这一项。",),
    "other_space": ("不是同一个空间的审批单。",),
    "own_witness": ("不能给自己作见证。",),
    "part_missing": ("变更后缺少必需的人员。",),
    "people_inside": ("里面还有人，先登记撤出。",),
    "removed": ("已经解除。",),
    "signed": ("已经签字，不能再改。",),
    "starts_anew": ("改这一项要重新报备，请先撤回再报。",),
    "stopped": ("已经停止。",),
    "tester_only": ("委托检测人员只能担任检测。",),
    "exam_over": ("考试已经结束。",),
    "exam_passed": ("考试已经合格，不用再考。",),
    "no_tries_left": ("考试次数已用完，请重新参加培训。",),
    "one_only": ("只能选一项。",),
    "paper_exam": ("这次培训是书面考试。",),
    "questions_missing": ("题库里的题目不够，请组织培训的单位补充。",),
    "unknown": ("查不到这一项。",),
    "future": ("不能晚于现在。",),
    "order": ("结束要晚于开始。",),
}

_SHARED: dict[str, tuple[str, ...]] = {
    _NUMBER: ("float_type", "float_parsing", "decimal_type", "decimal_parsing"),
    _WHOLE: ("int_type", "int_parsing"),
    _TEXT: ("string_type",),
    _YES_NO: ("bool_type", "bool_parsing"),
    _CHOICE: ("enum", "literal_error"),
    _ID: ("uuid_type", "uuid_parsing", "uuid_version"),
    _URL: ("url_type", "url_parsing", "url_syntax_violation", "url_too_long", "url_scheme"),
    _TIME: (
        "datetime_type",
        "datetime_parsing",
        "datetime_object_invalid",
        "datetime_from_date_parsing",
        "time_type",
        "time_parsing",
    ),
    _DATE: ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
    _SPAN: ("time_delta_type", "time_delta_parsing"),
    _LIST: ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type", "deque_type"),
    _GROUP: ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
    _FILE: ("json_invalid", "json_type", "bytes_type", "bytes_invalid_encoding"),
}

FAULTS: Mapping[str, tuple[str, ...]] = _FAULTS | {
    code: (sentence,) for sentence, codes in _SHARED.items() for code in codes
}

#: Of a fault without words of its own.
OTHER_FAULT = ("填得不对，请检查。",)


def field_fault(code: str, context: Mapping[str, object] | None = None) -> str:
    """What is wrong with a field: ``code`` is a pydantic error type or a service's, ``context`` its numbers."""
    told = {key: str(value) for key, value in (context or {}).items()}
    return fill(FAULTS.get(code, OTHER_FAULT), told, {})
