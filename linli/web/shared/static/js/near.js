// The nearby page: list and map in step. The list works alone; this adds the map beside it, or behind
// a button on a phone, when it is first seen. [data-near] > #near (the list, as the server sends it)
// and [data-map] (the frame).
import { choose } from "./near/choosing.js";
import { follow, swap } from "./near/list.js";
import { sheets } from "./near/sheet.js";

const page = document.querySelector("[data-near]");
const frame = page?.querySelector("[data-map]");
const wide = matchMedia("(min-width: 960px)");
let started = false;

/** The map is only loaded once it can be seen. */
async function start() {
  if (started || !frame || !(wide.matches || page.dataset.view === "map")) return;
  started = true;
  const { open } = await import("./near/map.js");
  await open(page, frame);
}

function show(view) {
  page.dataset.view = view;
  const address = new URL(location.href);
  if (view === "map") address.searchParams.set("view", "map");
  else address.searchParams.delete("view");
  history.replaceState(history.state, "", address);
  page.querySelector("[data-near-found]")?.toggleAttribute("inert", view === "map" && !wide.matches);
  scrollTo({ top: 0 });
  start();
}

if (page) {
  page.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-near-view]");
    if (!toggle) return;
    event.preventDefault();
    show(toggle.dataset.nearView);
  });
  follow(page, () => started);
  sheets(page, (address) => (started ? swap(page, address) : location.assign(address)));
  choose(page);
  addEventListener("popstate", () => started && swap(page, location.href, { push: false }));
  wide.addEventListener("change", start);
  (globalThis.requestIdleCallback ?? setTimeout)(start, { timeout: 600 });
}
