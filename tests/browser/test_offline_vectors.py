"""What the phone's modules make of the vectors that the server's own code is held to."""

import json
from pathlib import Path
from typing import Any

from browser.conftest import Served
from playwright.sync_api import Page

VECTORS = Path(__file__).parents[1] / "vectors"

READ_CODES = """async ({ keys, cases }) => {
  const { verify, CodeError } = await import("/static/js/offline/codes.js");
  return Promise.all(cases.map(async ({ text, now, expected_kind, revoked }) => {
    try {
      return { stage: null, claims: await verify(text, keys, Date.parse(now), { kind: expected_kind, revoked }) };
    } catch (refused) {
      if (!(refused instanceof CodeError)) throw refused;
      return { stage: refused.stage, claims: refused.claims };
    }
  }));
}"""

DECIDE = """async ({ claims, attempt, cases, values }) => {
  const { decide, beyond } = await import("/static/js/offline/decide.js");
  const changed = (changes) => (changes === null ? null : { ...claims, ...changes });
  const answer = (changes, tried) => decide(changed(changes), { ...attempt, ...tried });
  return {
    cases: cases.map((one) => answer(one.claims, one.attempt)),
    values: values.map(({ gas, amount, unit }) => beyond(claims, gas, amount, unit)),
  };
}"""


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def test_the_phone_reads_codes_as_the_server_does(page: Page, gallery: Served) -> None:
    told = vectors("qr_tokens")
    page.goto(gallery.url)

    read = page.evaluate(READ_CODES, {"keys": told["public"]["keys"], "cases": told["cases"]})

    wrong = [difference(case, found) for case, found in zip(told["cases"], read, strict=True)]
    assert [one for one in wrong if one] == []


def difference(case: dict[str, Any], read: dict[str, Any]) -> str:
    claims = case["claims"] and {name: value for name, value in case["claims"].items() if name != "body"}
    same = (read["stage"], read["claims"]) == (case["stage"], claims)
    return "" if same else f"{case['name']}: {read}"


def test_the_phone_decides_as_the_server_would(page: Page, gallery: Served) -> None:
    told = vectors("offline_decisions")
    page.goto(gallery.url)

    decided = page.evaluate(DECIDE, told)

    named = [(case["name"], {"verdict": case["verdict"], "reasons": case["codes"]}) for case in told["cases"]]
    assert [(case["name"], found) for case, found in zip(told["cases"], decided["cases"], strict=True)] == named
    assert [value["beyond"] for value in told["values"]] == decided["values"]
