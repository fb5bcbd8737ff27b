// The service worker. It keeps one page without personal data and the files that the page needs, and shows that page
// where the service cannot be reached. It answers nothing else: no API, no page that was made for somebody.
const { version, page, files } = self.KEPT;
const CACHE = `page-${version}`;
const AT_THE_MOUTH = /^\/permits\/[0-9a-f-]{36}\/(site|scan|inside|gas)(\/|$)/;
const PATIENCE_MS = 4000;
const NOT_REACHED = [502, 504];

// As nobody: a page made for somebody must never be kept.
const asNobody = (address) => new Request(address, { credentials: "omit", cache: address === page ? "reload" : "default" });

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([page, ...files].map(asNobody));
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

const kept = (address) => caches.match(address, { cacheName: CACHE });

function inTime(answer) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new TypeError("slow")), PATIENCE_MS));
  return Promise.race([answer, late]);
}

async function reached(request) {
  const answer = await fetch(request);
  if (NOT_REACHED.includes(answer.status)) throw new TypeError("not reached");
  return answer;
}

/** A page, or the kept one. What was sent in a form and did not arrive is told to the kept page by its address. */
async function visited(request) {
  const { pathname } = new URL(request.url);
  const reading = request.method === "GET";
  try {
    return await (reading && AT_THE_MOUTH.test(pathname) ? inTime(reached(request)) : reached(request));
  } catch (fault) {
    const shown = await kept(page);
    if (shown === undefined) throw fault;
    return reading ? shown : Response.redirect(`${page}?lost=${encodeURIComponent(pathname)}`);
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(visited(request));
  else if (files.includes(new URL(request.url).pathname)) {
    event.respondWith(kept(request.url).then((file) => file ?? fetch(request)));
  }
});
