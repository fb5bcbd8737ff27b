"""Words of reminders: columns, filters, and until when, as people read it; ``{last}`` is the last day."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.reminders import ReminderStep

COLUMNS = ("名称", "事项", "说明", "到期")
ENTERPRISE = "企业"
KIND, STEP = "事项", "期限"

UNTIL: Mapping[ReminderStep, str] = MappingProxyType(
    {
        ReminderStep.overdue: "{last} 已到期",
        ReminderStep.day: "{last} 到期，只剩 1 天",
        ReminderStep.week: "{last} 到期，7 天内",
        ReminderStep.month: "{last} 到期",
    }
)
