// form[data-in-place="<permit id>"]: its answer fills the screen over the page, whose camera runs on, instead of a
// page of its own. What the verdict is the server says; without an answer the phone's own part is asked, but for
// data-in-place="online". An answer may also bring parts of the page anew ([data-anew], by id), with a verdict or alone.
import { start } from "./app.js";
import { signal } from "./signal.js";
import { hear } from "./time.js";

const PATIENCE_MS = 8000;
const UNREACHED = new Set([502, 504]); // a proxy's word that the service is not there

const screen = document.createElement("dialog");
screen.className = "answer-screen";
screen.setAttribute("aria-labelledby", "verdict-title");
document.body.append(screen);

/** What the server answered: its verdict, if any, and parts of the page. Null if nobody answered. A page instead of an
 * answer is gone to. */
async function ask(form, sent) {
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", headers: { "X-In-Place": "1" }, body: sent, signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (UNREACHED.has(answer.status)) return null;
    hear(answer.headers.get("X-Server-Time"));
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [verdict, parts] = [found.querySelector(".verdict"), [...found.querySelectorAll("[data-anew]")]];
    const whole = found.querySelector("main") !== null;
    if (!whole) return { verdict: verdict && document.importNode(verdict, true), parts };
  } catch {
    return null; // no network, or too slow a one
  }
  location.reload(); // signed out, or the page too old: the page itself tells
  return undefined;
}

/** What the phone may say by itself; where it has no such part, only that it cannot tell. */
async function answerAlone(form, sent) {
  try {
    if (form.dataset.inPlace === "online") throw new TypeError("only with network");
    const { answerOffline } = await import("./offline/mouth.js");
    return { verdict: await answerOffline(sent, form.dataset.inPlace), taken: true };
  } catch {
    const kept = document.querySelector("template[data-unreachable]");
    return { verdict: kept.content.cloneNode(true).querySelector(".verdict"), taken: false };
  }
}

function takeAnew(part) {
  const fresh = document.importNode(part, true);
  document.getElementById(part.id).replaceWith(fresh);
  start(fresh);
}

/** Let a verdict fill the screen, be heard and felt. */
export function show(verdict) {
  screen.replaceChildren(verdict);
  if (!screen.open) screen.showModal();
  start(verdict);
  const title = verdict.querySelector("h1");
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  screen.scrollTop = 0;
  signal(verdict.dataset.verdict);
}

/** Resolves with how the answer was left: next, back, again, or gone where an evacuation took the page's place. */
export function left(verdict) {
  return new Promise((resolve) => {
    const leave = (way) => {
      screen.removeEventListener("cancel", next);
      document.removeEventListener("htmx:afterSettle", replaced);
      screen.close();
      screen.replaceChildren();
      resolve(way);
    };
    const next = () => leave("next");
    const replaced = (event) => event.target.matches("main") && leave("gone");
    screen.addEventListener("cancel", next);
    document.addEventListener("htmx:afterSettle", replaced);
    for (const way of ["next", "back", "again"]) {
      verdict.querySelectorAll(`[data-${way}]`).forEach((button) => button.addEventListener("click", (event) => {
        event.preventDefault();
        leave(way);
      }));
    }
  });
}

export function attach(form) {
  async function send(submitter) {
    form.setAttribute("aria-busy", "true");
    const sent = new URLSearchParams(new FormData(form, submitter));
    const answer = await ask(form, sent);
    if (answer === undefined) return;
    const { verdict, taken = true, parts = [] } = answer ?? (await answerAlone(form, sent));
    form.dispatchEvent(new Event(taken ? "answered" : "unanswered"));
    parts.forEach(takeAnew);
    // What the phone keeps for want of network knows of this now, not when the answer is put away.
    if (answer !== null) document.body.dispatchEvent(new Event("site-written"));
    if (verdict === null) signal("recorded");
    else show(verdict);
    form.removeAttribute("aria-busy");
    const way = verdict === null ? "next" : await left(verdict);
    if (way === "again") form.requestSubmit(submitter);
    if (way !== "next") return;
    form.reset();
    document.body.dispatchEvent(new Event("scanned"));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send(event.submitter);
  });
}
