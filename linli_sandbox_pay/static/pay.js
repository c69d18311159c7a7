// The page works without this: it only stops impatient fingers and counts the time down.

const form = document.querySelector("form[data-once]");
const label = document.querySelector("[data-label]");
const words = label?.textContent;

form?.addEventListener("submit", (event) => {
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  if (event.submitter?.value !== "cancel") label.textContent = form.dataset.once;
});

// Back from the shop with the browser's back button: ready again, or shown as what it has become.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  form?.removeAttribute("aria-busy");
  if (label) label.textContent = words;
  window.location.reload();
});

const clock = document.querySelector("[data-countdown]");
const FROM_HERE_BY_THE_SECOND = 60 * 60;

function tick() {
  const left = Math.floor((Date.parse(clock.dateTime) - Date.now()) / 1000);
  if (left < -1) {
    window.location.reload();
    return;
  }
  if (left <= FROM_HERE_BY_THE_SECOND) {
    const seconds = Math.max(left, 0);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  window.setTimeout(tick, 1000);
}

if (clock) tick();
