// The answer to a scan that could not reach the server, drawn from what this phone keeps.
import { newNonce } from "../once.js";
import { clockText, hear, ofToday, serverNow } from "../time.js";
import { attempt } from "./attempt.js";
import { whom } from "./decide.js";
import { fill, nameOf, ready, reasonOf, row, text, verdictOf } from "./words.js";

const whole = (value) => (/^\d{1,3}$/.test(value ?? "") ? Number(value) : undefined);

/** What a scan form asks, as the API takes it; what is left empty is left out. */
function askedBy(form) {
  const told = (name) => form.get(name)?.trim() || undefined;
  const ticked = (name) => told(name) === "yes";
  const direction = told("direction");
  const asked = {
    direction,
    nonce: told("nonce") ?? newNonce(),
    badge: told("badge") ?? told("code"), person_id: told("person_id"), entry_id: told("entry_id"), key: told("key") ?? told("entry_id"),
    label: told("label"), tools: whole(told("tools")),
  };
  if (direction !== "rescue_in") return asked;
  return {
    ...asked,
    apparatus: ticked("apparatus"), lifeline: ticked("lifeline"), attendant: ticked("attendant"),
    head_count: whole(told("head_count")) || 1, reported: ticked("reported"),
  };
}

function goodUntil({ claims }, who) {
  const entrant = whom(claims.entrants, { badge: null, person: who.person });
  const ends = [claims.good_until, entrant.good_until].filter(Boolean);
  return ends.reduce((first, one) => (Date.parse(one) < Date.parse(first) ? one : first));
}

function reasons({ verdict, reasons: codes, who, trouble }) {
  const then = who?.messages ?? [];
  const own = [...codes, trouble].filter((code) => code !== null).map(reasonOf).filter((found) => found !== null);
  const told = then.length > 0 ? then.map((said) => row("reason", { text: ofToday(said) })) : own;
  if (verdict === "refuse") return told;
  for (const drawn of told.flatMap((one) => [...one.querySelectorAll(".shape")])) {
    drawn.setAttribute("class", "shape shape-warn");
    drawn.querySelector("use").setAttribute("href", "#s-warn");
  }
  return told;
}

/** How many are inside; by name where they must come out. */
function within({ inside, evacuating }) {
  const told = { count: inside.length, names: inside.map(nameOf).join("、") };
  return text(evacuating && inside.length > 0 ? "people-named" : "people", told);
}

function drawn(answer) {
  const { verdict, who, known } = answer;
  const element = verdictOf(verdict);
  const until = verdict === "admit" && who && known.claims ? goodUntil(known, who) : null;
  fill(element, {
    name: who?.name ?? "",
    role: answer.head_count === undefined ? "" : text("rescuers", { count: answer.head_count }),
    space: known.claims?.space_name ?? "",
    until: until === null ? "" : clockText(until),
    inside: within(known),
    tools: text("pieces", { count: answer.tools ?? 0 }),
    reasons: reasons(answer),
  });
  if (until === null) return element;
  element.dataset.goodUntil = until;
  element.dataset.staleTitle = text("stale-title");
  if (Number.isNaN(serverNow())) hear(new Date(known.now).toISOString());
  return element;
}

// A page that slept cannot tell how long: a green answer leaves the screen with its first waking.
document.addEventListener("visibilitychange", () => document.dispatchEvent(new Event("server-time-lost")));

/** The verdict of what a scan form sent, as an element that fills the screen; kept for the server before it is shown. */
export async function answerOffline(sent, permitId) {
  await ready();
  const asked = askedBy(sent);
  return drawn({ ...(await attempt(asked, permitId)), tools: asked.tools, head_count: asked.head_count });
}
