// One attempt at the mouth without network: the badge is read, the phone decides, and the attempt is kept before its
// answer is shown. What could not be kept is never green.
import { CodeError, verify } from "./codes.js";
import { decide, whom } from "./decide.js";
import { alone, kept, knownNow, stamped } from "./record.js";

const STATES = { "S|KID": "unknown_key", "S|SIG": "forged", "S|CAN": "forged", "R|KND": "not_a_badge", "R|NBF": "not_yet_valid", "R|EXP": "expired" };
const SHORT_CODE = /^[0-9A-Z-]{4,24}$/i;

async function badgeOf(text, known) {
  if (!text) return null;
  try {
    const { id } = await verify(text, known.snapshot?.keys ?? [], known.now, { kind: "badge" });
    return { state: "valid", id };
  } catch (refused) {
    if (!(refused instanceof CodeError)) throw refused;
    return { state: STATES[refused.stage] ?? "broken", id: null };
  }
}

/** Numbers typed by hand stand for nothing without the register: the phone cannot tell whose they are. */
const isNumber = (text) => SHORT_CODE.test(text ?? "");

async function judged(asked, known) {
  if (asked.direction === "in" && known.fault !== null) return { verdict: "unknown", reasons: [known.fault] };
  if (asked.direction === "in" && isNumber(asked.badge)) return { verdict: "unknown", reasons: ["typed"], badge: null };
  const badge = globalThis.crypto?.subtle ? await badgeOf(asked.badge, known) : null;
  const { user, device, snapshot, evacuating, emptied_at, work_clock_from } = known;
  const tried = {
    direction: asked.direction, user, device, badge, person: asked.person_id ?? null,
    now: Number.isNaN(known.now) ? null : new Date(known.now).toISOString(),
    clock: known.disputed ? "disputed" : "ok",
    revocations: snapshot?.revocations ?? null,
    inside: known.inside.map((one) => one.person), evacuating, emptied_at, work_clock_from,
    apparatus: asked.apparatus, lifeline: asked.lifeline, attendant: asked.attendant,
  };
  return { ...decide(known.claims, tried), badge };
}

/** Who it is about, as far as the phone knows: a person of the crew, or somebody inside. */
function person(asked, badge, { claims, inside }) {
  const leaving = inside.find((one) => one.key === asked.key);
  if (leaving !== undefined) return { person: leaving.person, name: leaving.name };
  if (claims === null || (badge === null && asked.person_id === undefined)) return null;
  const found = whom([...claims.entrants, ...claims.refused], { badge, person: asked.person_id });
  return found && { person: found.person, name: found.name, messages: found.messages ?? [] };
}

const leaver = (asked, who, inside) => inside.find((one) => one.key === asked.key || (who !== null && one.person !== null && one.person === who.person));

/**
 * Decide and keep one attempt. `asked`: direction, nonce, and badge (text), person_id, or key of somebody inside.
 * Gives `{verdict, reasons, who, trouble, known}`; `trouble` tells why it could not be kept: nobody goes in on that.
 */
export function attempt(asked, permitId) {
  return alone(async () => {
    const known = await knownNow();
    const { badge = null, ...decision } = await judged(asked, known);
    const who = person(asked, badge, known);
    const trouble = await keepScan(asked, who, known.claims?.permit ?? permitId, decision.verdict, known);
    if (trouble !== null && asked.direction === "in") return { verdict: "unknown", reasons: [trouble], who, trouble: null, known };
    return { ...decision, who, trouble, known: await knownNow() };
  });
}

// Without a snapshot nobody was let in, so there is nothing to judge afterwards.
async function keepScan(asked, who, permit, verdict, known) {
  if (asked.direction === "in" && known.claims === null) return null;
  return permit ? kept(itemOf(asked, who, permit, verdict, known)) : "nobody";
}

function itemOf(asked, who, permit, verdict, known) {
  const { nonce, key: _, ...body } = asked;
  const leaving = asked.direction === "out" ? leaver(asked, who, known.inside) : undefined;
  if (leaving?.entry) body.entry_id = leaving.entry;
  else if (leaving?.person) body.person_id = leaving.person;
  body.tools ??= leaving?.tools ?? 0; // who comes out is taken to bring everything along
  return {
    ...stamped(known, verdict),
    nonce, kind: "scan", path: "/scans", body: { ...body, permit_id: permit }, person: who, key: leaving?.key ?? null,
  };
}
