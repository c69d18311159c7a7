// The counter: a sound and a buzz for the outcome, and any key or hand scanner types into the code field.
// [data-outcome=ok|refused] speaks once; [data-sound-switch] mutes; [data-code-input] is the code field;
// [data-next] is where Enter leads from a result.
const MUTED = "linli:counter:muted";
const TONES = { ok: [[880, 0, 0.09], [1318, 0.1, 0.16]], refused: [[220, 0, 0.18], [175, 0.22, 0.3]] };
const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const PRESSED = "button, a, summary, input[type=radio], input[type=checkbox]";
const BUZZ = { ok: [60], refused: [180, 80, 180] };

const muted = () => localStorage.getItem(MUTED) === "yes";

function play(outcome) {
  // A page just loaded may make no sound until it is touched; an answer swapped in by htmx may.
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  navigator.vibrate?.(BUZZ[outcome] ?? []);
  if (muted() || !TONES[outcome]) return;
  const audio = new AudioContext();
  for (const [frequency, start, length] of TONES[outcome]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + start;
    tone.frequency.value = frequency;
    tone.type = outcome === "ok" ? "sine" : "square";
    volume.gain.setValueAtTime(outcome === "ok" ? 0.3 : 0.12, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length);
  }
  setTimeout(() => audio.close(), 1200);
}

/** Say aloud what the screen shows, once. */
export function speak() {
  const result = document.querySelector("[data-outcome]:not([data-spoken])");
  if (!result) return;
  result.dataset.spoken = "";
  result.focus?.({ preventScroll: true });
  play(result.dataset.outcome);
}

function showSound() {
  for (const button of document.querySelectorAll("[data-sound-switch]")) {
    button.setAttribute("aria-pressed", String(!muted()));
    button.querySelector("[data-sound-on]").hidden = muted();
    button.querySelector("[data-sound-off]").hidden = !muted();
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sound-switch]")) return;
  localStorage.setItem(MUTED, muted() ? "no" : "yes");
  showSound();
  if (!muted()) play("ok");
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest(TYPED);
  const pressing = event.target.closest(PRESSED);
  if (event.key === "Enter" && !typing && !pressing) {
    document.querySelector("[data-next]")?.click();
    return;
  }
  // A space presses what has the focus; whatever else is typed there comes from a scanner.
  if (typing || event.key.length !== 1 || (pressing && event.key === " ")) return;
  const field = document.querySelector("[data-code-input]");
  if (!field) return;
  // The key itself lands in the field, because it is focused before the character is typed.
  field.focus();
  field.select();
});

document.addEventListener("htmx:after:swap", speak);
showSound();
speak();
