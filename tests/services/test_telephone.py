"""Which numbers can be dialled from anywhere."""

import pytest

from permit_service.services.inputs import is_telephone


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        ("13800000000", True),
        ("138 0000 0000", True),
        ("+86-13800000000", True),
        ("010-00000000", True),
        ("（0512）8000 0000", True),
        ("05128000000", True),
        ("0512-80000000-8001", True),
        ("0512-80000000转8001", True),
        ("123", False),
        ("12800000000", False),
        ("1380000000", False),
        ("138000000000", False),
        ("80000000", False),
        ("0512-800000", False),
        ("张样例 13800000000", False),
    ],
)
def test_a_telephone_number_has_its_area_code_or_is_a_mobile_s(number: str, sound: bool) -> None:
    assert is_telephone(number) is sound
