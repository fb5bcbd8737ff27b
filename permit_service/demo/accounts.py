"""Four accounts that are played again: what was done as told in public, and what the service says to it.

Three accidents and one good job. What an account does not say is left out, never guessed in the crew's favour. The
page ``docs/accidents.md`` is written from here, and the demonstration and the tests hold the service to it.
"""

from dataclasses import dataclass

from workflows.codes import Code


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done, or not done, and the reasons the service names; none = it is let through."""

    done: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A public account: where and when, what came of it, what was and was not done."""

    id: str
    title: str
    came_of_it: str
    told: str
    acts: tuple[Act, ...]


WITHOUT_GEAR = (Code.rescue_without_apparatus, Code.rescue_without_lifeline, Code.rescue_without_attendant)

DRAFT_NEVER_SUBMITTED = Act(
    "A draft that was never submitted; clearance to enter is asked for.",
    (
        Code.consent_missing,
        Code.approval_missing,
        Code.filing_missing,
        Code.street_training_missing,
        Code.briefing_missing,
        Code.isolation_unconfirmed,
        Code.barrier_ineffective,
        Code.notice_missing,
        Code.rescue_kit_missing,
    ),
)
LEDGER_WARNS = Act(
    "The ledger's entry of the tank is read: toxic gas may rise and its barrier keeps nobody out.",
    (Code.barrier_missing,),
)
PLATE_ALONE = Act("The plate is scanned; there is no permit at all.", (Code.no_permit_in_force,))
BARE_RESCUE = Act("Somebody goes in to rescue without breathing apparatus, lifeline or attendant.", WITHOUT_GEAR)
SECOND_BARE_RESCUE = Act("A second one wants to go in after him, the same way.", WITHOUT_GEAR)

A1 = Account(
    "A1",
    "Jiangmen, 5 April 2023: the aerobic tank of a sewage station",
    "One dead, one hurt.",
    "The direct cause is not told. What was ordered afterwards is what was lacking: approval, flow and measures at "
    "every step, training, rescue plan and gear, lock and tag at the entrance. A later check of a like plant found a "
    "gate too low to stop anyone, with no sign, and rescue gear too few and too far.",
    (DRAFT_NEVER_SUBMITTED, LEDGER_WARNS),
)
A2 = Account(
    "A2",
    "Xuancheng, 7 June 2025: maintenance in a vessel",
    "One dead, two hurt.",
    "There was no permit at all; 先通风、再检测、后作业 was not followed. Two rescuers went in without protection.",
    (PLATE_ALONE, BARE_RESCUE),
)
A3 = Account(
    "A3",
    "Xiaoyi, 23 March 2023: the sewage tank of a drug plant",
    "Three dead.",
    "One fell in; two went in after him.",
    (LEDGER_WARNS, BARE_RESCUE, SECOND_BARE_RESCUE),
)
A4 = Account(
    "A4",
    "The good job: the flow-meter well of a sewage works, 2.0 m by 3.0 m and 3.0 m deep",
    "The flow meter is replaced, everyone comes out.",
    "Played at a skills contest in 2023: plan, approval, preparation, work, completion; duties told, briefing, "
    "mechanical ventilation, personal protection, gas test, regular contact.",
    (
        Act(
            "Everything is done. The crew is let in, counted in and out; the permit is closed, the job accepted.",
        ),
    ),
)
ACCOUNTS = (A1, A2, A3, A4)
