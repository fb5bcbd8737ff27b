"""Where the demonstration is played: the clock, everybody's phone, what is printed, what was expected and came."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import click

from permit_service.demo.client import Answer, Json, Phone, Server
from permit_service.sample import accounts as cast
from permit_service.sample.registers import SampleDistrict
from permit_service.wallclock import SHANGHAI
from workflows.codes import Code

_YEAR = 2026
_NAMES = {one.login: one.name for one in cast.EVERYONE}


class Unexpected(Exception):
    """The service did not do what the demonstration shows."""


@dataclass
class Stage:
    """One run of the demonstration."""

    server: Server
    district: SampleDistrict
    refusals: int = 0
    now: datetime = datetime(_YEAR, 1, 1, tzinfo=SHANGHAI)
    _phones: dict[str, Phone] = field(default_factory=dict)

    def phone(self, login: str) -> Phone:
        """Somebody's phone, kept for the whole run."""
        return self._phones.setdefault(login, Phone(self.server, login, cast.PASSWORD))

    # -- time ------------------------------------------------------------------------------------------------

    def at(self, told: str) -> None:
        """Set the sample's clock to ``11-22 08:40`` or ``11-22 08:40:59``, Shanghai time; it stands still there."""
        self._set(datetime.fromisoformat(f"{_YEAR}-{told.replace(' ', 'T')}").replace(tzinfo=SHANGHAI))

    def later(self, *, minutes: int) -> None:
        """Move the clock on."""
        self._set(self.now + timedelta(minutes=minutes))

    def _set(self, moment: datetime) -> None:
        answer = self.server.ask("PUT", "/_clock", {"now": moment.isoformat(), "frozen": True})
        if answer.status != 200:
            raise Unexpected(f"the clock does not go to {moment}: {answer.text}")
        self.now = moment

    # -- telling ---------------------------------------------------------------------------------------------

    def title(self, words: str) -> None:
        click.secho(f"\n【{words}】", bold=True)

    def tell(self, words: str) -> None:
        """A step that was carried out."""
        click.echo(f"{self._time} ✓ {words}")

    def note(self, words: str) -> None:
        """What an answer says beside."""
        click.echo(f"{' ' * 12}  {words}")

    # -- expecting -------------------------------------------------------------------------------------------

    def done(self, login: str, words: str, answer: Answer, status: int | None = None) -> Json:
        """The step was carried out. Raises Unexpected if it was refused."""
        good = answer.status < 300 if status is None else answer.status == status
        if not good or answer.body.get("verdict") in ("refuse", "unknown"):
            raise Unexpected(f"{words}: {answer.status} {answer.text}")
        self.tell(f"{_NAMES[login]}：{words}")
        return answer.body

    def refused(self, login: str, words: str, answer: Answer, *codes: Code | str) -> Json:
        """The attempt was refused for these reasons at least. Raises Unexpected if it was let through."""
        attempted = answer.status in (404, 409, 422) or answer.body.get("verdict") == "refuse"
        if not attempted or not set(codes) <= answer.codes:
            raise Unexpected(f"{words}: expected {', '.join(codes)}, got {answer.status} {sorted(answer.codes)}")
        self.refusals += 1
        click.echo(f"{self._time} ✗ {_NAMES[login]}：{words} → 拒绝")
        self._tell_reasons(answer)
        return answer.body

    def not_clear(self, login: str, words: str, answer: Answer, *codes: Code) -> None:
        """The clearance that was asked for names these reasons at least."""
        gates = answer.body["gates"]
        refusals = [refusal for gate in gates for refusal in gate["refusals"]]
        lacking = set(codes) - {refusal["code"] for refusal in refusals}
        if answer.body["passed"] or lacking:
            raise Unexpected(f"{words}: {', '.join(sorted(lacking)) or 'it is clear'}")
        self.refusals += 1
        click.echo(f"{self._time} ✗ {_NAMES[login]}：{words} → 不放行")
        self._tell_refusals(refusals)

    def bad(self, login: str, words: str, answer: Answer, *codes: Code) -> Json:
        """A value was recorded and judged bad for these reasons."""
        judged = {one["code"] for one in answer.body["judgements"]}
        if answer.status != 201 or not answer.body["bad"] or not set(codes) <= judged:
            raise Unexpected(f"{words}: {answer.status} {answer.text}")
        self.refusals += 1
        click.echo(f"{self._time} ✗ {_NAMES[login]}：{words} → 不合格")
        for one in answer.body["judgements"]:
            if one["code"] is not None:
                self.note(f"· {one['text']}〔{one['clause']}〕{one['remedy']}")
        return answer.body

    @property
    def _time(self) -> str:
        return f"{self.now:%m-%d %H:%M}"

    def _tell_reasons(self, answer: Answer) -> None:
        if answer.refusals:
            self._tell_refusals(answer.refusals)
        for fault in answer.faults:
            self.note(f"· {fault['field']}：{fault['message']}")
        if not answer.refusals and not answer.faults:
            self.note(f"· {answer.body['title']}。{answer.body['detail']}")

    def _tell_refusals(self, refusals: list[Json]) -> None:
        lines = (f"· {refusal['message']}〔{refusal['source']}〕{refusal['remedy']}" for refusal in refusals)
        for line in dict.fromkeys(lines):  # the same of two people is told once
            self.note(line)
