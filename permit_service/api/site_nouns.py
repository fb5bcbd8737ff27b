"""The nouns of the site: what is recorded at the mouth of the space, by devices, each write once."""

from flask_openapi import APIBlueprint

from permit_service.api import (
    site_briefings,
    site_closing,
    site_confirmation,
    site_disputes,
    site_gas,
    site_interruptions,
    site_openings,
    site_posts,
    site_preparation,
    site_presence,
    site_scans,
    snapshots,
)

SITE_NOUNS: tuple[APIBlueprint, ...] = (
    site_posts.blueprint,
    site_briefings.blueprint,
    site_preparation.blueprint,
    site_openings.blueprint,
    site_gas.blueprint,
    site_confirmation.blueprint,
    site_scans.blueprint,
    site_interruptions.blueprint,
    site_disputes.blueprint,
    site_closing.blueprint,
    site_presence.blueprint,
    snapshots.blueprint,
)
