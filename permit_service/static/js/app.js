// Starts the features that a page asks for by data attributes, at load and after each htmx swap.
// Every page works without this file; nothing here decides anything about a permit.
import { hear } from "./time.js";

const FEATURES = {
  "[data-countdown]": () => import("./countdown.js"),
  "[data-good-until]": () => import("./verdict.js"),
  "[data-flash]": () => import("./flash.js"),
  "form[data-once]": () => import("./once.js"),
  "form[data-autosave-url]": () => import("./dirty.js"),
  "[data-signature]": () => import("./signature.js"),
  "form[data-in-place]": () => import("./in_place.js"),
  "form[data-scan]": () => import("./scan.js"),
  "[data-menu]": () => import("./menu.js"),
  "[data-place]": () => import("./place.js"),
  "[data-keypad]": () => import("./keypad.js"),
  "[data-counter]": () => import("./counter.js"),
  "[data-owner]": () => import("./offline/owner.js"),
  "[data-sign-out]": () => import("./offline/leave.js"),
  "[data-post]": () => import("./offline/keeper.js"),
  "[data-offline-page]": () => import("./offline/page.js"),
  "form[data-scan], [data-offline-page], [data-alarm]": () => import("./awake.js"),
  "[data-pulse], [data-alarm]": () => import("./alarm.js"),
};
const started = new WeakMap();

function matching(root, selector) {
  const inside = [...root.querySelectorAll(selector)];
  return root instanceof Element && root.matches(selector) ? [root, ...inside] : inside;
}

// Whoever has begun to type keeps the cursor.
function focusWhatIsWrong(root) {
  if (!document.activeElement?.matches("input, select, textarea")) root.querySelector("[data-focus]")?.focus();
}

/** Start what stands in `root`. Each feature comes by itself: one that is slow or lost holds up no other. */
export function start(root) {
  focusWhatIsWrong(root);
  for (const [selector, load] of Object.entries(FEATURES)) {
    const fresh = matching(root, selector).filter((element) => !started.get(element)?.has(selector));
    if (fresh.length === 0) continue;
    for (const element of fresh) started.set(element, (started.get(element) ?? new Set()).add(selector));
    load().then(({ attach }) => fresh.forEach((element) => attach(element)));
  }
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:afterRequest", (event) => hear(event.detail.xhr.getResponseHeader("X-Server-Time")));
document.addEventListener("htmx:afterSettle", (event) => start(event.target));

start(document);
