// The wallet for when there is no network. A page that says `data-keep` (the wallet, a voucher, goods that
// wait) has its browser keep one page: every voucher that can be used, and whatever waits in a store, with
// their QR codes. The worker (kept-worker.js) answers with it when the network does not. It belongs to one
// session: any page that shows another session, or none, forgets all of it. Locks, so that a page that is
// keeping is not overtaken by one that forgets.
const CACHE = "linli-kept";
const WORKER = "kept-worker.js";
const STATIC = /\/static\/[0-9a-f]{8}\//;
const holder = document.querySelector("meta[name=linli-holder]")?.content;
const asked = document.querySelector("[data-keep]")?.dataset;
const shown = document.querySelector("[data-kept-page]");
const able = isSecureContext && "serviceWorker" in navigator && "locks" in navigator;

const alone = (act) => navigator.locks.request(CACHE, act);

async function forget() {
  await caches.delete(CACHE);
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    const script = (registration.active ?? registration.waiting ?? registration.installing)?.scriptURL;
    if (script?.endsWith(`/${WORKER}`)) await registration.unregister();
  }
}

/** What was kept for somebody else goes; whatever this browser keeps is then this session's. */
async function keepOnlyMine() {
  if (holder && !(await caches.has(CACHE))) return;
  for (const page of holder ? await pagesIn(await caches.open(CACHE)) : [null]) {
    if (page?.headers.get("x-linli-holder") !== holder) return forget();
  }
}

async function pagesIn(cache) {
  const requests = (await cache.keys()).filter((request) => !STATIC.test(request.url));
  return Promise.all(requests.map((request) => cache.match(request)));
}

function copyOf(text, headers, at) {
  const copied = new Headers(headers);
  for (const name of ["content-encoding", "content-length"]) copied.delete(name);
  copied.set("x-kept-at", at);
  return new Response(text, { headers: copied });
}

/** The page and every file that it shows; false when nobody answers, or nobody is signed in any more. */
async function keep(address) {
  const before = await caches.match(address, { cacheName: CACHE });
  const tag = before?.headers.get("etag");
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(address, { headers, cache: "no-store", redirect: "manual" });
  const at = answer.headers.get("x-kept-at");
  if (answer.status === 304 && before) {
    await (await caches.open(CACHE)).put(address, copyOf(await before.text(), before.headers, at));
    return true;
  }
  if (answer.type === "opaqueredirect") await forget();
  if (!answer.ok || answer.headers.get("x-linli-holder") !== holder) return false;
  const text = await answer.text();
  const files = filesOf(text);
  const cache = await caches.open(CACHE);
  await cache.addAll(files.filter(Boolean));
  await cache.put(address, copyOf(text, answer.headers, at));
  await dropOldFiles(cache);
  return true;
}

/** The addresses of styles, scripts and pictures in a page. */
function filesOf(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const named = [...page.querySelectorAll("link, script, img, use")].map(
    (node) => node.getAttribute("href") ?? node.getAttribute("src") ?? "",
  );
  return [...new Set(named.map((name) => name.split("#")[0]).filter((name) => STATIC.test(name)))];
}

/** Files of a version that no kept page shows any more. */
async function dropOldFiles(cache) {
  const texts = await Promise.all((await pagesIn(cache)).map((page) => page.text()));
  const versions = new Set(texts.map((text) => STATIC.exec(text)?.[0]));
  for (const request of await cache.keys()) {
    const version = STATIC.exec(request.url)?.[0];
    if (version && !versions.has(version)) await cache.delete(request);
  }
}

async function start() {
  await alone(keepOnlyMine);
  if (!holder || !asked) return;
  const root = asked.keep.replace(/[^/]+$/, "");
  // Without the last slash, so that the market's home is in it too.
  await navigator.serviceWorker.register(root + WORKER, { scope: root.slice(0, -1) });
  if (!(await alone(() => keep(asked.keep)))) return;
  for (const note of document.querySelectorAll("[data-kept-note]")) note.hidden = false;
}

/** A voucher or an order that an address names, where it stands on the kept page. */
const keptOf = (part) => document.getElementById(`kept-${part}`);

/** On the kept page: as of when, and the voucher whose address was asked for. */
async function show({ keptPage, zone, offline }) {
  const found = await caches.match(keptPage, { cacheName: CACHE });
  const at = new Date(found?.headers.get("x-kept-at") ?? NaN);
  const away = location.pathname !== keptPage;
  if (!Number.isNaN(at.valueOf())) {
    const day = { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" };
    const locale = document.documentElement.lang;
    const today = at.toLocaleDateString(locale, day) === new Date().toLocaleDateString(locale, day);
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
    const said = at.toLocaleString(locale, today ? clock : { ...clock, month: "short", day: "numeric" });
    const title = shown.querySelector(".notice-title");
    if (away) title.textContent = offline.replace("{at}", said);
  }
  const [wanted] = away ? location.pathname.split("/").map(keptOf).filter(Boolean) : [];
  if (wanted) {
    wanted.open = true;
    // With many before it, it would open out of sight.
    if (wanted.getBoundingClientRect().top > innerHeight / 2) wanted.scrollIntoView({ block: "start" });
  }
  const back = shown.querySelector("[data-kept-back]");
  if (away) addEventListener("online", () => (back.hidden = false));
  back.addEventListener("click", () => location.reload());
}

if (shown) show(shown.dataset).catch(() => {});
// Without a network nothing is to be done; it is tried again with the next page.
if (able && holder !== undefined) start().catch(() => {});
