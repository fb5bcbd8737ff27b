"""The command line: keys, accounts, the journal's verification, migrations."""

import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rows import NOON
from served import config_of, service_on
from sqlalchemy import select, text

from permit_service import accounts, cli, journal, unit_of_work, wallclock
from permit_service.actor import Grant
from permit_service.config import service_config
from permit_service.models import db
from permit_service.models.accounts import User
from permit_service.models.areas import CalendarDay
from permit_service.models.choices import DayKind
from permit_service.models.journal import JournalRow
from qr import keyfile
from qr.claims import Kind
from qr.keys import KEY_KINDS, DocumentKind, KeyRing
from workflows.vocabulary import Role

PASSWORD = "correct horse battery"


@pytest.fixture
def command(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Command":
    config = config_of(database, tmp_path)
    for name, value in {
        "PERMIT_ENV": "test",
        "DATABASE_URL": database,
        "SECRET_KEY": config.secret_key,
        "BASE_URL": config.base_url,
        "STORAGE_DIR": str(config.storage_dir),
        "KEYS_FILE": str(config.keys_file),
    }.items():
        monkeypatch.setenv(name, value)
    return Command()


class Command:
    def __call__(self, *words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(cli.group, words, input=stdin)


def test_keys_are_made_once_for_the_owner_only(command: Command, tmp_path: Path) -> None:
    made = command("keys", "new")
    assert made.exit_code == 0, made.output
    keys = tmp_path / "keys.json"
    assert keys.stat().st_mode & 0o777 == 0o600
    before = keys.read_bytes()
    assert command("keys", "new").exit_code == 1
    assert keys.read_bytes() == before


def test_a_rotated_key_verifies_on(command: Command, tmp_path: Path) -> None:
    command("keys", "new")
    old = keyfile.load(tmp_path / "keys.json").active(Kind.permit)
    assert command("keys", "rotate", "permit").exit_code == 0
    ring = keyfile.load(tmp_path / "keys.json")
    assert ring.active(Kind.permit).kid != old.kid
    assert ring.find(Kind.permit, old.kid) is not None
    listed = command("keys", "list").output.splitlines()
    assert len(listed) == len(KEY_KINDS) + 1
    assert [line for line in listed if f"{old.kid:04X}" in line and "verifies" in line]
    assert not [line for line in listed if "due" in line]
    with wallclock.at(wallclock.system_now() + timedelta(days=366)):
        assert [
            line for line in command("keys", "list").output.splitlines() if line.endswith("due: keys rotate permit")
        ]


def test_a_leaked_key_is_forgotten_once_another_signs(command: Command, tmp_path: Path) -> None:
    command("keys", "new")
    leaked = f"{keyfile.load(tmp_path / 'keys.json').active(Kind.plate).kid:04X}"
    for words, told in ((("plate", leaked), "still signs"), (("plate", "FFFF"), "no plate key"), (("plate", "x"), "x")):
        refused = command("keys", "drop", *words)
        assert (refused.exit_code, told in refused.output) == (1, True), refused.output
    command("keys", "rotate", "plate")
    assert command("keys", "drop", "plate", leaked).exit_code == 0
    assert keyfile.load(tmp_path / "keys.json").find(Kind.plate, int(leaked, 16)) is None


@pytest.mark.parametrize("words", [("keys", "new"), ("keys", "rotate", "badge")])
def test_a_key_file_of_an_older_release_is_completed(command: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    path, now = tmp_path / "keys.json", wallclock.system_now()
    older = KeyRing(tuple(key for key in KeyRing.generate(now).keys if key.kind is not DocumentKind.snapshot))
    keyfile.save(older, path)
    done = command(*words)
    assert done.exit_code == 0, done.output
    ring = keyfile.load(path)
    assert ring.missing == ()
    assert all(ring.find(key.kind, key.kid) for key in older.keys)
    assert ring.active(Kind.permit).public == older.active(Kind.permit).public


def test_the_first_administrator_can_sign_in(command: Command, database: str, tmp_path: Path) -> None:
    added = command("user", "add", "admin", "--role", "administrator", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    with service_on(database, tmp_path) as app, app.app_context():
        user_id = accounts.check_password("admin", PASSWORD)
        user = db.session.get_one(User, user_id)
        assert accounts.actor_for(user).grants == (Grant(Role.administrator),)
        assert db.session.scalars(select(JournalRow.tag)).all() == ["user:add"]


def test_a_password_is_made_and_shown_once(command: Command, database: str, tmp_path: Path) -> None:
    added = command("user", "add", "admin", "--role", "administrator")
    with service_on(database, tmp_path) as app, app.app_context():
        accounts.check_password("admin", added.output.split()[-1])


@pytest.mark.parametrize(
    ("login", "role", "password", "told"),
    [
        ("Admin", "administrator", PASSWORD, "login_format"),
        ("ad", "administrator", PASSWORD, "login_format"),
        ("admin", "clock", PASSWORD, "role_not_granted"),
        ("admin", "administrator", "short", "string_too_short"),
        ("expert", "expert", PASSWORD, "one_place"),
    ],
)
def test_a_bad_account_is_refused_in_words(command: Command, login: str, role: str, password: str, told: str) -> None:
    refused = command("user", "add", login, "--role", role, "--password-stdin", stdin=f"{password}\n")
    assert refused.exit_code == 1
    assert told in refused.output
    assert "Traceback" not in refused.output


def test_an_account_of_nobody_is_refused_in_words(command: Command) -> None:
    for role, option, field in (
        ("administrator", "--person", "person_id"),
        ("principal", "--enterprise", "enterprise_id"),
        ("street_officer", "--area", "area_id"),
    ):
        refused = command("user", "add", "admin", "--role", role, option, str(uuid.UUID(int=1)))
        assert refused.exit_code == 1
        assert repr({field: "unknown"}) in refused.output


def test_a_login_is_taken_once(command: Command) -> None:
    words = ("user", "add", "admin", "--role", "administrator")
    assert command(*words).exit_code == 0
    assert "taken" in command(*words).output


def test_verify_reads_the_whole_journal(command: Command, database: str, tmp_path: Path) -> None:
    stream = journal.Stream(journal.StreamKind.permit, uuid.UUID(int=1))
    with service_on(database, tmp_path) as app, app.app_context():
        unit_of_work.run(lambda s: journal.append(s, (stream,), "permit:submit", {}, actor_id=None, at=NOON))
    whole = command("verify")
    assert (whole.exit_code, whole.output) == (0, "journal: 1 rows in 1 streams, 0 erased payloads, 0 breaks\n")
    with service_on(database, tmp_path) as app, app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE journal_stream SET seq = 2"))
    broken = command("verify")
    assert broken.exit_code == 1
    assert f"permit {stream.id} #1: head_differs" in broken.output


def test_the_schema_is_upgraded_from_the_command_line(command: Command, database: str, tmp_path: Path) -> None:
    assert command("db", "upgrade").exit_code == 0
    assert command("db", "check").exit_code == 0


def test_a_release_loads_the_holidays_once(command: Command) -> None:
    first, second = command("release"), command("release")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "2024, 2025, 2026" in first.output
    assert second.output == "schema up to date; holidays loaded: nothing new\n"
    assert "release: permit-service release" in (Path(__file__).parents[2] / "Procfile").read_text("utf-8")


def test_the_next_years_holidays_are_entered_as_announced(command: Command, database: str, tmp_path: Path) -> None:
    """A week off with its two weekends, and the Sunday before it worked."""
    year = ("holidays", "2027", "--source", "样例通知")
    entered = command(*year, "--off", "2027-02-05..2027-02-14", "--worked", "2027-01-31")
    assert entered.output == "2027: 7 days differ from their weekday\n"
    for wrong, code in (("2027-02-11..2027-02-05", 2), ("soon", 2), ("2027-02-03", 1)):
        refused = command(*year, "--worked", wrong)
        assert (refused.exit_code, "Traceback" in refused.output) == (code, False), refused.output
    with service_on(database, tmp_path) as app, app.app_context():
        days = dict(
            db.session.execute(
                select(CalendarDay.day, CalendarDay.kind).where(CalendarDay.day > date(2027, 1, 1))
            ).all()
        )
    assert days[date(2027, 1, 31)] is DayKind.swap
    assert sorted(day for day, kind in days.items() if kind is DayKind.off)[:2] == [date(2027, 2, 5), date(2027, 2, 8)]


def test_a_sample_is_not_served_as_if_it_were_real(command: Command, database: str, tmp_path: Path) -> None:
    with service_on(database, tmp_path) as app, app.app_context():
        unit_of_work.run(wallclock.mark_sample)
    refused = command("serve")
    assert refused.exit_code == 1
    assert "SAMPLE=1" in refused.output


@pytest.mark.parametrize(
    ("words", "code", "told", "complained"),
    [
        ("--help", 0, "journal", ""),
        ("keys --help", 0, "rotate", ""),
        ("keys list", 2, "", "refused to start: not set: DATABASE_URL, SECRET_KEY, BASE_URL, STORAGE_DIR, KEYS_FILE"),
        ("db upgrade", 2, "", "refused to start: not set: DATABASE_URL"),
        ("clok", 2, "", "No such command 'clok'"),
    ],
)
def test_without_settings_help_is_given_and_what_is_missing_told(
    words: str,
    code: int,
    told: str,
    complained: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "BASE_URL", "STORAGE_DIR", "KEYS_FILE", "PERMIT_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.argv", ["permit-service", *words.split()])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    out, err = capsys.readouterr()
    assert (caught.value.code or 0, told in out, complained in err) == (code, True, True)
    assert "Traceback" not in out + err
    assert (err == "") is (code == 0)


def test_the_config_of_the_command_is_that_of_the_environment(command: Command, tmp_path: Path) -> None:
    with service_on(f"sqlite:///{tmp_path}/x.sqlite3", tmp_path) as app:
        assert service_config(app.config).storage_dir == tmp_path / "files"
