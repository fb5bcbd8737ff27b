// Draws the kept page from what the phone knows: who is inside, who may be let in, what waits to be sent.
import { start } from "../app.js";
import { clockText, ofToday } from "../time.js";
import { due } from "./due.js";
import { drawSeries, readings } from "./series_board.js";
import { fill, nameOf, reasonOf, row, text } from "./words.js";

const TO_BE_SEEN = ["problem", "refused", "disputed"];
const MEASURED = ["series", "reading"];
const WAITING = ["open", "waiting", ...TO_BE_SEEN];
const OTHERS = "not_on_permit"; // of the crew, but nobody who goes in: a badge still tells why not

function person(name, told, since, label, asked) {
  const drawn = row("person", { name, told, since });
  const button = drawn.querySelector("button");
  button.textContent = label;
  Object.assign(button.dataset, asked);
  return drawn;
}

const stay = (one) =>
  person(nameOf(one), one.tools ? text("pieces", { count: one.tools }) : "", text("since", { time: clockText(one.in_at) }),
    text("go-out", { name: nameOf(one) }), { pass: "out", key: one.key });

function waiting({ claims, inside }) {
  const held = claims.refused.filter(({ codes }) => !codes.includes(OTHERS));
  const people = [...claims.entrants, ...held].filter((one) => !inside.some(({ person: within }) => within === one.person));
  return people.map((one) => person(one.name, ofToday(one.messages?.[0] ?? "") || text("may-enter"), "", text("go-in", one), { pass: "in", person: one.person }));
}

function phone({ name, phone: number }) {
  const drawn = row("phone");
  drawn.href = `tel:${number}`;
  drawn.textContent = `${name} ${number}`;
  return drawn;
}

function element(tag, said) {
  return Object.assign(document.createElement(tag), { textContent: said });
}

function judged(item) {
  const read = MEASURED.includes(item.kind) ? readings(item).join("；") : "";
  const complaints = [...(item.told ?? []).map(ofToday), read].join(" ");
  if (item.state === "refused") return text(item.recorded ? "points-refused" : "all-refused", { why: complaints });
  if (item.state === "problem") return complaints;
  if (read !== "") return read;
  if (item.state !== "disputed") return item.kind === "scan" && item.verdict !== "recorded" ? text(item.verdict) : "";
  const { verdict, messages, doubts } = item.answer;
  const why = [...messages.map(ofToday), ...doubts.map((doubt) => reasonOf(doubt).querySelector(".refusal-message").textContent)].join("");
  return text("judged", { phone: text(item.verdict), server: text(verdict), why });
}

function entry(item) {
  const what = text(`item-${item.kind === "scan" ? item.body.direction : item.kind}`, { name: item.person?.name ?? "" });
  const drawn = row("item", { what: `${clockText(item.at)} ${what}`, told: judged(item) });
  drawn.querySelector(`[data-state="${item.state}"]`).hidden = false;
  drawn.querySelector('[data-part="seen"]').hidden = !TO_BE_SEEN.includes(item.state);
  drawn.querySelector("button").dataset.seen = item.seq;
  return drawn;
}

function counts(items) {
  const found = WAITING.map((state) => [state, items.filter((one) => one.state === state).length]).filter(([, count]) => count > 0);
  return found.map(([state, count]) => text(`count-${state}`, { count })).join("，") || text("count-none");
}

/** The bar: how old the snapshot is, and what waits. */
export function drawBar(bar, { claims, now, items }, reached) {
  const minutes = claims === null ? 0 : Math.max(Math.floor((now - Date.parse(claims.issued_at)) / 60000), 0);
  const age = claims && text("age", { issued: clockText(claims.issued_at), minutes, until: clockText(claims.good_until) });
  fill(bar, {
    network: text(reached ? "back" : "lost"),
    age: claims === null ? text("age-none") : age,
    counts: counts(items),
  });
}

const UNITS = { o2: ["vol"] };
const USUAL_UNITS = ["lel", "ppm", "mg_m3"];

function units(gas, limits) {
  const signed = limits.filter((limit) => limit.gas === gas).map(({ unit }) => unit);
  return (UNITS[gas] ?? USUAL_UNITS).filter((unit) => signed.includes(unit));
}

function channel(gas, limits) {
  const choice = element("select", "");
  choice.className = "form-select";
  choice.name = `unit-${gas}`;
  choice.append(...units(gas, limits).map((unit) => new Option(text(`unit-${unit}`), unit)));
  const drawn = row("channel", { gas: text(`gas-${gas}`), unit: choice });
  const input = drawn.querySelector("input");
  Object.assign(input, { id: `f-${gas}`, name: gas });
  drawn.querySelector("label").htmlFor = input.id;
  choice.setAttribute("aria-label", text("unit", { gas: text(`gas-${gas}`) }));
  return drawn;
}

function drawChannels(slot, { gases, limits }) {
  if (slot.childElementCount > 0) return; // somebody may be typing
  const judged = gases.filter((gas) => units(gas, limits).length > 0);
  slot.replaceChildren(...judged.map((gas) => channel(gas, limits)));
}

function countdown(name, until) {
  const drawn = row(`due-${name}`, { time: clockText(until) });
  drawn.dataset.countdown = until;
  return drawn;
}

function drawDue(work, known) {
  for (const [name, until] of Object.entries(due(known))) {
    const slot = work.querySelector(`[data-slot="due-${name}"]`);
    if (slot.firstElementChild?.dataset.countdown === (until ?? undefined)) continue; // it ticks on
    slot.replaceChildren(...(until === null ? [] : [countdown(name, until)]));
    start(slot);
  }
}

/** Whether there is anything to be done here without network: work of this phone's, or a permit that it stood at. */
export const concerned = ({ user, claims, items }, permitId) => user !== null && (claims !== null || permitId !== null || items.length > 0);

/** Everything else. `page` is the kept page's element. */
export function draw(page, known, permitId) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  const { claims, inside, items, evacuating } = known;
  part("work").hidden = !concerned(known, permitId);
  part("evacuating").hidden = part("rescue").hidden = !evacuating;
  part("evacuate").hidden = evacuating;
  part("nobody-inside").hidden = inside.length > 0;
  part("queue").hidden = items.length === 0;
  fill(part("work"), { inside: inside.map(stay), items: items.map(entry) });
  drawDue(part("work"), known);
  if (claims === null) return;
  drawSeries(part("series"), known);
  drawChannels(page.querySelector('[data-slot="channels"]'), claims);
  fill(part("work"), {
    space: claims.space_name, permit: claims.permit_number, names: waiting(known),
    steps: claims.rescue.steps.map((step) => element("li", step)), phones: claims.rescue.phones.map(phone),
    gear: claims.rescue.gear.map((one) => text("gear", one)).join(""),
  });
}
