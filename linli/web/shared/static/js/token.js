// [data-token]: a voucher's QR code. The one in the page stays good, on paper and without a network; as long
// as there is a network, one that ages takes its place, and a new one comes from the address in data-token
// before that is old. [data-token-live] and [data-token-still] say which of the two is shown. When the
// voucher can never be used again the page is loaded anew and says why.
const RENEW = 30_000;
// A little before counters refuse it.
const OLD = 75_000;
const PATIENCE = 10_000;
const box = document.querySelector("[data-token]");
const still = [...box.childNodes];
let shownAt = 0;
let asking = false;

function say(live) {
  document.querySelector("[data-token-live]").hidden = !live;
  document.querySelector("[data-token-still]").hidden = live;
}

function show(nodes, live) {
  box.replaceChildren(...nodes);
  box.dataset.shows = live ? "live" : "still";
  say(live);
}

/** The code that stays good, where no new one came in time. */
function fallBack() {
  if (box.dataset.shows !== "still" && Date.now() - shownAt > OLD) show(still, false);
}

async function renew() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(box.dataset.token, { cache: "no-store", signal });
    if (answer.status === 409 || answer.status === 404) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("svg");
    if (!answer.ok || answer.redirected || !fresh) return fallBack();
    shownAt = Date.now();
    show([fresh], true);
  } catch {
    fallBack();
  } finally {
    asking = false;
  }
}

document.addEventListener("visibilitychange", () => {
  fallBack();
  renew();
});
addEventListener("online", renew);
addEventListener("offline", () => {
  shownAt = 0;
  fallBack();
});
setInterval(renew, RENEW);
renew();
