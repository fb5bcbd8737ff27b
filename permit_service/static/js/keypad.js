// [data-keypad]: big keys for the gas values of the form around, instead of the phone's own keyboard. A field that can
// hold no more figures (data-whole before the point, data-fine behind it; 0) opens the next by itself: "next" pressed
// then skips none, and a point goes back to the 0 it belongs to. What is typed by another keyboard is typed as ever.
const COMPLETE = "0";

export function attach(keypad) {
  const form = keypad.closest("form");
  const fields = [...form.querySelectorAll(".gas-number")];
  let here = Math.max(fields.findIndex((field) => field.value === ""), 0);
  let byItself = false; // the field at hand was opened for the one before being complete

  /** Not under what stands at the head and the foot of a phone. */
  function uncover() {
    fields[here].scrollIntoView({ block: "nearest" });
  }

  function open(number) {
    here = Math.min(Math.max(number, 0), fields.length - 1);
    fields.forEach((field, at) => field.classList.toggle("typed-here", at === here));
    fields[here].focus({ preventScroll: true });
    uncover();
  }

  function put(text) {
    fields[here].value = text;
    fields[here].dispatchEvent(new Event("input", { bubbles: true }));
    uncover(); // who came back to the page may see another part of it
  }

  function isComplete({ value, dataset }) {
    return value === COMPLETE || (value.split(".")[1] ?? "").length >= Number(dataset.fine);
  }

  function goOn() {
    open(here + 1);
    byItself = true;
  }

  function figure(key) {
    const { value, dataset } = fields[here];
    const whole = Number(dataset.whole);
    const pointed = whole > 0 && value.length === whole && !value.includes(".") ? `${value}.` : value;
    put((value === "OL" ? "" : pointed) + key);
    if (isComplete(fields[here])) goOn();
  }

  const KEYS = {
    ".": () => {
      if (fields[here].value === "" && fields[here - 1]?.value === COMPLETE) open(here - 1);
      if (!fields[here].value.includes(".")) put(`${fields[here].value || "0"}.`);
    },
    OL: () => {
      put("OL");
      goOn();
    },
    back: () => {
      if (fields[here].value === "") open(here - 1);
      else put(fields[here].value === "OL" ? "" : fields[here].value.slice(0, -1));
    },
    clear: () => put(""),
    next: (opened) => { if (!opened) open(here + 1); },
  };

  keypad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (key === undefined) return;
    const opened = byItself;
    byItself = false;
    (KEYS[key] ?? (() => figure(key)))(opened);
  });
  fields.forEach((field, at) => {
    field.inputMode = "none";
    field.addEventListener("focus", () => {
      byItself = false;
      open(at);
    });
  });
  // What the server says of the figures makes the form longer.
  new ResizeObserver(() => { if (document.activeElement.matches(".gas-number, [data-key]")) uncover(); }).observe(form);
  form.querySelectorAll("[data-keypad-not]").forEach((hint) => { hint.hidden = true; });
  keypad.hidden = false;
  if (!form.querySelector(".field-wrong")) open(here);
}
