// The page's idea of now: the server's word plus the monotonic time since it was heard.
// The device's own clock is never asked.
const meta = document.querySelector('meta[name="server-time"]');
let heardAt = 0;
let heard = NaN;

/** Take over a server time (ISO 8601 text, as in the X-Server-Time header) told at `at`; anything else is ignored. */
export function hear(text, at = performance.now()) {
  const time = Date.parse(text ?? "");
  if (Number.isNaN(time)) return;
  heard = time;
  heardAt = at;
}

/** Milliseconds since the epoch by the server, or NaN when the page was given no server time. */
export function serverNow() {
  return heard + (performance.now() - heardAt);
}

/** 14:30 at the site, for a server time as text. */
export function clockText(text) {
  return new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .format(new Date(text));
}

/** A sentence of the server's whose times of today stand without their day: 2026-11-22 14:30 is 14:30 on that day alone. */
export function ofToday(sentence) {
  if (Number.isNaN(serverNow())) return sentence;
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date(serverNow()));
  return sentence.replaceAll(new RegExp(`${today} (?=\\d\\d:\\d\\d)`, "g"), "");
}

/** Call `tick` now and each second until it answers false or its element has left the page. */
export function everySecond(element, tick) {
  const timer = setInterval(() => {
    if (!element.isConnected || tick() === false) clearInterval(timer);
  }, 1000);
  tick();
}

// Monotonic time may stand still while a phone sleeps, so a page that comes back asks the server again;
// where that fails, whoever shows a time-bound answer is told.
async function askAgain() {
  try {
    const answer = await fetch(meta.dataset.url ?? location.href, { method: "HEAD", cache: "no-store" });
    const told = answer.headers.get("X-Server-Time");
    if (told === null) throw new TypeError("no server time in the answer");
    hear(told);
  } catch {
    document.dispatchEvent(new Event("server-time-lost"));
  }
}

// The page's own time was told when the page came, however much later this module did.
hear(meta?.content, performance.getEntriesByType("navigation")[0]?.responseStart);
if (meta) {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") askAgain();
  });
}
