// A shop's screen that nobody touches asks whether somebody is still there, and begins anew:
// <dialog data-idle="75" data-idle-home="/url"> with [data-idle-left] and [data-idle-stay]. Where something
// with [data-idle-soon="12"] is shown, it begins anew without asking.
const ASKED_SECONDS = 15;
const dialog = document.querySelector("[data-idle]");
let idle = 0;

function touched() {
  idle = 0;
  if (dialog?.open) dialog.close();
}

function beginAnew() {
  location.replace(dialog.dataset.idleHome);
}

function ask(seconds) {
  if (seconds <= 0) return beginAnew();
  dialog.querySelector("[data-idle-left]").textContent = seconds;
  if (!dialog.open) dialog.showModal();
}

function tick() {
  idle += 1;
  const soon = document.querySelector("[data-idle-soon]")?.dataset.idleSoon;
  if (soon && idle >= Number(soon)) return beginAnew();
  const after = Number(dialog.dataset.idle);
  if (!soon && idle >= after) ask(after + ASKED_SECONDS - idle);
}

if (dialog) {
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, touched, { passive: true });
  document.addEventListener("htmx:after:swap", () => (idle = 0));
  setInterval(tick, 1000);
}
