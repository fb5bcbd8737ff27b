// The words and drawings of the kept page. Other pages take them from the phone's own copy of it.
const PAGE = "/offline";
const UNNAMED = ["", "unnamed"]; // as the register calls somebody counted, not named
let source = document;

/** Must have come before anything is drawn. Throws where this phone keeps no copy. */
export async function ready() {
  if (source.querySelector("[data-offline-page]")) return;
  const copy = await caches.match(PAGE);
  source = new DOMParser().parseFromString(await copy.text(), "text/html");
}

function copyOf(selector) {
  const found = source.querySelector(selector);
  return found && document.importNode(found.content, true).firstElementChild;
}

/** A row by its name, its slots filled. */
export const row = (name, values = {}) => fill(copyOf(`template[data-row="${name}"]`), values);
export const verdictOf = (kind) => copyOf(`template[data-verdict="${kind}"]`);
export const reasonOf = (code) => copyOf(`template[data-reason="${CSS.escape(code)}"]`);

/** A text by its name, `{…}` filled with values. */
export function text(name, values = {}) {
  const found = source.querySelector(`template[data-text="${name}"]`).content.textContent;
  return found.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** Somebody inside, as people call them. */
export const nameOf = ({ name }) => (UNNAMED.includes(name) ? text("unnamed") : name);

/** Let `slot` hold these. What already stands there stays: a button replaced under the finger never hears its press. */
function put(slot, held) {
  const made = slot.cloneNode();
  made.append(...held);
  if (!made.isEqualNode(slot)) slot.replaceChildren(...made.childNodes);
}

/** Put values into the slots of `element`: text, or a list of elements. */
export function fill(element, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const slot of element.querySelectorAll(`[data-slot="${name}"]`)) put(slot, [value].flat());
  }
  return element;
}
