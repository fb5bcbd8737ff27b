"""WTForms' own messages in the words of this service. Its Chinese catalogue says 大于 for "at least", and has gaps."""

_MESSAGES = {
    "This field is required.": "必填。",
    "Field must be equal to %(other_name)s.": "和“%(other_name)s”不一致。",
    "Field must be at least %(min)d character long.": "至少 %(min)d 个字。",
    "Field cannot be longer than %(max)d character.": "最多 %(max)d 个字。",
    "Field must be exactly %(max)d character long.": "要正好 %(max)d 个字。",
    "Field must be between %(min)d and %(max)d characters long.": "要 %(min)d 到 %(max)d 个字。",
    "Number must be at least %(min)s.": "不能小于 %(min)s。",
    "Number must be at most %(max)s.": "不能大于 %(max)s。",
    "Number must be between %(min)s and %(max)s.": "要在 %(min)s 到 %(max)s 之间。",
    "Date must be at least %(min)s.": "不能早于 %(min)s。",
    "Date must be at most %(max)s.": "不能晚于 %(max)s。",
    "Date must be between %(min)s and %(max)s.": "要在 %(min)s 到 %(max)s 之间。",
    "Invalid input.": "格式不对。",
    "Invalid email address.": "邮箱格式不对。",
    "Invalid IP address.": "IP 地址格式不对。",
    "Invalid Mac address.": "MAC 地址格式不对。",
    "Invalid URL.": "网址格式不对。",
    "Invalid UUID.": "编号格式不对。",
    "Invalid field name '%s'.": "没有“%s”这一项。",
    "Invalid value, must be one of: %(values)s.": "只能是：%(values)s。",
    "Invalid value, can't be any of: %(values)s.": "不能是：%(values)s。",
    "This field cannot be edited.": "这一项不能改。",
    "This field is disabled and cannot have a value.": "这一项已停用，不能填。",
    "Invalid CSRF Token.": "页面已失效，请刷新后再提交。",
    "CSRF token missing.": "页面缺少校验信息，请刷新后再提交。",
    "CSRF failed.": "页面校验没有通过，请刷新后再提交。",
    "CSRF token expired.": "页面打开太久，请刷新后再提交。",
    "Invalid Choice: could not coerce.": "选项认不出，请重新选择。",
    "Choices cannot be None.": "没有可选的内容。",
    "Not a valid choice.": "请从给出的选项里选。",
    "Invalid choice(s): one or more data inputs could not be coerced.": "有选项认不出，请重新选择。",
    "'%(value)s' is not a valid choice for this field.": "“%(value)s”不在选项里。",
    "Not a valid datetime value.": "时间格式不对，例如 2026-11-22 14:30。",
    "Not a valid date value.": "日期格式不对，例如 2026-11-22。",
    "Not a valid time value.": "时刻格式不对，例如 14:30。",
    "Not a valid week value.": "周的格式不对。",
    "Not a valid integer value.": "要填整数。",
    "Not a valid decimal value.": "要填数字。",
    "Not a valid float value.": "要填数。",
}


class FormTranslations:
    """For ``Meta.get_translations`` of the base form."""

    def gettext(self, message: str) -> str:
        return _MESSAGES.get(message, message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Chinese has one form for every count."""
        return self.gettext(singular)
