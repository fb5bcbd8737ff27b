"""The pages at the mouth of the space, and those behind the codes on paper."""

from flask import Blueprint

from permit_service.web import (
    gas,
    gas_work,
    inside,
    public,
    scan,
    site,
    site_air,
    site_briefing,
    site_check_in,
    site_end,
    site_entry,
    site_isolation,
    site_steps,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    site.blueprint,
    site_check_in.blueprint,
    site_briefing.blueprint,
    site_steps.blueprint,
    site_isolation.blueprint,
    site_air.blueprint,
    site_entry.blueprint,
    site_end.blueprint,
    gas.blueprint,
    gas_work.blueprint,
    scan.blueprint,
    inside.blueprint,
    public.blueprint,
)
