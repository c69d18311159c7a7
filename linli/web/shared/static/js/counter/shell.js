// The offline counter: its screens, what is pressed on them, and the line that tells of the network. Online
// again it syncs by itself and leads back to the online counter.
import { broken } from "./chain.js";
import { check } from "./clerks.js";
import { allowance } from "./judging.js";
import { Keep } from "./keep.js";
import { logOf, openShift, shiftOf, sums } from "./log.js";
import { config, dateTime, day, money, pick, plainAmount, say, show } from "./screens.js";
import { watch } from "./sync.js";
import { lookUp, redeem, refuse, words } from "./taking.js";
import { standing, till } from "./till-state.js";
import { countUnsent, sendAgain } from "./unsent.js";
import { tell } from "./worker.js";
import "./wedge.js";

const STATES = ["kept", "waiting", "settled", "partly", "lost"];

async function home() {
  till.seen = null;
  const { facts, last, stopped } = await standing();
  const [entries, outcomes] = await Promise.all([till.keep.entries(), till.keep.outcomes()]);
  const log = logOf(entries, outcomes, { say, pick, money, time: dateTime, day }, facts.windowDays);
  const left = facts.anchor && !stopped ? leftWords(allowance(facts.anchor, last)) : "";
  const totals = sums(entries, outcomes, shiftOf(facts, config.timezone), money);
  const unclear = await countUnsent(config.root);
  const any = log.length > 0;
  const about = { left, stopped: stopped && words(stopped), log, any, none: !any, unclear };
  show("home", { ...totals, ...about });
  document.querySelector("[data-clerk-button]").hidden = !facts.clerks?.length;
  document.querySelector("[data-clerk-name]").textContent = facts.clerk?.name ?? "–";
}

function leftWords(left) {
  const amount = left.minor === Infinity ? "" : say("left.amount", { amount: money(left.minor) });
  const until = say("left.until", { until: dateTime(left.until) });
  return [say("left.uses", { uses: left.uses }), amount, until].filter(Boolean).join(" · ");
}

async function clerks(fault = "") {
  const facts = await till.keep.facts();
  const here = facts.clerk?.person_id;
  const row = (clerk) => ({
    name: clerk.name,
    each: (piece) => {
      const input = piece.querySelector("input");
      Object.assign(input, { value: clerk.person_id, checked: clerk.person_id === here });
    },
  });
  show("clerks", { clerks: (facts.clerks ?? []).map(row), fault }).querySelector("input[name=pin]").focus();
}

async function takeOver(form) {
  const { clerks: known = [] } = await till.keep.facts();
  const clerk = known.find((one) => one.person_id === form.elements.clerk.value);
  const pin = form.elements.pin.value.normalize("NFKC").trim();
  const found = clerk ? await check(till.keep, clerk.person_id, pin) : "unknown";
  if (found !== "right") return clerks(say(`pin.${found}`));
  const { person_id, name } = clerk;
  // Online again, the server has to hear of it from the clerk's own PIN.
  await till.keep.learn({ clerk: { person_id, name }, tookOver: person_id });
  return home();
}

async function shift() {
  const keep = till.keep;
  const [facts, entries, outcomes] = await Promise.all([keep.facts(), keep.entries(), keep.outcomes()]);
  const since = shiftOf(facts, config.timezone);
  const totals = sums(entries, outcomes, since, money);
  const states = STATES.map((name) => ({ name: say(`state.${name}`), count: String(totals.counts[name]) }));
  const from = say("since", { at: dateTime(since), time: dateTime(Date.now()) });
  show("shift", { ...totals, states, since: from });
}

const again = async () => (await sendAgain(config.root)) || home();

const look = async (text) => (await lookUp(text)) && clerks();

const SCREENS = { home, shift, clerks: () => clerks(), unclear: () => show("unclear") };
const FORMS = { lookup: (form) => look(form.elements.code.value), redeem, pin: takeOver };

// One thing after the other, so that a second tap finds the first one done.
let doing = Promise.resolve();
function then(task) {
  doing = doing.then(task).catch((fault) => {
    console.error(fault);
    refuse({ code: "not_written" });
  });
}

document.addEventListener("submit", (event) => {
  const name = Object.keys(FORMS).find((one) => event.target.dataset[one] !== undefined);
  if (!name) return;
  event.preventDefault();
  then(() => FORMS[name](event.target));
});

document.addEventListener("click", (event) => {
  const hit = (name) => event.target.closest(`[data-${name}]`);
  if (hit("go")) then(SCREENS[hit("go").dataset.go]);
  else if (hit("again")) then(again);
  else if (hit("print")) print();
  else if (hit("close-shift")) then(async () => (await openShift(till.keep), shift()));
  else if (hit("all")) document.querySelector("[data-amount]").value = plainAmount(till.seen.left[0]);
  else if (hit("language")) then(() => speakLanguage(hit("language").dataset.language));
});

async function speakLanguage(language) {
  await tell({ language });
  // The server remembers it by its cookie; the worker for when there is no server.
  await fetch(`${config.root}/offline?lang=${language}`, { method: "HEAD" }).catch(() => null);
  location.reload();
}

function showNet(net) {
  const box = document.querySelector("[data-net]");
  const one = (name) => box.querySelector(`[data-net-${name}]`);
  box.dataset.state = net.state;
  one("title").textContent = say(`network.${net.state}`);
  one("text").textContent = net.syncedAt
    ? say("network.synced", { at: dateTime(net.syncedAt) })
    : say("network.never");
  const marks = box.querySelectorAll("[data-net-mark]");
  for (const mark of marks) mark.hidden = mark.dataset.netMark !== net.state;
  one("go").hidden = net.state !== "on";
  // The first screen shows what is new, unless somebody is just at work on it.
  const code = document.querySelector(".till [data-code-input]");
  const atWork = code?.value || document.querySelector(".till [data-state=on]");
  if (net.changed && code && !atWork) then(home);
}

async function start() {
  till.keep = await Keep.open(config.root);
  const facts = await till.keep.facts();
  if (facts.device) {
    const altered = Boolean(await broken(await till.keep.entries(), facts.device));
    if (altered !== Boolean(facts.altered)) await till.keep.learn({ altered });
  }
  till.sync = watch(till.keep, config.root, showNet);
  const asked = new URLSearchParams(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  if (asked.has("unclear")) return show("unclear");
  return asked.get("code") ? look(asked.get("code")) : home();
}

then(start);
