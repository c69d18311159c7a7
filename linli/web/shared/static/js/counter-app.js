// The online counter's half of being an app: it keeps the offline page ready, tells the server of uses that
// were made without it, and says on [data-offline-strip] what waits. The page names store and clerk in
// [data-counter-app].
import { Keep } from "./counter/keep.js";
import { openShift, stateOf } from "./counter/log.js";
import { watch } from "./counter/sync.js";
import { countUnsent } from "./counter/unsent.js";
import { tell } from "./counter/worker.js";

const page = document.querySelector("[data-counter-app]").dataset;

async function ready() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(page.worker, { scope: page.scope });
  await tell({ slug: page.slug, language: document.documentElement.lang.slice(0, 2) });
}

async function strip(keep) {
  const box = document.querySelector("[data-offline-strip]");
  if (!box) return;
  const [entries, outcomes] = await Promise.all([keep.entries(), keep.outcomes()]);
  const states = entries.map((entry) => stateOf(entry, outcomes));
  const unclear = await countUnsent(page.root);
  let any = false;
  for (const line of box.querySelectorAll("[data-state-count]")) {
    const wanted = line.dataset.stateCount;
    const count = wanted === "unclear" ? unclear : states.filter((state) => state === wanted).length;
    line.hidden = !count;
    any ||= count > 0;
    line.querySelector("[data-count]").textContent = count;
  }
  box.hidden = !any;
}

async function work() {
  const keep = await Keep.open(page.root);
  const { device, clerk, tookOver } = await keep.facts();
  await strip(keep);
  if (!device) return;
  if (tookOver && tookOver !== page.clerk) {
    await keep.learn({ tookOver: null });
    location.replace(`${page.root}/sitting`);
    return;
  }
  // A browser that is short of room is asked to spare the log.
  await navigator.storage?.persist?.();
  if (page.clerk && clerk?.person_id !== page.clerk) {
    await keep.learn({ clerk: { person_id: page.clerk, name: page.clerkName } });
  }
  watch(keep, page.root, () => strip(keep));
}

// The next shift begins here and on the offline page alike.
document.addEventListener("submit", async (event) => {
  if (event.target.dataset.shiftClose === undefined) return;
  const keep = await Keep.open(page.root);
  await openShift(keep);
});
document.addEventListener("click", (event) => event.target.closest("[data-print]") && print());

// A code that was scanned while the offline page was there.
function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  const form = document.getElementById("lookup");
  if (!code || !form) return;
  history.replaceState(null, "", location.pathname);
  form.querySelector("[data-code-input]").value = code;
  form.requestSubmit();
}

takeCode();
ready().catch((fault) => console.warn("offline page not kept:", fault));
work().catch((fault) => console.warn("no log on this device:", fault));
