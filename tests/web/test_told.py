"""Times in sentences as pages show them."""

import pytest
from pieces import at
from plan_cast import then

from permit_service.told import of_today


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("最早的检测点是 2026-12-01 09:41 测的。", "最早的检测点是 09:41 测的。"),
        ("2026-11-30 23:59 起，2026-12-01 00:00 止。", "2026-11-30 23:59 起，00:00 止。"),
        ("证书 2026-12-01 到期。", "证书 2026-12-01 到期。"),
        ("没有时间。", "没有时间。"),
    ],
)
def test_times_of_today_stand_without_their_day(sentence: str, shown: str) -> None:
    with then(at("09:55")):
        assert of_today(sentence) == shown
