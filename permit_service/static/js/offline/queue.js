// Sends what was recorded without network, in order, each once: the nonce makes a repeat harmless.
import { newNonce } from "../once.js";
import { call, NotReached, post, session } from "./api.js";
import { itemsOf, putItem } from "./store.js";

const answerOf = ({ body }) => ({
  verdict: body.verdict ?? null,
  disputed: body.disputed ?? false,
  messages: (body.refusals ?? []).map(({ message }) => message),
  doubts: body.doubts ?? [],
});
// Only admissions can be judged otherwise: that somebody came out, or is rescuing, is a fact.
const differs = ({ verdict: shown, body }, { verdict, disputed }) =>
  disputed || (body.direction === "in" && shown === "admit" && verdict !== "admit");

/** What the service has against it: as a whole, of a field, of points of a series, which are told by their places. */
function complaints({ plan = [] }, { title, detail, refusals = [], errors = [], refused = [] }) {
  const of = (position, message) => [plan[position]?.place, message].filter(Boolean).join(" ");
  return [
    title, detail,
    ...refusals.map(({ message }) => message),
    ...errors.map(({ field, message }) => of(/^points\.(\d+)\./.exec(field)?.[1], message)),
    ...refused.flatMap(({ position, errors: found }) => found.map(({ message }) => of(position, message))),
  ].filter(Boolean);
}

/**
 * What becomes of an item by the server's answer: done; or what a person must see: disputed, refused (the server keeps
 * what was measured, but not as a test), or a problem, of which this phone keeps the only copy.
 */
export function settled(item, answer) {
  if (!answer.ok) return { ...item, state: "problem", told: complaints(item, answer.body) };
  const { accepted = true, refused = [] } = answer.body;
  if (!accepted || refused.length > 0) return { ...item, state: "refused", recorded: accepted, told: complaints(item, answer.body) };
  const judged = answerOf(answer);
  return { ...item, state: differs(item, judged) ? "disputed" : "done", answer: judged };
}

function sent({ kind, body, device, nonce, device_time, snapshot, verdict }) {
  const by = snapshot === null ? {} : { snapshot: kind === "scan" ? { ...snapshot, verdict } : snapshot };
  return { ...body, device, nonce, device_time, ...by };
}

/** Whether a form that got no answer had arrived after all, and done what the phone then let happen. */
async function arrived({ body, person, verdict }) {
  if (body.direction === "rescue_in") return true; // once counted, never again
  const { body: now } = await call(`/permits/${body.permit_id}/presence`);
  const within = now.inside.some((one) => one.person !== null && one.person.id === person?.person);
  return body.direction === "out" ? !within : within || verdict !== "admit";
}

// The number of a lost form is kept, so that what had arrived is not done twice; what had not is sent under a new one.
async function send(item, signedIn) {
  const answer = await post(item.path, sent(item), signedIn);
  if (answer.body.code !== "nonce_reused") return [item, answer];
  if (await arrived(item)) return [item, { ok: true, status: 200, body: { verdict: item.verdict } }];
  const anew = { ...item, nonce: newNonce() };
  await putItem(anew);
  return [anew, await post(anew.path, sent(anew), signedIn)];
}

async function sendAll(user) {
  const waiting = (await itemsOf(user)).filter(({ state }) => state === "waiting");
  if (waiting.length === 0) return "nothing";
  const signedIn = await session();
  if (signedIn?.user !== user) return "signed_out";
  for (const waits of waiting) {
    const [item, answer] = await send(waits, signedIn);
    // Somebody else may have signed in between: what was refused to them was not refused to this account.
    if (answer.body.code === "csrf" || (!answer.ok && (await session())?.user !== user)) return "signed_out";
    await putItem(settled(item, answer));
  }
  return "sent";
}

/** Send what waits: `sent`, `nothing`, `signed_out` (its account must sign in), or `not_reached` (later again). */
export async function upload(user) {
  try {
    // One page at a time; another that sends already sends this page's items too.
    return await (navigator.locks ? navigator.locks.request("upload", () => sendAll(user)) : sendAll(user));
  } catch (fault) {
    if (!(fault instanceof NotReached)) throw fault;
    return "not_reached";
  }
}
