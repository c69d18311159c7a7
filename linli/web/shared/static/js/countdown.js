// <time datetime="…" data-countdown data-done="…">: counts down to an instant; days when it is far, else the
// clock. Announces nothing by itself; sends `countdown:done` once. With data-now="…", what the server's clock
// showed when it answered, it counts by that clock: a phone's own may be minutes wrong.
const language = document.documentElement.lang || "en";
const began = Date.now();
const ahead = new WeakMap();

function answered() {
  const page = performance.getEntriesByType("navigation")[0];
  return page?.responseStart ? performance.timeOrigin + page.responseStart : began;
}

// How many milliseconds the server's clock is ahead of ours. What was put in later has just been answered.
function difference(clock, first) {
  if (!clock.dataset.now) return 0;
  if (!ahead.has(clock)) ahead.set(clock, Date.parse(clock.dataset.now) - (first ? answered() : Date.now()));
  return ahead.get(clock);
}

function words(seconds) {
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours >= 48) {
    return new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" })
      .format(Math.floor(hours / 24));
  }
  return `${hours ? `${hours}:` : ""}${hours ? two(minutes) : minutes}:${two(Math.floor(seconds % 60))}`;
}

function tick(first = false) {
  for (const clock of document.querySelectorAll("time[data-countdown]:not([data-over])")) {
    const left = (Date.parse(clock.dateTime) - Date.now() - difference(clock, first)) / 1000;
    if (left > 0) {
      clock.textContent = words(left);
      continue;
    }
    clock.dataset.over = "";
    clock.textContent = clock.dataset.done || "";
    clock.dispatchEvent(new CustomEvent("countdown:done", { bubbles: true }));
  }
}

tick(true);
setInterval(() => tick(), 1000);
