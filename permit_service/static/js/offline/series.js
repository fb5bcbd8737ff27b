// A gas series read without network: begun, kept point by point as each is read, and sent as one when it is ended. It
// lets nobody in: the server judges it, and its tester signs it there.
import { newNonce } from "../once.js";
import { evacuate } from "./deeds.js";
import { alone, kept, keptAgain, knownNow, stamped } from "./record.js";
import { dropItems, itemsOf, putItem } from "./store.js";
import { isBad, isTyped, valueOf } from "./typed.js";
import { text } from "./words.js";

const OPEN = "open";

/** The series being read on this phone, null where there is none. */
export const running = ({ items }) => items.find(({ kind, state }) => kind === "series" && state === OPEN) ?? null;

/** What became of the series that waited before: `series-sent`, if not each point of it, `series-turned`, or null. */
export function outcome(before, after) {
  const waited = before.filter(({ kind, state }) => kind === "series" && state === "waiting").map(({ seq }) => seq);
  const told = after.filter(({ seq }) => waited.includes(seq));
  if (told.some(({ state, recorded }) => state === "done" || recorded === true)) return "series-sent";
  return told.some(({ state }) => state === "refused") ? "series-turned" : null;
}

/** How testers call a point: 中 1.5 m. */
function placeOf({ leg, distance, level }, legs) {
  const told = text(`place-${level ?? "along"}`, { distance });
  return legs > 1 ? text("place-on-leg", { leg: leg + 1, told }) : told;
}

function begun(form, known) {
  const { series, permit } = known.claims;
  const detector = series.detectors.find(({ id }) => id === form.get("detector_id"));
  const tester = series.testers.find(({ id }) => id === form.get("tester"));
  const asked = { detector_id: detector.id, survey_done: form.has("survey_done"), points: [] };
  asked[tester.lab ? "lab_tester_id" : "tester_id"] = tester.id;
  if (series.sludge) asked.stirred = form.has("stirred");
  return {
    ...stamped(known, null),
    nonce: newNonce(), kind: "series", state: OPEN, path: `/permits/${permit}/late-gas-series`, body: asked, person: null, key: null,
    plan: series.points.map((point) => ({ ...point, place: placeOf(point, series.legs) })), channels: detector.channels,
  };
}

/** Begin a series by the signed drawing of the space; one at a time. */
export function begin(form) {
  return alone(async () => {
    const known = await knownNow();
    if (running(known) !== null) return { trouble: null };
    if (known.claims === null) return { trouble: "snapshot_missing" };
    if (known.disputed) return { trouble: "clock_disputed" };
    if (!form.has("survey_done")) return { trouble: null, said: ["series-unsurveyed"] };
    if (known.claims.series.sludge && !form.has("stirred")) return { trouble: null, said: ["series-unstirred"] };
    return { trouble: await kept(begun(form, known)), said: ["series-begun"] };
  });
}

function valuesOf(form, channels) {
  const typed = channels.map(({ gas, unit }) => ({ gas, unit, told: form.get(`series-${gas}`)?.trim() ?? "" }));
  return typed.every(({ told }) => isTyped(told)) ? typed.map(({ gas, unit, told }) => valueOf(gas, told, unit)) : null;
}

function withPoint(item, values, known) {
  const { leg, distance } = item.plan[item.body.points.length];
  const { snapshot, device_time } = stamped(known, null);
  const points = [...item.body.points, { leg, distance, values, snapshot, device_time }];
  return { ...item, body: { ...item.body, points }, state: points.length === item.plan.length ? "waiting" : OPEN };
}

/** Keep one point. A bad value shuts entry and calls everybody out, unless nobody is in and nobody may go in anyway. */
export function point(form) {
  return alone(async () => {
    const known = await knownNow();
    const item = running(known);
    if (item === null || Number(form.get("number")) !== item.body.points.length) return { trouble: null }; // kept already
    if (known.claims === null) return { ...(await end(known.user)), trouble: "snapshot_missing" };
    const values = valuesOf(form, item.channels);
    if (values === null) return { trouble: null, said: ["reading-unread"] };
    const after = withPoint(item, values, known);
    const trouble = await keptAgain(after);
    const gases = values.filter((value) => isBad(known.claims, value)).map(({ gas }) => gas);
    if (gases.length === 0) return { trouble, said: [after.state === OPEN ? "point-kept" : "series-kept"] };
    if (known.inside.length + known.claims.entrants.length === 0) return { trouble, said: ["point-beyond"], gases };
    const out = await evacuate(known.claims.permit, "bad_gas");
    return { trouble: trouble ?? out.trouble, said: ["reading-beyond"], gases };
  });
}

/** What was read of a series that is not read on is sent as it stands; one without a point never was. */
export async function end(user) {
  for (const item of (await itemsOf(user)).filter((one) => one.kind === "series" && one.state === OPEN)) {
    await (item.body.points.length === 0 ? dropItems([item]) : putItem({ ...item, state: "waiting" }));
  }
  return { trouble: null, said: ["series-kept"] };
}
