// The consumer's service worker: where no network answers, the kept wallet does (kept.js fills it).
// It keeps nothing itself, and it forgets everything when somebody signs in or out. Pages of staff, and the
// counter with a worker of its own, are none of its business.
const CACHE = "linli-kept";
const ROOT = new URL("./", self.location).pathname;
const KEPT = `${ROOT}kept`;
const OF_STAFF = new Set(["counter", "desk", "head-office", "operator"]);
const OF_WALLET = new Set(["wallet", "vouchers"]);
const COMES_OR_GOES = /\/(sessions?(\/[^/]+)?\/end|sign-in\/[a-z-]*sessions)$/;
// Somebody holds up a phone at a counter: nobody waits longer for a page that is kept.
const PATIENCE_MS = 6000;
// A proxy that cannot reach the shop says so with one of these.
const AWAY = new Set([502, 503, 504]);

const kept = (address) => caches.match(address, { cacheName: CACHE, ignoreVary: true });
const forget = () => navigator.locks.request(CACHE, () => caches.delete(CACHE));

async function answer(request, ofWallet) {
  const asked = fetch(request);
  const patience = new Promise((give) => setTimeout(give, PATIENCE_MS));
  const found = await Promise.race([asked.catch(() => null), ...(ofWallet ? [patience] : [])]);
  if (found && !(ofWallet && AWAY.has(found.status))) return found;
  return (await kept(KEPT)) ?? found ?? asked;
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && COMES_OR_GOES.test(pathname)) event.waitUntil(forget());
  if (request.method !== "GET") return;
  const [first, , last] = pathname.slice(ROOT.length).split("/");
  const inside = pathname.startsWith(ROOT) || `${pathname}/` === ROOT;
  if (request.mode === "navigate" && inside && !OF_STAFF.has(first)) {
    event.respondWith(answer(request, OF_WALLET.has(first) || (first === "orders" && last === "pickup")));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  }
});
