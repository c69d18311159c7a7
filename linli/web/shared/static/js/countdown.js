// <time datetime="…" data-countdown data-done="…">: counts down to an instant; days when it is far, else the
// clock. Announces nothing by itself; sends `countdown:done` once.
const language = document.documentElement.lang || "en";

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

function tick() {
  for (const clock of document.querySelectorAll("time[data-countdown]:not([data-over])")) {
    const left = (Date.parse(clock.dateTime) - Date.now()) / 1000;
    if (left > 0) {
      clock.textContent = words(left);
      continue;
    }
    clock.dataset.over = "";
    clock.textContent = clock.dataset.done || "";
    clock.dispatchEvent(new CustomEvent("countdown:done", { bubbles: true }));
  }
}

tick();
setInterval(tick, 1000);
