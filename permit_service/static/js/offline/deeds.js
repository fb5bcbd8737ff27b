// What else is done at the mouth without network: evacuating, calling those inside, a gas value, a count. Each is kept for
// the server and answered with the names of what to say.
import { newNonce } from "../once.js";
import { kept, knownNow, stamped } from "./record.js";
import { isBad, isTyped, valueOf } from "./typed.js";

async function keep(known, permitId, kind, noun, body, more = {}) {
  const permit = known.claims?.permit ?? permitId;
  if (!permit) return "nobody";
  return kept({ ...stamped(known, null), nonce: newNonce(), kind, path: `/permits/${permit}/${noun}`, body, person: null, key: null, ...more });
}

/** Everybody out, at once, on this phone; the server hears of it when it is reached. */
export async function evacuate(permitId, cause = "ordered") {
  const known = await knownNow();
  if (known.evacuating) return { trouble: null };
  return { trouble: await keep(known, permitId, "evacuation", "evacuations", { cause }) };
}

export async function contact(permitId, answered) {
  const trouble = await keep(await knownNow(), permitId, "contact", "contact-checks", { answered });
  return { trouble, said: ["contact-" + (answered ? "yes" : "no")] };
}

export async function muster(form, permitId) {
  const known = await knownNow();
  const counted = Number(form.get("counted"));
  const allOut = form.get("all_out") === "yes";
  const registered = known.inside.length;
  const trouble = await keep(known, permitId, "muster", "musters", { counted, all_out: allOut });
  if (counted !== registered) return { trouble, said: ["muster-differs", { counted, registered }] };
  return { trouble, said: [allOut ? "muster-out" : "muster-same"] };
}

const read = (form, gas) => form.get(gas)?.trim() ?? "";

/** A value beyond a signed limit, or over the detector's range, evacuates here and now. */
export async function reading(form, permitId) {
  const known = await knownNow();
  const typed = (known.claims?.gases ?? []).filter((gas) => read(form, gas) !== "");
  const wrong = typed.some((gas) => !isTyped(read(form, gas)));
  if (typed.length === 0 || wrong) return { trouble: null, said: ["reading-unread"] };
  const values = typed.map((gas) => valueOf(gas, read(form, gas), form.get(`unit-${gas}`)));
  const zone = read(form, "zone");
  const whole = values.length === known.claims.gases.length && values.every(({ saturated }) => !saturated);
  const trouble = await keep(known, permitId, "reading", "readings", { values, zone }, { whole });
  const bad = values.filter((value) => isBad(known.claims, value));
  if (bad.length === 0) return { trouble, said: ["reading-kept"] };
  const out = await evacuate(permitId, "bad_gas");
  return { trouble: trouble ?? out.trouble, said: ["reading-beyond"], gases: bad.map(({ gas }) => gas) };
}
