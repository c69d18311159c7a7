// Tells the server what was redeemed without it, and learns what it needs for the next time. It may be
// repeated, come late and in any order: each use is judged by itself.
import { signed } from "./device.js";

// A request with fewer is all that there is.
const AT_ONCE = 100;
const PATIENCE = 15_000;
const EVERY = 60_000;
const DAY = 24 * 3600_000;
const KEPT_FOR = 60 * DAY;
// The house does not know this device, or not any more.
const UNKNOWN = new Set([401, 403, 404]);

/** One sync, or as many as it takes. True: the server answered. False: out of reach. Null: nothing to do, for
 * this browser is no device. Alone among all tabs. */
export function sync(keep, address) {
  return navigator.locks.request(`${keep.name}/sync`, async () => {
    if (!keep.device) return null;
    for (;;) {
      const [entries, outcomes, facts] = await Promise.all([keep.entries(), keep.outcomes(), keep.facts()]);
      const sent = entries.filter((entry) => !outcomes.has(entry.use)).slice(0, AT_ONCE);
      const answer = await ask(facts, address, sent);
      if (!answer) return false;
      if (answer.unknown) {
        await keep.learn({ revoked: true });
        return true;
      }
      await learn(keep, answer);
      if (sent.length < AT_ONCE) return true;
    }
  });
}

async function ask({ device, termsTag = "", spentTag = "" }, address, entries) {
  const body = JSON.stringify({
    device_id: device.device_id,
    device_at: new Date().toISOString(),
    entries: entries.map(({ body, sig }) => ({ body, sig })),
    terms_tag: termsTag,
    spent_tag: spentTag,
  });
  const headers = { "Content-Type": "application/json", "Linli-Signature": await signed(body) };
  try {
    const answer = await fetch(address, {
      ...{ method: "POST", body, headers, credentials: "same-origin", cache: "no-store" },
      ...{ redirect: "error", signal: AbortSignal.timeout(PATIENCE) },
    });
    if (answer.ok) return await answer.json();
    return UNKNOWN.has(answer.status) ? { unknown: true } : null;
  } catch {
    return null;
  }
}

async function learn(keep, answer) {
  const now = Date.now();
  const known = await keep.outcomes();
  const told = [...answer.results, ...(answer.decided ?? [])].filter((one) => one.use);
  await keep.tell(told.map((one) => outcomeOf(one, known.get(one.use), now)));
  await keep.learn({
    revoked: Boolean(answer.revoked),
    anchor: answer.anchor,
    keys: answer.keys.map((key) => [key.key_id, key.public_key]),
    ...anew(answer),
    clerks: answer.clerks,
    windowDays: answer.window_days,
    syncedAt: now,
  });
  await forgetOld(keep, now);
}

// What is told only where it is no longer what this device knows.
function anew({ terms, terms_tag, blocked, given, spent_tag }) {
  return {
    ...(terms && { terms, termsTag: terms_tag }),
    ...(blocked && { blocked, given, spentTag: spent_tag }),
  };
}

// When it was first heard that a use settled: tokens made later have it in them.
function outcomeOf({ use, state, code, settled }, before, now) {
  return { use, state, code, settled, decidedAt: state === "waiting" ? null : (before?.decidedAt ?? now) };
}

async function forgetOld(keep, now) {
  const [entries, outcomes] = await Promise.all([keep.entries(), keep.outcomes()]);
  const decided = (entry) => Boolean(outcomes.get(entry.use)?.decidedAt);
  const first = entries.findIndex((entry) => now - entry.at < KEPT_FOR || !decided(entry));
  // From the oldest on, so that what is left is one unbroken chain; the newest always stays.
  const end = first === -1 ? entries.length - 1 : Math.min(first, entries.length - 1);
  if (end > 0) await keep.forget(entries.slice(0, end));
}

/** Sync now, every minute, and whenever the network comes back or somebody looks; gives a function that does
 * it at once. `show` is told {state: on | off, syncedAt, changed: whether a screen shows something old}. */
export function watch(keep, root, show) {
  const round = async () => {
    const before = fingerprint(await keep.facts(), await keep.outcomes());
    const reached = (await sync(keep, `${root}/sync`)) ?? (await answers());
    const facts = await keep.facts();
    const changed = fingerprint(facts, await keep.outcomes()) !== before;
    show({ state: reached ? "on" : "off", syncedAt: facts.syncedAt, changed });
  };
  let running = null;
  const now = () => {
    running ??= round().catch((fault) => console.error(fault)).finally(() => (running = null));
    return running;
  };
  addEventListener("online", now);
  addEventListener("offline", now);
  document.addEventListener("visibilitychange", () => document.hidden || now());
  setInterval(now, EVERY);
  now();
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
