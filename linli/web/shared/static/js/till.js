// The counter by keyboard: Esc goes to [data-back]; a held key, or the second line end of a hand scanner,
// never answers a screen that nobody has seen yet. The camera that was on stays on until [data-camera-off].
const CAMERA = "linli:counter:camera";
const UNSEEN = 350;
let opened = performance.now();

/** Another screen is there, without another page: it has not been seen yet. */
export const shown = () => (opened = performance.now());

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.repeat || performance.now() - opened < UNSEEN)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  if (event.key !== "Escape") return;
  const field = document.activeElement?.closest("[data-code-input]");
  if (field?.value) field.value = "";
  else document.querySelector("[data-back]")?.click();
}, true);

// [data-fill-in] puts its data-value into the field it names.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill-in]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fillIn);
  field.value = button.dataset.value;
  field.focus();
});

function remember(on) {
  try {
    if (on) sessionStorage.setItem(CAMERA, "on");
    else sessionStorage.removeItem(CAMERA);
  } catch {
    // No storage here: the camera is started by hand each time.
  }
}

function wasOn() {
  try {
    return sessionStorage.getItem(CAMERA) === "on";
  } catch {
    return false;
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-scan-start]")) remember(true);
  if (event.target.closest("[data-camera-off]")) {
    remember(false);
    // Leaves whatever is filming; the page is the same afterwards.
    location.reload();
  }
});

/** Start the camera again where it was on; not where somebody would be asked for it. */
export async function resume() {
  const start = document.querySelector("[data-scan-start]");
  if (!start || !wasOn()) return;
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (permission?.state === "granted") start.click();
}

addEventListener("load", resume);
