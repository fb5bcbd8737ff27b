// [data-post="<guardian post>"] on the pages at the mouth: while the service is reached, keeps this phone ready to be
// without it. Sends what waits, then takes a new snapshot: every minute, after each write, and whenever asked to by the
// event "site-written". Says in words from when the phone is ready, or why it is not.
import { clockText } from "../time.js";
import { owner } from "./owner.js";
import { keepUp } from "./phone.js";
import { upload } from "./queue.js";
import { refresh } from "./snapshot.js";
import { StoreFault } from "./store.js";

const EVERY_MS = 60_000;
const AGAIN_MS = 5000;
const TICK_MS = 2000;
const WRITTEN = "site-written"; // a form was sent: what the snapshot tells may have changed
const FRESH_MS = 20_000;

async function install() {
  if (!navigator.serviceWorker || !globalThis.crypto?.subtle) return "insecure";
  await navigator.serviceWorker.register("/sw.js");
  await navigator.storage?.persist?.();
  return null;
}

async function fetched(user, postId) {
  try {
    await upload(user);
    return await refresh(user, postId);
  } catch (fault) {
    return fault instanceof StoreFault ? fault.code : "snapshot_spoiled";
  }
}

/** What a snapshot in hand is good for. */
function readiness(known) {
  if (!known?.claims) return known?.fault ?? "storage_missing";
  const { disputed, claims } = known;
  if (disputed) return "clock";
  if (!claims.lead) return "not_lead";
  return claims.entrants.length === 0 ? "nobody" : "kept";
}

export function attach(line) {
  const { post } = line.dataset;
  const { user } = owner() ?? { user: null };
  let under = false; // one at a time
  let again = false; // asked for while one was under way: that one may not tell what was written meanwhile
  let sent = 0; // forms sent from this page
  let timer = null;

  function say(told, known) {
    const outcome = told === "kept" ? readiness(known) : told;
    const words = line.getAttribute(`data-says-${outcome.replace("_", "-")}`) ?? line.dataset.saysMissing;
    line.querySelector("[data-line]").textContent = words.replace("{until}", known?.claims ? clockText(known.claims.good_until) : "");
    line.classList.toggle("offline-ready", outcome === "kept");
    const link = line.querySelector("[data-items]");
    const count = known?.items.length ?? 0;
    link.textContent = link.dataset.items.replace("{count}", count);
    link.hidden = count === 0;
  }

  async function take() {
    const before = sent;
    const outcome = await fetched(user, post);
    const known = await keepUp().catch(() => null);
    if (outcome === "kept" && sent === before) sessionStorage.removeItem(WRITTEN);
    say(outcome === "not_reached" && known?.claims ? "kept" : outcome, known);
    clearTimeout(timer);
    timer = setTimeout(renew, outcome === "not_reached" ? AGAIN_MS : EVERY_MS);
  }

  async function renew() {
    again = under;
    if (under) return;
    under = true;
    try {
      await take();
    } finally {
      under = false;
    }
    if (again) renew();
  }

  async function begin() {
    const fault = await install().catch(() => "missing");
    if (fault !== null || user === null) {
      say(fault ?? "missing");
      return;
    }
    setInterval(() => keepUp().catch(() => null), TICK_MS);
    for (const heard of [WRITTEN, "scanned"]) document.body.addEventListener(heard, renew);
    window.addEventListener("online", renew);
    const known = await keepUp().catch(() => null);
    const age = known?.claims?.post === post && !known.disputed ? known.now - Date.parse(known.claims.issued_at) : Infinity;
    if (age > FRESH_MS || known.items.length > 0 || sessionStorage.getItem(WRITTEN)) renew();
    else {
      say("kept", known);
      timer = setTimeout(renew, EVERY_MS - age);
    }
  }

  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    sent += 1;
    sessionStorage.setItem(WRITTEN, "yes");
  }, { capture: true });
  begin();
}
