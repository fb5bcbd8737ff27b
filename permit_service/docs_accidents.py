"""``docs/accidents.md``: the accounts that are played again, and what the service says to each thing that was done."""

from collections.abc import Iterator

from permit_service.demo.accounts import ACCOUNTS, Account, Act
from permit_service.labels.refusals import TEXTS
from workflows.gates import GATES

_HEAD = """\
# Accidents played again
Written by `make docs` from `permit_service/demo/accounts.py`. `make demo` plays every line of this page over HTTP, and
`tests/api/test_site_accidents.py` holds the service to it. What an account does not say is left out, never guessed in
the crew's favour.
"""


def page() -> str:
    """The whole of ``docs/accidents.md``."""
    return "\n".join((_HEAD, *(_section(account) for account in ACCOUNTS)))


def _section(account: Account) -> str:
    lines = [f"## {account.id} · {account.title}", f"**{account.came_of_it}** {account.told}"]
    for act in account.acts:
        lines += ["", act.done, *_answers(act)]
    return "\n".join(lines) + "\n"


def _answers(act: Act) -> Iterator[str]:
    if not act.codes:
        yield "The service refuses nothing of it."
        return
    yield "The service names:"
    yield ""
    yield "| code | rules | 说明 | 怎么办 |"
    yield "|---|---|---|---|"
    for code in act.codes:
        rules = sorted({gate.rule for gate in GATES if code in gate.codes and gate.rule.startswith("R")})
        yield f"| `{code}` | {', '.join(rules) or '–'} | {TEXTS[code].says[-1]} | {TEXTS[code].does[-1]} |"
