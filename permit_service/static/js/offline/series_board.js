// Draws the gas series on the kept page: what is asked to begin one, or the point to be read next.
import { start } from "../app.js";
import { running } from "./series.js";
import { isBad, isTyped, valueOf } from "./typed.js";
import { fill, row, text } from "./words.js";

const TYPING_MS = 400;

const shownOf = ({ amount, unit, saturated }) => (saturated ? "OL" : `${amount} ${text(`unit-${unit}`)}`);

/** Values as they were read: O2 20.9 %VOL，H2S 0 ppm. */
const valuesTold = (values) => values.map((value) => `${text(`gas-${value.gas}`)} ${shownOf(value)}`).join("，");

/** A point as it was read: 中 1.5 m：O2 20.9 %VOL，H2S 0 ppm. */
const told = ({ plan, body }, number) => text("point-told", { place: plan[number].place, values: valuesTold(body.points[number].values) });

/** All that was read. */
export const readings = (item) =>
  item.kind === "reading" ? [valuesTold(item.body.values)] : item.body.points.map((_, number) => told(item, number));

/** A bound with as many figures as its channel is typed with: of values typed so, none lies between the two. */
const inFigures = (bound, round, fine) => bound && String(round(Number(bound) * 10 ** fine) / 10 ** fine);

function limitOf({ limits }, { gas, unit, fine }) {
  const limit = limits.find((one) => one.gas === gas && one.unit === unit);
  if (limit === undefined) return text("limit-none");
  const [low, high] = [inFigures(limit.low, Math.ceil, fine), inFigures(limit.high, Math.floor, fine)];
  const kind = low === null ? "high" : high === null ? "low" : "between";
  return text(`limit-${kind}`, { low, high });
}

function channel(claims, { gas, unit, whole, fine }) {
  const drawn = row("series-channel", { gas: text(`gas-${gas}`), unit: text(`unit-${unit}`), limit: limitOf(claims, { gas, unit, fine }) });
  const input = drawn.querySelector("input");
  Object.assign(input, { id: `f-series-${gas}`, name: `series-${gas}` });
  Object.assign(input.dataset, { whole, fine, gas, unit });
  drawn.querySelector("label").htmlFor = input.id;
  drawn.querySelector(".gas-says").id = `${input.id}-hint`;
  input.setAttribute("aria-describedby", `${input.id}-hint`);
  return drawn;
}

/** What the signed limits say of a value while it is typed: only that it is beyond them, never that it is good. */
function says(claims, { value, dataset: { gas, unit } }) {
  const typed = value.trim();
  const bad = isTyped(typed) && isBad(claims, valueOf(gas, typed, unit));
  return bad ? [row("value-beyond")] : [];
}

function watch(form, claims) {
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const input of form.querySelectorAll(".gas-number")) input.closest(".gas-entry").querySelector(".gas-word").replaceChildren(...says(claims, input));
    }, TYPING_MS);
  });
}

function stateOf(number, { body: { points } }, claims) {
  if (number >= points.length) return number === points.length ? "next" : "open";
  return points[number].values.some((value) => isBad(claims, value)) ? "beyond" : "read";
}

function place({ place: where }, number, item, claims) {
  const drawn = row("series-place", { where: number < item.body.points.length ? told(item, number) : where });
  drawn.querySelector(`[data-state="${stateOf(number, item, claims)}"]`).hidden = false;
  return drawn;
}

function pointForm(item, claims) {
  const number = item.body.points.length;
  const form = row("series-point", {
    "series-next": item.plan[number].place,
    "series-channels": item.channels.map((one) => channel(claims, one)),
  });
  form.querySelector('[name="number"]').value = number;
  form.querySelector("[data-series-end]").hidden = number === 0;
  watch(form, claims);
  return form;
}

function beginForm({ series }) {
  const form = row("series-begin");
  const options = (list) => list.map(({ id, name }) => new Option(name, id));
  form.querySelector('[name="detector_id"]').append(...options(series.detectors));
  form.querySelector('[name="tester"]').append(...options(series.testers));
  if (!series.sludge) form.querySelector('[name="stirred"]').closest(".field").remove();
  return form;
}

function refused({ series }) {
  const lacks = ["points", "testers", "detectors"].find((part) => series[part].length === 0);
  const why = lacks === undefined && series.against.length > 0 ? series.against : [text(`series-no-${lacks ?? "judgement"}`)];
  return row("series-refused", { why: why.join("") });
}

function head(item, claims) {
  const drawn = row("series-head");
  drawn.querySelector("ol").append(...item.plan.map((one, at) => place(one, at, item, claims)));
  return drawn;
}

/** Draw into the card's slots what is to be done next, anew only where that is something else: somebody may be typing. */
export function drawSeries(card, known) {
  const slot = card.querySelector('[data-slot="series"]');
  const { claims } = known;
  const item = running(known);
  const ready = claims.series.may_begin && claims.series.points.length > 0 && claims.series.testers.length > 0;
  const now = item === null ? `${ready} ${claims.series.against.join()}` : `${item.nonce} ${item.body.points.length}`;
  if (slot.dataset.drawn === now) return;
  slot.dataset.drawn = now;
  fill(card, { "series-head": item === null ? [] : head(item, claims) });
  slot.replaceChildren(item !== null ? pointForm(item, claims) : ready ? beginForm(claims) : refused(claims));
  start(slot);
}
