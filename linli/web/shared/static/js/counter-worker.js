// The counter's service worker: its pages open without a network. Served with two constants before it:
// ROOT (/{market}/counter/) and HOUSE ({version, files}: what the offline page needs).
// Pages come from the network while it answers; else the store's offline page stands in for them. A form
// that could not be sent is never lost: a code to look up goes to the offline page, a redemption is kept as
// unclear.
/* global ROOT, HOUSE */
const CACHE = `linli-counter:${HOUSE.version}`;
const UNSENT = "linli-counter-unsent";
const LANGUAGE = `${ROOT}language`;
const LANGUAGES = ["zh", "en"];
// Nobody waits longer at a counter; a redemption is given more time, for its answer matters.
const PATIENCE = 6000;
const PATIENCE_REDEEMING = 15_000;
const REDEEMING = /\/(redemptions|foreign-uses\/[^/]+\/\w+)$/;
// A proxy that cannot reach the house says so with one of these.
const AWAY = new Set([502, 503, 504]);
// Not looked at (who are you? come back later), or nobody knows: a redemption stays unclear.
const UNTOLD = new Set([401, 403, 429, 500]);

const shellOf = (slug) => `${ROOT}${slug}/offline`;
const shellKey = (slug, language) => `${shellOf(slug)}?shown=${language}`;
const slugOf = (path) => path.slice(ROOT.length).split("/")[0];

async function fetchShells(cache, slug) {
  for (const language of LANGUAGES) {
    const asked = { headers: { "Accept-Language": language }, credentials: "omit", cache: "no-store" };
    const answer = await fetch(shellOf(slug), asked);
    if (!answer.ok) throw new Error(`no offline page of ${slug}: ${answer.status}`);
    await cache.put(shellKey(slug, language), answer);
  }
}

async function knownSlugs() {
  const slugs = new Set();
  for (const name of await caches.keys()) {
    if (!name.startsWith("linli-counter:")) continue;
    for (const request of await (await caches.open(name)).keys()) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname.startsWith(ROOT) && searchParams.has("shown")) slugs.add(slugOf(pathname));
    }
  }
  return slugs;
}

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(HOUSE.files);
  for (const slug of await knownSlugs()) await fetchShells(cache, slug);
  await self.skipWaiting();
}

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith("linli-counter:") && name !== CACHE) {
      const language = await (await caches.open(name)).match(LANGUAGE);
      if (language) await (await caches.open(CACHE)).put(LANGUAGE, language);
      await caches.delete(name);
    }
  }
  await self.clients.claim();
}

async function keep({ slug, language }) {
  const cache = await caches.open(CACHE);
  if (language) await cache.put(LANGUAGE, new Response(language));
  if (slug && !(await cache.match(shellKey(slug, LANGUAGES[0])))) await fetchShells(cache, slug);
}

async function shell(slug) {
  const cache = await caches.open(CACHE);
  const chosen = await (await cache.match(LANGUAGE))?.text();
  for (const language of [chosen, ...LANGUAGES]) {
    const found = language && (await cache.match(shellKey(slug, language)));
    if (found) return found;
  }
  return Response.error();
}

async function navigated(request) {
  const { pathname } = new URL(request.url);
  const redeeming = request.method === "POST" && REDEEMING.test(pathname);
  const form = request.method === "POST" ? await request.clone().text() : "";
  const patience = new Promise((resolve) => setTimeout(resolve, redeeming ? PATIENCE_REDEEMING : PATIENCE));
  // Out of reach, or too slow for a counter: no answer.
  const answer = await Promise.race([fetch(request).catch(() => null), patience]);
  if (answer && !AWAY.has(answer.status)) {
    // Who is sent to sign in first has not been answered yet.
    const sentOn = answer.type === "opaqueredirect" && pathname.endsWith("/redemptions");
    const told = !sentOn && !UNTOLD.has(answer.status);
    if (redeeming && told) await (await caches.open(UNSENT)).delete(unsentKey(pathname, form));
    return answer;
  }
  return request.method === "POST" ? unsent(request, pathname, form) : shell(slugOf(pathname));
}

// One for each form: the same one sent again stays one.
function unsentKey(pathname, form) {
  const key = new URLSearchParams(form).get("key") ?? pathname;
  return `${shellOf(slugOf(pathname))}/unsent?key=${encodeURIComponent(key)}`;
}

async function unsent(request, pathname, form) {
  const page = new URL(shellOf(slugOf(pathname)), request.url);
  if (REDEEMING.test(pathname)) {
    const kept = JSON.stringify({ action: pathname, form, at: Date.now() });
    await (await caches.open(UNSENT)).put(unsentKey(pathname, form), new Response(kept));
    page.hash = "unclear";
  } else if (pathname.endsWith("/preview")) {
    page.hash = new URLSearchParams({ code: new URLSearchParams(form).get("code") ?? "" }).toString();
  }
  return Response.redirect(page.href, 303);
}

// What was not foreseen is kept when it is first used.
async function staticFile(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  const ours = answer.ok && request.url.includes(`/static/${HOUSE.version}/`);
  if (ours) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  event.waitUntil(keep(event.data ?? {}).then(() => event.ports[0]?.postMessage("kept")));
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && pathname.startsWith(ROOT) && slugOf(pathname)) {
    event.respondWith(navigated(event.request));
  } else if (event.request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(staticFile(event.request));
  }
});
