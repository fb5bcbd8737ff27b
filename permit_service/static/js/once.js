// form[data-once]: a second press while the first is under way does nothing, and the form's data-nonce field
// lets the server know a repeat: the same content keeps its number, changed content gets a new one.
const GIVE_UP_MS = 15000;

/** A number for one write. crypto.randomUUID exists only on secure pages, getRandomValues everywhere. */
export function newNonce() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function content(form, submitter) {
  const entries = [...new FormData(form, submitter)].filter(([name]) => name !== "nonce");
  return JSON.stringify(entries.map(([name, value]) => [name, value instanceof File ? [value.name, value.size] : value]));
}

export function attach(form) {
  const nonce = form.querySelector("[data-nonce]");
  let sent = null;
  let busy = false;
  let timer = 0;

  function release() {
    busy = false;
    clearTimeout(timer);
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }

  form.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    busy = true;
    if (nonce) {
      const now = content(form, event.submitter);
      if (nonce.value === "" || (sent !== null && sent !== now)) nonce.value = newNonce();
      sent = now;
    }
    // aria-disabled, since a disabled button would not send its name and value.
    form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
    timer = setTimeout(release, GIVE_UP_MS);
  }, { capture: true });

  function answered() {
    release();
    if (nonce) nonce.value = "";
  }

  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) answered();
    else release();
  });
  form.addEventListener("answered", answered);
  form.addEventListener("unanswered", release);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) release();
  });
}
