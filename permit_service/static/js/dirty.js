// form[data-autosave-url]: a changed draft is sent every 5 s. [data-autosave-says] in the form tells what came of
// it, with its data-saved, data-stale (somebody else changed it) and data-failed texts. A JSON answer may carry `fields` (a new version number) to
// put into the form, and `parts`: pieces of the page that the draft changed, by their ids. Passwords, files and nonces are never part of a draft.
// What was typed before this module came counts too, and the form itself waits for a draft under way, whose answer
// brings the version that the form must carry.
import { clockText, hear } from "./time.js";

const EVERY_MS = 5000;
const GIVE_UP_MS = 10000;

/** Whether a control holds something else than the page came with. */
function changed(control) {
  if (control.matches("select")) {
    const picked = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
    return control.value !== (picked?.value ?? "");
  }
  return control.matches("input, textarea") && (control.checked !== control.defaultChecked || control.value !== control.defaultValue);
}

function draft(form) {
  const data = new FormData(form);
  form.querySelectorAll("input[type=password], input[type=file], [data-nonce]").forEach((input) => data.delete(input.name));
  return data;
}

async function send(form, keepalive) {
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(), GIVE_UP_MS);
  const answer = await fetch(form.dataset.autosaveUrl, {
    method: "POST",
    body: draft(form),
    headers: { Accept: "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "" },
    keepalive,
    signal: waiting.signal,
  });
  const time = answer.headers.get("X-Server-Time");
  hear(time);
  if (answer.status === 409) return { told: "stale" };
  if (!answer.ok) throw new TypeError(`draft not saved: ${answer.status}`);
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
    const { fields = {}, parts = {} } = await answer.json();
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    for (const [id, html] of Object.entries(parts)) {
      document.getElementById(id)?.replaceWith(document.createRange().createContextualFragment(html));
    }
  }
  return { told: "saved", time };
}

export function attach(form) {
  const says = form.querySelector("[data-autosave-says]");
  let timer = null;
  let saving = null;
  let submitted = false;

  function say(told, time = null) {
    if (says) says.textContent = time === null ? says.dataset[told] : `${says.dataset[told]} ${clockText(time)}`;
  }

  async function save(keepalive = false) {
    try {
      const { told, time } = await send(form, keepalive);
      say(told, time);
    } catch {
      say("failed");
    }
  }

  // One draft at a time: each carries the version that the one before was answered with.
  function saveSoon() {
    timer ??= setTimeout(saveNow, EVERY_MS);
  }

  function saveNow(keepalive = false) {
    clearTimeout(timer);
    timer = null;
    if (submitted) return;
    if (saving !== null) {
      saveSoon();
      return;
    }
    saving = save(keepalive).finally(() => {
      saving = null;
    });
  }

  form.addEventListener("input", saveSoon);
  // On the document, so that it comes before whatever else the form does when it is sent.
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    clearTimeout(timer);
    timer = null;
    submitted = true;
    if (saving === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    saving.then(() => form.requestSubmit(event.submitter));
  }, { capture: true });
  window.addEventListener("pageshow", () => {
    submitted = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer !== null) saveNow(true);
  });
  if ([...form.elements].some(changed)) saveSoon();
}
