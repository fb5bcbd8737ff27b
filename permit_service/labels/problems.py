"""Why a request as a whole was not carried out: a title and what to do."""

from permit_service.errors import ProblemCode

_TEXTS: dict[ProblemCode, tuple[str, str]] = {
    ProblemCode.malformed: ("请求读不出来", "内容不完整或格式不对，请重新填写后提交。"),
    ProblemCode.unauthenticated: ("请先登录", "登录后继续；离开太久需要重新登录。"),
    ProblemCode.sign_in_failed: ("登录没有成功", "账号、密码或签字密码 不对，请核对后重试。"),
    ProblemCode.csrf: ("页面已失效", "请刷新页面再提交，已填的内容请先另存。"),
    ProblemCode.forbidden: ("没有权限", "您的账号不能办理这一项，请有权限的人员办理。"),
    ProblemCode.not_found: ("没有找到", "内容不存在，或不归您查看，请核对编号或网址。"),
    ProblemCode.method_not_allowed: ("不支持这样操作", "请从页面上的按钮办理。"),
    ProblemCode.move_refused: ("条件还不满足", "请按下面列出的原因逐项处理后再办。"),
    ProblemCode.stale: ("内容已被别人改过", "请刷新页面，看过新内容再改。"),
    ProblemCode.nonce_reused: ("重复的提交", "同一编号已提交过别的内容，请刷新页面后重新提交。"),
    ProblemCode.clock_backwards: ("时间不能往回拨", "请设为不早于最近一条操作记录的时间。"),
    ProblemCode.too_large: ("文件太大", "请压缩后重新上传，单个文件不超过 10 MB。"),
    ProblemCode.media_type: ("文件类型不对", "请换成 JPEG、PNG 或 PDF 文件。"),
    ProblemCode.invalid: ("有内容填得不对", "请改正标出的各项后重新提交。"),
    ProblemCode.rate_limited: ("操作太频繁", "请稍等一会儿再试。"),
    ProblemCode.internal: ("系统出错了", "刚才的操作没有保存，请重试；仍不行时联系系统管理员，现场改用纸质审批单。"),
    ProblemCode.busy: ("系统正忙", "刚才的操作没有保存，请过几秒再试。"),
}


def problem(code: ProblemCode) -> tuple[str, str]:
    """Title and detail of a problem. Raises KeyError for a code without text, which a test rules out."""
    return _TEXTS[code]
