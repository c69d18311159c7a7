// Live pages: [data-live="/url"] listens to a stream of hints and says linli:changed; what has changed, the
// page asks by itself, as it does from time to time without having heard anything. [data-awake] keeps the
// screen on.
let source = null;

function listen() {
  const address = document.querySelector("[data-live]")?.dataset.live;
  if (!address || source || !("EventSource" in window)) return;
  source = new EventSource(address);
  source.addEventListener("changed", () => document.body.dispatchEvent(new CustomEvent("linli:changed")));
}

function hush() {
  source?.close();
  source = null;
}

async function stayAwake() {
  if (!document.querySelector("[data-awake]") || !navigator.wakeLock) return;
  await navigator.wakeLock.request("screen").catch(() => null);
}

// A page that nobody sees needs no stream; one that is seen again has missed something.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return hush();
  listen();
  stayAwake();
  document.body.dispatchEvent(new CustomEvent("linli:changed"));
  document.body.dispatchEvent(new CustomEvent("linli:seen"));
});
addEventListener("pagehide", hush);
listen();
stayAwake();
