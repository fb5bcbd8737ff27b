"""Doors of the service itself: probes, signing in, one's own account, files, pages behind codes on paper."""

from collections.abc import Mapping
from types import MappingProxyType

from permit_service.policy.kinds import ANONYMOUS, NOBODY, PUBLIC, SIGNED_IN, Policy

DOORS: Mapping[str, Policy] = MappingProxyType(
    {
        "account_links.accept": PUBLIC,
        "account_links.show": PUBLIC,
        "api.files.create": SIGNED_IN,
        "api.files.show": SIGNED_IN,
        "api.keys.index": PUBLIC,
        "api.me.csrf": SIGNED_IN,
        "api.me.end_others": SIGNED_IN,
        "api.me.end_session": SIGNED_IN,
        "api.me.end_token": SIGNED_IN,
        "api.me.make_token": SIGNED_IN,
        "api.me.set_password": SIGNED_IN,
        "api.me.set_pin": SIGNED_IN,
        "api.me.show": SIGNED_IN,
        "api.me.sign_ins": SIGNED_IN,
        "api.messages.index": SIGNED_IN,
        "api.messages.read": SIGNED_IN,
        "api.messages.read_all": SIGNED_IN,
        "api.messages.set_email": SIGNED_IN,
        "api.tokens.create": Policy(public=True, csrf=False),
        "api.tokens.end": SIGNED_IN,
        "exam.begin": PUBLIC,
        "exam.hand_in": PUBLIC,
        "exam.show": PUBLIC,
        "files.show": SIGNED_IN,
        "messages.index": SIGNED_IN,
        "messages.open_one": SIGNED_IN,
        "messages.read_all": SIGNED_IN,
        "messages.set_email": SIGNED_IN,
        "openapi.doc_url": ANONYMOUS,
        "openapi.openapi": NOBODY,  # the library's page of documentation viewers, of which we have none
        "openapi.static": NOBODY,
        "ops.healthz": ANONYMOUS,
        "ops.livez": ANONYMOUS,
        "ops.readyz": ANONYMOUS,
        "public.badge": PUBLIC,
        "public.permit": PUBLIC,
        "public.plate": PUBLIC,
        "public.training": PUBLIC,
        "sample_clock.move": ANONYMOUS,
        "sample_clock.show": ANONYMOUS,
        "session.me": SIGNED_IN,
        "session.set_password": SIGNED_IN,
        "session.set_pin": SIGNED_IN,
        "session.sign_in": PUBLIC,
        "session.sign_in_post": PUBLIC,
        "session.sign_out": SIGNED_IN,
        "sign_ins.end_others": SIGNED_IN,
        "sign_ins.end_session": SIGNED_IN,
        "sign_ins.end_token": SIGNED_IN,
        "sign_ins.make_token": SIGNED_IN,
        "sign_ins.show": SIGNED_IN,
        "static": ANONYMOUS,
    }
)
