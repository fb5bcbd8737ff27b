"""The application: settings in, a wired Flask application out."""

from pathlib import Path

from flask_openapi import Info, OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

import workflows
from permit_service import access, database, logging, no_nul, ops, problems, security, static_files
from permit_service.api import init_api
from permit_service.config import Config
from permit_service.web import init_pages

DISTRIBUTION = "confined-space-permits"
API_VERSION = "1.0.0"
_PACKAGE = Path(__file__).parent


class ForeignPackage(Exception):
    """Another distribution's ``workflows`` was imported in place of ours."""


def create_app(config: Config | None = None) -> OpenAPI:
    """Make the application. Without ``config`` the environment is read (docs/deploy.md).

    Raises UnsafeConfig for settings that must not serve, ForeignPackage beside a foreign ``workflows``.
    """
    _refuse_foreign_rules()
    config = config or Config.from_env()
    logging.configure_logging()
    app = OpenAPI(
        "permit_service",
        info=Info(title="准入 API", version=API_VERSION),
        doc_prefix="/api/v1",
        validation_error_callback=problems.invalid_input,
        template_folder=_template_folder(),
        static_url_path=static_files.url_path(_PACKAGE / "static"),
    )
    app.config.update(config.for_flask())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[config.trusted_proxies] * 4)  # type: ignore[method-assign]
    config.storage_dir.mkdir(parents=True, exist_ok=True)
    database.init_app(app)
    logging.init_logging(app)  # first among the hooks: every answer gets its id and its line
    security.init_security(app, https=config.https)
    static_files.init_static_files(app)
    access.init_access(app)
    no_nul.init_no_nul(app)
    problems.init_problems(app)
    app.register_blueprint(ops.blueprint)
    if config.sample:
        app.register_blueprint(ops.sample_clock)
    _register_faces(app)
    return app


def _register_faces(app: OpenAPI) -> None:
    """Add the faces of the service: JSON API and pages."""
    init_api(app)
    init_pages(app)


def _template_folder() -> str:
    """The wheel carries the templates inside the package; a checkout has them beside it."""
    inside = _PACKAGE / "templates"
    return str(inside if inside.is_dir() else _PACKAGE.parent / "templates")


def _refuse_foreign_rules() -> None:
    if getattr(workflows, "OWNER", None) != DISTRIBUTION:
        raise ForeignPackage(f"{workflows.__file__} is not ours: deploy in a virtual environment of its own")
