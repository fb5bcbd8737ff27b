"""The vectors by which another implementation, such as the phone's, is held to ours.

The file is the output of `document()`, byte for byte: keys, nonces and times are fixed, so a change of layout
shows as a difference here. Each case is then judged from the file alone, with the public keys it gives.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from qr import keyfile, text
from qr.claims import FOREVER, SIZE, Claims, Kind, pack
from qr.jwk import private_member
from qr.sign import ORDER, issue, sign
from qr.stages import CodeError, Stage
from qr.verify import verify

Samples = Any
FILE = Path(__file__).parents[1] / "vectors" / "qr_tokens.json"
SECOND = timedelta(seconds=1)


def document(samples: Samples) -> dict[str, object]:
    return {
        "about": "Codes and the stage at which each is refused; null is accepted. The private keys are samples.",
        "public": keyfile.public_jwks(samples.ring),
        "private": {kind: private_member(samples.ring.active(kind).private) for kind in Kind},
        "cases": [
            *good(samples),
            *at_the_edges_of_the_window(samples),
            *misread(samples),
            *malformed(samples),
            *forged(samples),
            *refused_by_rule(samples),
        ],
    }


def case(
    name: str,
    code: str,
    stage: Stage | None,
    now: datetime,
    *,
    claims: Claims | None = None,
    expected_kind: Kind | None = None,
    revoked: tuple[UUID, ...] = (),
) -> dict[str, object]:
    return {
        "name": name,
        "text": code,
        "now": now.isoformat(),
        "expected_kind": expected_kind,
        "revoked": [str(id) for id in revoked],
        "stage": stage,
        "claims": None if claims is None else members(claims),
    }


def members(claims: Claims) -> dict[str, object]:
    return {
        "version": claims.version,
        "kind": claims.kind,
        "kid": f"{claims.kid:04X}",
        "id": str(claims.id),
        "not_before": int(claims.not_before.timestamp()),
        "not_after": int(claims.not_after.timestamp()),
        "body": pack(claims).hex(),
    }


def good(samples: Samples) -> list[dict[str, object]]:
    now, claims = samples.now, samples.claims()
    old = samples.before_rotation
    old_claims = samples.claims(kid=old.active(Kind.permit).kid)
    plate = samples.claims(Kind.plate, not_after=FOREVER)
    kinds = [
        case(f"{kind} URL", samples.url(kind), None, now, claims=samples.claims(kind), expected_kind=kind)
        for kind in Kind
    ]
    texts = {
        "path": "/Q/" + samples.token(),
        "bare token": samples.token(),
        "lower case": samples.url().lower(),
        "white space around": f" \t{samples.url()}\r\n",
        "any host": "http://localhost:5000/q/" + samples.token(),
    }
    return [
        *kinds,
        *(case(name, code, None, now, claims=claims) for name, code in texts.items()),
        case("signed before rotation", sign(old_claims, old), None, now, claims=old_claims),
        case("plate without end", sign(plate, samples.ring), None, FOREVER - SECOND, claims=plate),
    ]


def at_the_edges_of_the_window(samples: Samples) -> list[dict[str, object]]:
    claims, url = samples.claims(), samples.url()
    moments = {
        "a second before it begins": (claims.not_before - SECOND, Stage.not_yet),
        "as it begins": (claims.not_before, None),
        "a second before it ends": (claims.not_after - SECOND, None),
        "as it ends": (claims.not_after, Stage.expired),
    }
    return [case(name, url, stage, now, claims=claims) for name, (now, stage) in moments.items()]


def misread(samples: Samples) -> list[dict[str, object]]:
    token = samples.token()
    codes = {
        "nothing": ("", Stage.text),
        "another site": ("https://example.com/pay?id=7", Stage.text),
        "with a query": (samples.url() + "?from=chat", Stage.text),
        "unknown path letter": ("/X/" + token, Stage.text),
        "long s, which upper-cases to S": (token[:-1] + "ſ", Stage.text),
        "digit outside base32": (token[:-1] + "0", Stage.base32),
        "padded": (token + "====", Stage.base32),
        "unused bits set": (token[:-1] + "B", Stage.base32),
        "one character cut": (token[:-1], Stage.length),
        "two characters cut": (text.encode(text.decode(token)[:-1]), Stage.length),
        "scanned twice": (token * 2, Stage.length),
    }
    return [case(name, code, stage, samples.now) for name, (code, stage) in codes.items()]


def malformed(samples: Samples) -> list[dict[str, object]]:
    body = samples.body()
    codes = {
        "no signature": (text.encode(body), Stage.length),
        "layout 0": (samples.forge(b"\x00" + body[1:]), Stage.version),
        "layout 2": (samples.forge(b"\x02" + body[1:]), Stage.version),
        "unknown kind": (samples.forge(b"\x01X" + body[2:]), Stage.kind_unknown),
        "plate under a permit's path": ("/Q/" + samples.token(Kind.plate), Stage.path),
        "reversed window": (samples.forge(body[:20] + body[24:] + body[20:24]), Stage.window),
        "empty window": (samples.forge(body[:24] + body[20:24]), Stage.window),
    }
    return [case(name, code, stage, samples.now) for name, (code, stage) in codes.items()]


def forged(samples: Samples) -> list[dict[str, object]]:
    body, raw = samples.body(), text.decode(samples.token())
    foreign_kid = samples.foreign.active(Kind.permit).kid
    high_s = ORDER - int.from_bytes(raw[-32:], "big")
    codes = {
        "foreign installation": (samples.forge(samples.body(kid=foreign_kid), samples.foreign), Stage.key),
        "another kind's key id": (
            samples.forge(samples.body(kid=samples.ring.active(Kind.plate).kid)),
            Stage.key,
        ),
        "foreign key under our id": (samples.forge(body, samples.foreign), Stage.signature),
        "permit signed by the plate key": (samples.forge(body, kind=Kind.plate), Stage.signature),
        "another permit's signature": (
            text.encode(samples.body(id=UUID(int=1)) + raw[SIZE:]),
            Stage.signature,
        ),
        "window made longer": (
            text.encode(samples.body(not_after=FOREVER) + raw[SIZE:]),
            Stage.signature,
        ),
        "r and s zero": (text.encode(body + bytes(64)), Stage.signature),
        "twin with high s": (text.encode(raw[:-32] + high_s.to_bytes(32, "big")), Stage.malleated),
    }
    return [case(name, code, stage, samples.now) for name, (code, stage) in codes.items()]


def refused_by_rule(samples: Samples) -> list[dict[str, object]]:
    badge = samples.claims(Kind.badge)
    token = issue(samples.ring, Kind.badge, badge.id, badge.not_before, badge.not_after)
    others = (UUID(int=1), UUID(int=2))
    return [
        case("wrong kind", token, Stage.kind, samples.now, claims=badge, expected_kind=Kind.permit),
        case("revoked", token, Stage.revoked, samples.now, claims=badge, revoked=(*others, badge.id)),
        case("others revoked", token, None, samples.now, claims=badge, revoked=others),
        case("revoked and expired", token, Stage.revoked, FOREVER, claims=badge, revoked=(badge.id,)),
        case(
            "wrong kind and revoked",
            token,
            Stage.kind,
            samples.now,
            claims=badge,
            expected_kind=Kind.plate,
            revoked=(badge.id,),
        ),
    ]


def test_file_is_what_this_software_makes(samples: Samples) -> None:
    made = json.dumps(document(samples), indent=1, ensure_ascii=True) + "\n"
    assert FILE.read_text(encoding="ascii") == made


FROM_FILE: dict[str, Any] = json.loads(FILE.read_text(encoding="ascii"))


@pytest.mark.parametrize("vector", FROM_FILE["cases"], ids=lambda vector: vector["name"])
def test_vector_is_judged_as_the_file_says(vector: dict[str, Any]) -> None:
    stage, claims = judge(vector)
    assert stage == vector["stage"]
    assert (None if claims is None else members(claims)) == vector["claims"]


def judge(vector: dict[str, Any]) -> tuple[Stage | None, Claims | None]:
    ring = keyfile.ring_of_jwks(FROM_FILE["public"])
    kind = vector["expected_kind"]
    try:
        claims = verify(
            vector["text"],
            ring,
            datetime.fromisoformat(vector["now"]),
            expected_kind=None if kind is None else Kind(kind),
            revoked={UUID(id) for id in vector["revoked"]},
        )
    except CodeError as refused:
        return refused.stage, refused.claims
    return None, claims


def test_vectors_have_every_stage_of_a_scanned_code_and_distinct_names() -> None:
    typed_only = {Stage.character, Stage.check}
    assert {Stage(vector["stage"]) for vector in FROM_FILE["cases"] if vector["stage"]} == set(Stage) - typed_only
    names = [vector["name"] for vector in FROM_FILE["cases"]]
    assert len(set(names)) == len(names)
