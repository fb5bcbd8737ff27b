"""What is disputed is never green: R52."""

import pytest
from asked import passing
from cases import Case, check, passes, unsure
from pieces import at

from workflows.codes import Code
from workflows.vocabulary import Action

CHECK_IN, CONFIRM, ENTER = Action.check_in, Action.permit_confirm, Action.enter
DISPUTED, UNSETTLED = Code.time_disputed, Code.time_unsettled

CASES: list[Case] = [
    *(passes("phone_time_agrees", action, passing(action)) for action in (CHECK_IN, ENTER)),
    *(
        unsure("phone_time_agrees", action, passing(action, attempt__time_disputed=True), DISPUTED)
        for action in (CHECK_IN, ENTER)
    ),
    *(passes("times_settled", action, passing(action)) for action in (CONFIRM, ENTER)),
    *(
        unsure("times_settled", action, passing(action, disputed_at=at("09:53")), UNSETTLED)
        for action in (CONFIRM, ENTER)
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_times(case: Case) -> None:
    check(case)
