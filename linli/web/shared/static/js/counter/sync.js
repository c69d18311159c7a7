// Tells the server what was redeemed without it, and learns what it needs for the next time. It may be
// repeated, come late and in any order: each use is judged by itself.
import { signed } from "./device.js";

const AT_ONCE = 50;
const PATIENCE = 15_000;
const EVERY = 60_000;
// What waits is asked for again, for it is decided days later.
const ASK_AGAIN = 15 * 60_000;
const OPEN_STATES = new Set(["waiting", "deferred"]);
const DAY = 24 * 3600_000;
const KEPT_FOR = 60 * DAY;

/** The uses the server has not heard of, and those it has not decided and was not asked of lately. */
export function due(entries, outcomes, now) {
  return entries.filter((entry) => {
    const told = outcomes.get(entry.use);
    return !told || (OPEN_STATES.has(told.state) && now - told.askedAt >= ASK_AGAIN);
  });
}

/** One sync, or as many as it takes. True: the server answered. False: out of reach. Alone among all tabs. */
export function sync(keep, address, { force = false } = {}) {
  return navigator.locks.request(`${keep.name}/sync`, async () => {
    for (let round = 0; ; round += 1) {
      const [facts, entries, outcomes] = await Promise.all([keep.facts(), keep.entries(), keep.outcomes()]);
      if (!facts.device || facts.revoked) return null;
      const waiting = due(entries, outcomes, force && !round ? Infinity : Date.now());
      const sent = waiting.slice(0, AT_ONCE);
      const answer = await ask(facts.device, address, sent);
      if (!answer) return false;
      await learn(keep, answer, sent);
      if (waiting.length <= AT_ONCE) return true;
    }
  });
}

async function ask(device, address, entries) {
  const body = JSON.stringify({
    device_id: device.device_id,
    device_at: new Date().toISOString(),
    entries: entries.map(({ body, sig }) => ({ body, sig })),
  });
  const headers = { "Content-Type": "application/json", "X-Device-Signature": await signed(body) };
  try {
    const answer = await fetch(address, {
      ...{ method: "POST", body, headers, credentials: "same-origin", cache: "no-store" },
      ...{ redirect: "error", signal: AbortSignal.timeout(PATIENCE) },
    });
    if (answer.ok) return await answer.json();
    return answer.status === 401 || answer.status === 403 ? { revoked: true } : null;
  } catch {
    return null;
  }
}

async function learn(keep, answer, sent) {
  if (answer.revoked) {
    await keep.learn({ revoked: true });
    return;
  }
  const now = Date.now();
  const known = await keep.outcomes();
  await keep.tell((answer.results ?? []).map((one) => outcomeOf(one, known.get(one.use), now)));
  await keep.learn({
    anchor: answer.anchor ?? null,
    keys: answer.keys.map((key) => [key.key_id, key.public_key]),
    terms: answer.terms,
    blocked: answer.blocked,
    clerks: answer.clerks,
    windowDays: answer.window_days,
    syncedAt: now,
  });
  if (sent.length) await forgetOld(keep, now);
}

function outcomeOf(told, before, now) {
  const settledAt = told.state === "settled" ? (before?.settledAt ?? now) : null;
  return { ...told, askedAt: now, settledAt };
}

async function forgetOld(keep, now) {
  const [entries, outcomes] = await Promise.all([keep.entries(), keep.outcomes()]);
  const decided = (entry) => outcomes.has(entry.use) && !OPEN_STATES.has(outcomes.get(entry.use).state);
  const first = entries.findIndex((entry) => now - entry.at < KEPT_FOR || !decided(entry));
  // From the oldest on, so that what is left is one unbroken chain; the newest always stays.
  const end = first === -1 ? entries.length - 1 : Math.min(first, entries.length - 1);
  if (end > 0) await keep.forget(entries.slice(0, end));
}

/** Sync now, every minute, and whenever the network comes back or somebody looks; gives a function that does
 * it at once. `show` is told {state: on | off, syncedAt, changed: whether a screen shows something old}. */
export function watch(keep, root, show) {
  const round = async (force) => {
    const before = fingerprint(await keep.facts(), await keep.outcomes());
    const reached = (await sync(keep, `${root}/sync`, { force })) ?? (await answers());
    const facts = await keep.facts();
    const changed = fingerprint(facts, await keep.outcomes()) !== before;
    show({ state: reached ? "on" : "off", syncedAt: facts.syncedAt, changed });
  };
  let running = null;
  const now = (force = false) => {
    running ??= round(force).catch((fault) => console.error(fault)).finally(() => (running = null));
    return running;
  };
  addEventListener("online", () => now(true));
  addEventListener("offline", () => now());
  document.addEventListener("visibilitychange", () => document.hidden || now());
  setInterval(now, EVERY);
  now(true);
  return now;
}

// What of it a screen shows: what became of the uses, and whether the device may redeem.
function fingerprint(facts, outcomes) {
  const states = [...outcomes.values()].map((one) => [one.use, one.state]);
  return JSON.stringify([states, facts.anchor?.offline, facts.revoked]);
}

// Whether the house answers, where there is nothing to sync.
async function answers() {
  const asked = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  return fetch("/health", asked).then((answer) => answer.ok, () => false);
}
