// The device's own log as people read it: what each use became, and what a shift took in.
const DAY = 24 * 3600_000;

/** kept: only here; waiting: the server has it; settled; partly; lost: the shop bears it. */
export function stateOf(entry, outcomes) {
  const told = outcomes.get(entry.use);
  if (!told) return "kept";
  return ["waiting", "settled", "partly"].includes(told.state) ? told.state : "lost";
}

const BADGES = {
  kept: "badge-offer",
  waiting: "badge-outline",
  settled: "badge-good",
  partly: "badge-bad",
  lost: "badge-bad",
};

/** The newest uses for a list: title, when, by whom, worth, and what became of it. */
export function logOf(entries, outcomes, { say, pick, money, time, day }, windowDays = 7) {
  return entries.slice(-30).reverse().map((entry) => {
    const state = stateOf(entry, outcomes);
    const decided = say("decided_by", { date: day(entry.at + windowDays * DAY) });
    const text = [time(entry.at), entry.clerk.name, state === "waiting" ? decided : ""].filter(Boolean);
    return {
      title: pick(entry.said.title, entry.said.titleEn),
      text: text.join(" · "),
      value: money(entry.value),
      state: say(`state.${state}`),
      each: (row) => row.querySelector(".badge").classList.add(BADGES[state]),
    };
  });
}

/** When this shift began: when the last one was closed, if that is not a day ago; else midnight. */
export function shiftOf(facts, timezone, now = Date.now()) {
  return facts.shift && now - facts.shift < DAY ? facts.shift : midnight(now, timezone);
}

export const openShift = (keep) => keep.learn({ shift: Date.now() });

/** What was taken in from a moment on, as texts, and how much of it is in which state. */
export function sums(entries, outcomes, since, money) {
  const counts = { kept: 0, waiting: 0, settled: 0, partly: 0, lost: 0 };
  const clerks = new Map();
  let [uses, value] = [0, 0];
  for (const entry of entries.filter((one) => one.at >= since)) {
    const clerk = clerks.get(entry.clerk.person_id) ?? { name: entry.clerk.name, uses: 0, value: 0 };
    clerks.set(entry.clerk.person_id, clerk);
    clerk.uses += 1;
    clerk.value += entry.value;
    uses += 1;
    value += entry.value;
    counts[stateOf(entry, outcomes)] += 1;
  }
  const text = (one) => ({ ...one, uses: String(one.uses), value: money(one.value) });
  const rows = [...clerks.values()].map(text);
  return { uses: String(uses), value: money(value), clerks: rows, counts };
}

/** When the market's day began, in milliseconds. */
export function midnight(now, timezone) {
  const clock = { hourCycle: "h23", hour: "numeric", minute: "numeric", second: "numeric" };
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: timezone, ...clock }).formatToParts(now);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return now - (now % 1000) - ((of("hour") * 60 + of("minute")) * 60 + of("second")) * 1000;
}
