"""Pages: plain forms that call one use case and go on, or show themselves again with what stood against it.

No rule is kept here and no database is asked: services decide, queries read, labels and templates give the words.
"""

from flask import Flask

from permit_service.access import login_manager
from permit_service.web import (
    account_links,
    accounts,
    areas,
    at_the_mouth,
    contracts,
    counter_filings,
    credentials,
    crew,
    district,
    draws,
    email,
    enterprise_parts,
    enterprises,
    equipment,
    exam,
    files,
    filing_calendar,
    filings,
    findings,
    home,
    inspection_signing,
    inspections,
    jobs,
    ledgers,
    messages,
    offline,
    papers,
    parks,
    people,
    permit_equipment,
    permits,
    plates,
    plausibility,
    practicals,
    questions,
    related,
    reminders,
    reports,
    response_plans,
    reviews,
    session,
    shared_means,
    sign_ins,
    signing,
    spaces,
    street_trainings,
    training_results,
    trainings,
    unfiled,
)
from permit_service.web.frame import init_frame

_BLUEPRINTS = (
    session.blueprint,
    sign_ins.blueprint,
    account_links.blueprint,
    home.blueprint,
    email.blueprint,
    messages.blueprint,
    offline.blueprint,
    jobs.blueprint,
    permits.blueprint,
    permit_equipment.blueprint,
    counter_filings.blueprint,
    crew.blueprint,
    related.blueprint,
    signing.blueprint,
    filings.blueprint,
    papers.blueprint,
    files.blueprint,
    filing_calendar.blueprint,
    reviews.blueprint,
    street_trainings.blueprint,
    district.blueprint,
    draws.blueprint,
    inspections.blueprint,
    findings.blueprint,
    inspection_signing.blueprint,
    unfiled.blueprint,
    equipment.blueprint,
    enterprises.blueprint,
    enterprise_parts.blueprint,
    parks.blueprint,
    contracts.blueprint,
    response_plans.blueprint,
    shared_means.blueprint,
    spaces.blueprint,
    plates.blueprint,
    people.blueprint,
    reminders.blueprint,
    plausibility.blueprint,
    reports.blueprint,
    credentials.blueprint,
    trainings.blueprint,
    training_results.blueprint,
    practicals.blueprint,
    questions.blueprint,
    exam.blueprint,
    accounts.blueprint,
    areas.blueprint,
    ledgers.blueprint,
    *at_the_mouth.BLUEPRINTS,
)


def init_pages(app: Flask) -> None:
    """Serve the pages, and send strangers to the sign-in page."""
    init_frame(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(excel_url=ledgers.excel_url, excel_title=ledgers.excel_title)
    login_manager.login_view = "session.sign_in"
    login_manager.login_message = None
