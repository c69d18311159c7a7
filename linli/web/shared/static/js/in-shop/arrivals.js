// Money has come in: it fills the screen, sounds, and is said aloud where the browser can. [data-arrival]
// rows are news; what stood there when the page was opened is not. [data-voice-switch] turns the voice off.
const SEEN = "linli:arrivals";
const SILENT = "linli:counter:voiceless";
const SHOWS_FOR = 8000;
const screen = document.querySelector("[data-arrival-screen]");
const seen = new Set(JSON.parse(sessionStorage.getItem(SEEN) ?? "[]"));
const voice = "speechSynthesis" in window;
let timer = 0;

const silent = () => localStorage.getItem(SILENT) === "yes";

function say(text) {
  if (!voice || silent()) return;
  const said = new SpeechSynthesisUtterance(text);
  said.lang = document.documentElement.lang;
  const known = speechSynthesis.getVoices().filter((one) => one.lang.startsWith(said.lang.slice(0, 2)));
  if (known.length) said.voice = known[0];
  speechSynthesis.speak(said);
}

function chime() {
  const muted = localStorage.getItem("linli:counter:muted") === "yes";
  if (muted || !navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  [[784, 0], [1047, 0.12], [1568, 0.24]].forEach(([frequency, start]) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.3, audio.currentTime + start);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + 0.4);
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + 0.4);
  });
  setTimeout(() => audio.close(), 1500);
}

function remember(id) {
  seen.add(id);
  sessionStorage.setItem(SEEN, JSON.stringify([...seen].slice(-100)));
}

function tell({ sum, say: words, who }) {
  chime();
  say(words);
  if (!screen) return;
  screen.querySelector("[data-arrival-sum]").textContent = sum;
  screen.querySelector("[data-arrival-who]").textContent = who ?? "";
  screen.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (screen.hidden = true), SHOWS_FOR);
}

/** Every new payment once, the oldest first. */
function look(quietly) {
  for (const row of [...document.querySelectorAll("[data-arrival]")].reverse()) {
    if (seen.has(row.dataset.arrival)) continue;
    remember(row.dataset.arrival);
    if (!quietly) tell(row.dataset);
  }
}

function showVoice() {
  for (const button of document.querySelectorAll("[data-voice-switch]")) {
    button.hidden = !voice;
    button.setAttribute("aria-pressed", String(!silent()));
    button.querySelector("[data-voice-on]").hidden = silent();
    button.querySelector("[data-voice-off]").hidden = !silent();
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-arrival-screen]")) screen.hidden = true;
  if (!event.target.closest("[data-voice-switch]")) return;
  localStorage.setItem(SILENT, silent() ? "no" : "yes");
  showVoice();
});
document.addEventListener("htmx:after:swap", () => look(false));
showVoice();
look(true);
