"""Settings: production is the default, and refuses what is unsafe."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from served import config_of

import workflows
from permit_service import app
from permit_service.app import ForeignPackage, create_app
from permit_service.config import Config, Environment, S3Bucket, UnsafeConfig

URL = "postgresql+psycopg://app@db/permits"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": URL,
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "BASE_URL": "https://permits.example/",
        "STORAGE_DIR": str(tmp_path / "files"),
        "KEYS_FILE": str(tmp_path / "keys.json"),
    }


def refused(env: dict[str, str], **changes: str) -> str:
    with pytest.raises(UnsafeConfig) as caught:
        Config.from_env({**env, **changes})
    return str(caught.value)


def test_a_safe_environment_is_read(env: dict[str, str]) -> None:
    config = Config.from_env({**env, "TRUSTED_PROXIES": "1"})
    assert config.environment is Environment.production
    assert (config.base_url, config.trusted_proxies, config.sample) == ("https://permits.example", 1, False)
    assert config.for_flask()["SESSION_COOKIE_NAME"] == "__Host-session"


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "BASE_URL", "STORAGE_DIR", "KEYS_FILE"])
def test_production_guesses_nothing(env: dict[str, str], name: str) -> None:
    assert name in refused(env, **{name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "0123456789abcdef0123456789abcde"),
        ("BASE_URL", "http://permits.example"),
        ("BASE_URL", "https://permits.example/app"),
        ("BASE_URL", "permits.example"),
        ("SAMPLE", "1"),
        ("SAMPLE", "yes"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "one"),
        ("DATABASE_URL", "mysql://db/permits"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("PERMIT_ENV", "staging"),
    ],
)
def test_production_refuses_what_is_unsafe(env: dict[str, str], name: str, value: str) -> None:
    assert name in refused(env, **{name: value})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_keys_that_others_may_read_are_refused(env: dict[str, str], mode: int) -> None:
    keys = Path(env["KEYS_FILE"])
    keys.write_text("{}")
    keys.chmod(mode)
    assert "KEYS_FILE" in refused(env)
    keys.chmod(0o600)
    Config.from_env(env)


def test_every_fault_is_told_at_once(env: dict[str, str]) -> None:
    told = refused(env, SECRET_KEY="short", BASE_URL="http://permits.example", SAMPLE="1")
    assert all(name in told for name in ("SECRET_KEY", "BASE_URL", "SAMPLE"))


def test_development_has_defaults_and_samples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    config = Config.from_env({"PERMIT_ENV": "development", "SAMPLE": "1"})
    assert config.sample
    assert config.database_url == f"sqlite:///{tmp_path}/var/permits.sqlite3"


def test_secrets_are_not_printed(env: dict[str, str]) -> None:
    config = Config.from_env(env)
    assert config.secret_key not in repr(config)


def test_settings_never_change(env: dict[str, str]) -> None:
    with pytest.raises(FrozenInstanceError):
        Config.from_env(env).sample = True  # type: ignore[misc]


def test_the_service_does_not_start_beside_foreign_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflows, "OWNER", "somebody else")
    with pytest.raises(ForeignPackage, match="not ours"):
        create_app(config_of(f"sqlite:///{tmp_path}/x.sqlite3", tmp_path))


@pytest.mark.parametrize("inside", [True, False])
def test_templates_are_found_in_the_wheel_and_in_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    package = tmp_path / "permit_service"
    package.mkdir()
    if inside:
        (package / "templates").mkdir()
    monkeypatch.setattr(app, "_PACKAGE", package)
    assert app._template_folder() == str((package if inside else tmp_path) / "templates")


S3 = {"S3_ENDPOINT": "https://s3.example", "S3_BUCKET": "files", "S3_ACCESS_KEY": "us", "S3_SECRET_KEY": "hidden"}


def test_a_bucket_is_told_whole_or_not_at_all(env: dict[str, str]) -> None:
    bucket = Config.from_env(env | S3).s3
    assert bucket == S3Bucket("https://s3.example", "files", "us", "hidden")
    assert "hidden" not in repr(bucket)
    assert "set all of" in refused(env | S3, S3_BUCKET="")
    for endpoint in ("http://s3.example", "s3.example", "https://s3.example/files"):
        assert "S3_ENDPOINT" in refused(env | S3, S3_ENDPOINT=endpoint)
