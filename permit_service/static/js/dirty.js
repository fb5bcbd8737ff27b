// form[data-autosave-url]: a changed draft is sent every 5 s. [data-autosave-says] in the form tells what came of
// it, with its data-saved and data-failed texts. A JSON answer may carry `fields` (a new version number) to
// put into the form. Passwords, files and nonces are never part of a draft.
import { clockText, hear } from "./time.js";

const EVERY_MS = 5000;

function draft(form) {
  const data = new FormData(form);
  form.querySelectorAll("input[type=password], input[type=file], [data-nonce]").forEach((input) => data.delete(input.name));
  return data;
}

async function send(form, keepalive) {
  const answer = await fetch(form.dataset.autosaveUrl, {
    method: "POST",
    body: draft(form),
    headers: { Accept: "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "" },
    keepalive,
  });
  const time = answer.headers.get("X-Server-Time");
  hear(time);
  if (!answer.ok) throw new TypeError(`draft not saved: ${answer.status}`);
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
    for (const [name, value] of Object.entries((await answer.json()).fields ?? {})) form.elements[name].value = value;
  }
  return time;
}

export function attach(form) {
  const says = form.querySelector("[data-autosave-says]");
  let timer = null;
  let submitted = false;

  function say(text) {
    if (says) says.textContent = text;
  }

  async function save(keepalive = false) {
    clearTimeout(timer);
    timer = null;
    if (submitted) return;
    try {
      const time = await send(form, keepalive);
      say(time === null ? says?.dataset.saved : `${says?.dataset.saved} ${clockText(time)}`);
    } catch {
      say(says?.dataset.failed);
    }
  }

  form.addEventListener("input", () => {
    timer ??= setTimeout(save, EVERY_MS);
  });
  form.addEventListener("submit", () => {
    submitted = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => {
    submitted = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer !== null) save(true);
  });
}
