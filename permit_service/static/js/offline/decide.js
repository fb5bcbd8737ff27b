// What this phone may say alone: the twin of workflows/offline.py, held to tests/vectors/offline_decisions.json.
// The rule is written there; this may be as strict as it, never laxer. `claims` are those the server signed.
const BAD_BADGE = {
  broken: "code_broken",
  forged: "code_forged",
  not_a_badge: "code_wrong_kind",
  not_yet_valid: "code_not_yet_valid",
  expired: "code_expired",
};
const PROTECTION = {
  apparatus: "rescue_without_apparatus",
  lifeline: "rescue_without_lifeline",
  attendant: "rescue_without_attendant",
};
const ADMIT = { verdict: "admit", reasons: [] };
const refuse = (...reasons) => ({ verdict: "refuse", reasons });
const unknown = (doubt) => ({ verdict: "unknown", reasons: [doubt] });
const at = (text) => Date.parse(text);

/** The answer to one attempt: `{verdict, reasons}`. `claims` is null without a snapshot whose signature verified. */
export function decide(claims, tried) {
  if (tried.direction === "out") return { verdict: "recorded", reasons: [] };
  if (tried.direction === "rescue_in") return rescue(tried);
  if (tried.evacuating || claims?.evacuating) return refuse("evacuation_in_force");
  if (claims === null) return unknown("snapshot_missing");
  const doubt = doubtOf(claims, tried);
  if (doubt !== null) return unknown(doubt);
  return ofCodes(claims, tried) ?? ofPerson(claims, tried);
}

/** Whether a value is beyond a signed limit, so that this phone calls everybody out at once. */
export function beyond(claims, gas, amount, unit) {
  return claims.limits
    .filter((limit) => limit.gas === gas && limit.unit === unit)
    .some(({ low, high }) => (low !== null && Number(amount) < Number(low)) || (high !== null && Number(amount) > Number(high)));
}

function rescue(tried) {
  const lacking = Object.keys(PROTECTION).filter((piece) => !tried[piece]);
  return lacking.length > 0 ? refuse(...lacking.map((piece) => PROTECTION[piece])) : ADMIT;
}

// Compared so that a time that is none is a doubt too.
function doubtOf(claims, { device, user, clock, now, revocations }) {
  if (claims.device !== device || claims.user !== user) return "snapshot_foreign";
  if (!claims.lead) return "not_lead";
  if (clock === "disputed" || !(at(now) >= at(claims.issued_at))) return "clock_disputed";
  if (!(at(now) < at(claims.good_until))) return "snapshot_stale";
  if (revocations === null || !(at(revocations.as_of) >= at(claims.issued_at))) return "revocations_stale";
  return null;
}

function ofCodes(claims, { badge, revocations }) {
  if (revocations.permits.includes(claims.permit)) return refuse("code_revoked");
  if (badge === null) return null;
  if (badge.state === "unknown_key") return unknown("key_unknown");
  if (badge.state !== "valid") return refuse(BAD_BADGE[badge.state]);
  return revocations.badges.includes(badge.id) ? refuse("code_revoked") : null;
}

/** The one of these people whom an attempt is about: the badge tells it, a chosen name only where none was scanned. */
export function whom(people, { badge, person }) {
  return people.find((one) => (badge === null ? one.person === person : one.badges.includes(badge.id))) ?? null;
}

function ofPerson(claims, tried) {
  const held = whom(claims.refused, tried);
  if (held !== null) return { verdict: held.verdict, reasons: held.codes.length > 0 ? held.codes : ["undecided"] };
  const entrant = whom(claims.entrants, tried);
  if (entrant === null) return refuse("not_on_permit");
  if (tried.inside.includes(entrant.person)) return refuse("already_inside");
  return ofPresence(claims, tried) ?? ofLapse(entrant, tried);
}

function ofPresence(claims, { inside, emptied_at, work_clock_from, now }) {
  if (inside.includes(null)) return unknown("unnamed_inside");
  if (inside.length === 0 && emptied_at !== null && interrupted(claims, at(emptied_at), at(now))) return refuse("resume_untested");
  const late = work_clock_from !== null && at(now) > at(work_clock_from) + claims.reading_every_s * 1000;
  return inside.length > 0 && late ? refuse("gas_value_late") : null;
}

function interrupted({ interruption_s }, emptied, now) {
  return interruption_s === 0 || now - emptied > interruption_s * 1000;
}

function ofLapse({ good_until }, { now }) {
  return good_until !== null && !(at(now) < at(good_until)) ? unknown("entrant_lapsed") : ADMIT;
}
