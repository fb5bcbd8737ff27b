// The kept page: takes what is tapped, scanned and typed without network, and sends it once the service answers again.
import { left, show } from "../in_place.js";
import { signal } from "../signal.js";
import { hear } from "../time.js";
import { concerned, draw, drawBar } from "./board.js";
import { contact, evacuate, muster, reading } from "./deeds.js";
import { answerOffline } from "./mouth.js";
import { keepUp } from "./phone.js";
import { upload } from "./queue.js";
import { knownNow } from "./record.js";
import { refresh } from "./snapshot.js";
import { begin as beginSeries, end as endSeries, outcome, point } from "./series.js";
import { dropItems, StoreFault } from "./store.js";
import { reasonOf, row, text } from "./words.js";

const AGAIN_MS = [2000, 5000, 10000, 30000];
const TICK_MS = 2000;
const REST_MS = 600; // a second tap meant for the button before must not press what has come in its place
const PERMIT = /^\/permits\/([0-9a-f-]{36})\//;
const UNREAD = ["reading-unread", "series-unsurveyed", "series-unstirred"]; // what was typed stays to be corrected
const SERIES = "series-says";
const EVACUATE = /\/inside\/evacuate$/;

const lost = new URLSearchParams(location.search).get("lost"); // where a form went that did not arrive
const permitId = PERMIT.exec(lost ?? location.pathname)?.[1] ?? null;
const says = (name, values, kind = "says") => row(kind, { text: text(name, values) });

/** What this page knows; the time is carried on for the next one as long as anything can be kept. */
async function known() {
  try {
    return await keepUp();
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    return knownNow();
  }
}

export function attach(page) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  let reached = false;
  let evacuating = false;
  let tries = 0;
  let looks = 0;
  let signing = false; // a series was sent, which its tester must sign
  let acts = Promise.resolve(); // the act under way, or the last one
  let resting = 0; // until taps are taken again

  const say = (...said) => {
    part("series-says").replaceChildren();
    part("says").replaceChildren(...said);
  };

  /** Of several looks at once the last one is drawn: an older would put back what has changed since. */
  async function redraw() {
    const mine = (looks += 1);
    const now = await known();
    if (mine !== looks) return now;
    if (!Number.isNaN(now.now)) hear(new Date(now.now).toISOString());
    drawBar(part("bar"), now, reached);
    draw(page, now, permitId);
    if (now.evacuating && !evacuating) choose("out");
    evacuating = now.evacuating;
    if (page.ariaBusy === "true") takeTaps(false); // what was drawn just now rests too
    return now;
  }

  /** Take taps, or let the hand rest: what is not taken looks so. Evacuating is always taken. */
  function takeTaps(taken) {
    page.ariaBusy = String(!taken);
    const buttons = [...page.querySelectorAll("button:not([data-evacuate])"), ...document.querySelectorAll(".verdict [data-next]")];
    buttons.forEach((button) => (button.ariaDisabled = taken ? null : "true"));
  }

  async function carryOut(work) {
    clearTimeout(resting);
    takeTaps(false);
    try {
      await work();
      await redraw();
    } finally {
      resting = setTimeout(takeTaps, REST_MS, true);
    }
    send();
  }

  /** One act at a time. */
  function act(work) {
    if (page.ariaBusy !== "true") acts = carryOut(work);
  }

  /** After the one under way, however that ends. */
  function actNext(work) {
    acts = acts.catch(() => null).then(() => carryOut(work));
  }

  /** Say what came of a deed, `near` where the next one follows; what calls everybody out stands above all. */
  async function told(deed, near = null) {
    const { trouble, said, gases = [] } = await deed;
    const bad = gases.map((gas) => text(`gas-${gas}`)).join("、");
    const spoken = said === undefined ? [] : [says(said[0], { ...said[1], gases: bad }, bad === "" ? "says" : "forbids")];
    const all = trouble === null ? spoken : [reasonOf(trouble), ...spoken];
    const beside = near === null || gases.length > 0 || trouble !== null ? null : part(near);
    say(...(beside === null ? all : []));
    beside?.replaceChildren(...all);
    await redraw(); // what stands above may be longer or shorter now
    (beside ?? page).scrollIntoView();
    signal(gases.length > 0 ? "refuse" : "recorded");
    return said?.[0];
  }

  async function answer(form) {
    const verdict = await answerOffline(form, permitId);
    say();
    show(verdict);
    takeTaps(false); // its button comes where another was pressed
    left(verdict).then(() => document.body.dispatchEvent(new Event("scanned")));
  }

  const FORMS = [
    ["[data-scan], [data-attempt]", (form) => answer(form)],
    ["[data-reading]", (form) => told(reading(form, permitId))],
    ["[data-series-begin]", (form) => told(beginSeries(form), SERIES)],
    ["[data-series-point]", (form) => told(point(form), SERIES)],
    ["[data-muster]", (form) => told(muster(form, permitId))],
  ];

  // Before anything else hears of it: no form of this page is sent by the browser.
  document.addEventListener("submit", (event) => {
    const { target } = event;
    const [, take] = FORMS.find(([selector]) => target.matches(selector));
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = new FormData(target, event.submitter);
    act(async () => {
      if (!UNREAD.includes(await take(form))) target.reset();
    });
  }, { capture: true });

  function pass({ pass: direction, person, key }) {
    const form = new FormData();
    form.set("direction", direction);
    if (person) form.set("person_id", person);
    if (key) form.set("key", key);
    if (direction === "in") form.set("tools", part("scan").querySelector("[name=tools]").value);
    return answer(form);
  }

  function choose(way) {
    for (const button of page.querySelectorAll("[data-way]")) {
      button.setAttribute("aria-pressed", String(button.dataset.way === way));
      button.classList.toggle("btn-must", button.dataset.way === way);
      button.classList.toggle("btn-plain", button.dataset.way !== way);
    }
    part("scan").hidden = way === "rescue_in";
    part("names").hidden = way !== "in";
    part("rescuers").hidden = way !== "rescue_in";
    part("scan").querySelector("form").elements.direction.value = way;
  }

  const TAPS = {
    pass: (button) => act(() => pass(button)),
    way: ({ way }) => choose(way),
    evacuate: () => actNext(() => told(evacuate(permitId))),
    contact: ({ contact: answered }) => act(() => told(contact(permitId, answered === "yes"))),
    seriesEnd: () => act(async () => told(endSeries((await known()).user), SERIES)),
    seen: ({ seen }) => act(() => dropItems([{ seq: Number(seen) }])),
    upload: () => send(true),
  };

  page.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const tapped = Object.keys(TAPS).find((name) => name in (button?.dataset ?? {}));
    if (tapped !== undefined && button.ariaDisabled !== "true") TAPS[tapped](button.dataset);
  });

  /** Send what waits, then ask for a new snapshot; either tells whether the service is reached. */
  async function send(aloud = false) {
    const { user, claims, items } = await known();
    if (user === null) return;
    if (claims === null) await endSeries(user); // nothing to judge it by any more
    const sent = await upload(user);
    if (sent === "sent") part(SERIES).replaceChildren(); // what is said there is of what was not sent yet
    const become = outcome(items, (await known()).items);
    const fresh = ["sent", "nothing"].includes(sent) && claims !== null ? await refresh(user, claims.post) : sent;
    reached = fresh !== "not_reached";
    tries = reached ? 0 : tries;
    part("online").hidden = !reached;
    signing ||= become === "series-sent";
    part("online").href = `/permits/${claims?.permit ?? permitId}/${signing ? "gas" : "scan"}`;
    if (become !== null) {
      say(says(become));
      part("says").scrollIntoView();
    }
    if (fresh === "signed_out") say(says("signed-out"));
    else if (aloud) say(says(`upload-${sent}`));
    await redraw();
  }

  async function keepTrying() {
    await send();
    setTimeout(keepTrying, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    tries += 1;
  }

  async function begin() {
    history.scrollRestoration = "manual"; // what is drawn late must not move under the hand
    choose("in");
    if (lost !== null) {
      say(says(EVACUATE.test(lost) ? "unsent-evacuate" : "unsent"));
      if (EVACUATE.test(lost)) await evacuate(permitId);
      history.replaceState(null, "", location.pathname); // a reload must not do it again
    }
    const now = await redraw();
    if (now.user === null || now.fault !== null) say(reasonOf(now.fault ?? "nobody"));
    else if (!concerned(now, permitId)) say(says("elsewhere"));
    setInterval(async () => drawBar(part("bar"), await known(), reached), TICK_MS);
    window.addEventListener("online", () => send());
    keepTrying();
  }

  begin();
}
