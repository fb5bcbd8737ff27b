"""Settings: read from the environment once, checked, never changed. Production is the default and the strictest."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, unique
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

MIN_SECRET_LENGTH = 32
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
_FORM_ALLOWANCE = 1024 * 1024
_DEFAULT_REGION = "us-east-1"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class UnsafeConfig(Exception):
    """Settings the service must not start with; the message lists every one of them."""


@unique
class Environment(StrEnum):
    production = "production"
    development = "development"
    test = "test"


@dataclass(frozen=True, slots=True)
class S3Bucket:
    """A bucket of an S3-compatible service, and who we are there. ``endpoint`` is an origin."""

    endpoint: str
    bucket: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    region: str = _DEFAULT_REGION

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "S3Bucket | None":
        """The bucket told by ``S3_…``; None where nothing is told. Raises UnsafeConfig if it is told by half."""
        needed = ("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
        told = [values[name] for name in needed if name in values]
        if not told:
            return None
        if len(told) < len(needed):
            raise UnsafeConfig(f"set all of {', '.join(needed)}, or none")
        return cls(*told, region=values.get("S3_REGION", _DEFAULT_REGION))


@unique
class MailTls(StrEnum):
    """How the way to the mail server is kept secret: from the first byte (465), after STARTTLS (587), or not at all."""

    implicit = "implicit"
    starttls = "starttls"
    none = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server that takes our e-mail, and the address it comes from."""

    host: str
    port: int
    sender: str
    tls: MailTls = MailTls.starttls
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "MailServer | None":
        """The server told by ``SMTP_…``; None where no host is told, then nobody gets e-mail. Raises UnsafeConfig."""
        if "SMTP_HOST" not in values:
            return None
        tls = values.get("SMTP_TLS", MailTls.starttls)
        if tls not in set(MailTls):
            raise UnsafeConfig(f"SMTP_TLS must be one of {', '.join(MailTls)}")
        sender = values.get("SMTP_FROM", "")
        if "@" not in sender:
            raise UnsafeConfig("SMTP_FROM must be the address that e-mail comes from")
        if ("SMTP_USER" in values) != ("SMTP_PASSWORD" in values):
            raise UnsafeConfig("set both SMTP_USER and SMTP_PASSWORD, or none")
        port = _count(values, "SMTP_PORT") or _MAIL_PORTS[MailTls(tls)]
        user, password = values.get("SMTP_USER"), values.get("SMTP_PASSWORD")
        return cls(values["SMTP_HOST"], port, sender, MailTls(tls), user, password)


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one process.

    ``base_url`` is printed in codes. ``sample`` lets this server serve a database marked *sample*, whose clock can be
    set. Stored files lie in ``storage_dir``, or in the bucket of ``s3``. ``trusted_proxies`` is how many proxies in
    front may say who the client is.
    """

    database_url: str
    secret_key: str = field(repr=False)
    base_url: str
    storage_dir: Path
    keys_file: Path
    environment: Environment = Environment.production
    sample: bool = False
    trusted_proxies: int = 0
    s3: S3Bucket | None = None
    mail: MailServer | None = None
    session_life: timedelta = timedelta(hours=12)
    token_life: timedelta = timedelta(hours=12)

    def __post_init__(self) -> None:
        problems = [*self._always_wrong(), *(self._unsafe() if self.environment is Environment.production else ())]
        if problems:
            raise UnsafeConfig("; ".join(problems))

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Settings from environment variables (docs/deploy.md). Raises UnsafeConfig.

        Outside production, ``var/`` in the working directory holds what is not set.
        """
        name = env.get("PERMIT_ENV", Environment.production)
        if name not in set(Environment):
            raise UnsafeConfig(f"PERMIT_ENV must be one of {', '.join(Environment)}")
        environment = Environment(name)
        values = {} if environment is Environment.production else _defaults(Path("var").resolve())
        given = {variable: env[variable] for variable in (*_REQUIRED, *_OPTIONAL) if env.get(variable)}
        values |= given
        missing = [variable for variable in _REQUIRED if variable not in values]
        if missing:
            raise UnsafeConfig(f"not set: {', '.join(missing)}")
        return cls(
            database_url=values["DATABASE_URL"],
            secret_key=values["SECRET_KEY"],
            base_url=values["BASE_URL"].rstrip("/"),
            storage_dir=Path(values["STORAGE_DIR"]),
            keys_file=Path(values["KEYS_FILE"]),
            environment=environment,
            sample=_flag(values, "SAMPLE"),
            trusted_proxies=_count(values, "TRUSTED_PROXIES"),
            s3=S3Bucket.from_values(values),
            mail=MailServer.from_values(values),
        )

    @property
    def https(self) -> bool:
        """Whether people reach the service over TLS."""
        return self.base_url.startswith("https://")

    def for_flask(self) -> dict[str, object]:
        """The settings that Flask and its extensions read."""
        return {
            "SERVICE": self,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.environment is Environment.test,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_NAME": "__Host-session" if self.https else "session",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.https,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_CHECK_DEFAULT": False,  # access control asks for the token itself, after it knows who asks
            "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES + _FORM_ALLOWANCE,
        }

    def _always_wrong(self) -> list[str]:
        problems = []
        url = _parsed(self.database_url)
        if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
            problems.append("DATABASE_URL must be a sqlite or postgresql URL")
        elif url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
            problems.append("DATABASE_URL must name a file: units of work need a database that threads share")
        if not _is_origin(self.base_url):
            problems.append("BASE_URL must be an origin such as https://permits.example")
        if self.s3 is not None and not _is_origin(self.s3.endpoint):
            problems.append("S3_ENDPOINT must be an origin such as https://s3.example")
        if not self.secret_key:
            problems.append("SECRET_KEY is empty")
        if self.keys_file.exists() and self.keys_file.stat().st_mode & _OTHERS:
            problems.append("KEYS_FILE may be readable by its owner only (0600)")
        return problems

    def _unsafe(self) -> list[str]:
        problems = []
        if len(self.secret_key) < MIN_SECRET_LENGTH:
            problems.append(f"SECRET_KEY is shorter than {MIN_SECRET_LENGTH} characters")
        if not self.https:
            problems.append("BASE_URL must be https: phones open the camera over TLS only")
        if self.s3 is not None and not self.s3.endpoint.startswith("https://"):
            problems.append("S3_ENDPOINT must be https: photos and signatures travel there")
        if self.mail is not None and self.mail.tls is MailTls.none:
            problems.append("SMTP_TLS must not be none: messages name firms and places")
        if self.sample:
            problems.append("SAMPLE is for samples: their clock can be set by anyone")
        return problems


_REQUIRED = ("DATABASE_URL", "SECRET_KEY", "BASE_URL", "STORAGE_DIR", "KEYS_FILE")
_S3 = ("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_REGION")
_SMTP = ("SMTP_HOST", "SMTP_PORT", "SMTP_FROM", "SMTP_TLS", "SMTP_USER", "SMTP_PASSWORD")
_MAIL_PORTS: Mapping[MailTls, int] = {MailTls.implicit: 465, MailTls.starttls: 587, MailTls.none: 25}
_OPTIONAL = (*_S3, *_SMTP, "SAMPLE", "TRUSTED_PROXIES")


def service_config(app_config: Mapping[str, object]) -> Config:
    """The settings an application was made with."""
    config = app_config["SERVICE"]
    if not isinstance(config, Config):
        raise TypeError("this application was not made by create_app")
    return config


def _defaults(var: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{var / 'permits.sqlite3'}",
        "SECRET_KEY": "development only, never a secret",
        "BASE_URL": "http://127.0.0.1:8000",
        "STORAGE_DIR": str(var / "files"),
        "KEYS_FILE": str(var / "keys.json"),
    }


def _is_origin(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not parts.path and not parts.query


def _flag(values: Mapping[str, str], name: str) -> bool:
    text = values.get(name, "0")
    if text not in ("0", "1"):
        raise UnsafeConfig(f"{name} must be 0 or 1")
    return text == "1"


def _count(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "0")
    if not text.isascii() or not text.isdigit():
        raise UnsafeConfig(f"{name} must be a whole number")
    return int(text)


def _parsed(database_url: str) -> URL | None:
    try:
        return make_url(database_url)
    except ArgumentError:
        return None
