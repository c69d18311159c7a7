// What a device may do without a network, and what of a voucher is left for it: rules over what it keeps.
// A refusal is {code, …}; its words stand in the page. Moments are milliseconds of this device's clock.
import { endOf, untimely } from "./token.js";

const HOUR = 3600_000;
// A clock may be set right by a little; more than that and nothing tells how long ago the last sync was.
const TURNED_BACK = 120_000;

/** The server's time as this device knows it, in milliseconds. */
export function serverTime(anchor, now) {
  return Date.parse(anchor.server_at) + (now - Date.parse(anchor.device_at));
}

/** What is left of the device's allowance: {uses, minor (Infinity: any), until (device clock)}. */
export function allowance(anchor, last) {
  const spent = last?.anchor === anchor.anchor_id ? last : { n: 0, sum: 0 };
  return {
    uses: anchor.uses - spent.n,
    minor: anchor.minor ? anchor.minor - spent.sum : Infinity,
    until: Date.parse(anchor.device_at) + anchor.hours * HOUR,
  };
}

/** Why this device may not redeem by itself now: not_enrolled, revoked, offline_off, clock_back, too_long,
 * too_many; or null. */
export function deviceRefusal({ device, anchor, revoked }, last, now) {
  if (!device) return { code: "not_enrolled" };
  if (revoked) return { code: "revoked" };
  if (!anchor?.offline || !(anchor.uses > 0 && anchor.hours > 0)) return { code: "offline_off" };
  const latest = Math.max(Date.parse(anchor.device_at), last?.at ?? 0);
  if (now < latest - TURNED_BACK) return { code: "clock_back" };
  const left = allowance(anchor, last);
  if (now >= left.until) return { code: "too_long", hours: anchor.hours };
  return left.uses > 0 ? null : { code: "too_many", uses: anchor.uses };
}

/** How many units of each part are gone: as the newest tokens say, and by this device's own uses. */
export function goneOf(token, uses, outcomes) {
  return token.parts.map((part, at) => {
    const told = Math.max(part.used, ...uses.map((use) => use.used[at] ?? 0));
    const own = uses.reduce((sum, use) => sum + ownUnits(token, use, outcomes.get(use.use), at), 0);
    return Math.min(part.units, told + own);
  });
}

// What settled of a decided use is in the tokens made after that was heard; what was lost is nowhere.
function ownUnits(token, use, outcome, at) {
  if (!outcome?.decidedAt) return use.taken[at] ?? 0;
  if (outcome.state === "refused" || outcome.decidedAt < token.madeAt * 1000) return 0;
  return outcome.settled?.[at] ?? 0;
}

/** Whether a moment (server's milliseconds) lies in one of the spans in which the terms are open here. */
export function isOpen(open, at) {
  return open.some(([from, until]) => Date.parse(from) <= at && at < Date.parse(until));
}

export const nextOpening = (open, at) =>
  open.map(([from]) => from).filter((from) => Date.parse(from) > at).sort()[0] ?? null;

/** What may be used of a genuine token now: {terms, left (units of each part), refusal or null}.
 * `facts` is what the device keeps; `uses` are its own earlier ones of this voucher. */
export function judge(token, facts, uses, outcomes, now) {
  const at = serverTime(facts.anchor, now);
  const terms = facts.terms?.[token.terms];
  const gone = goneOf(token, uses, outcomes);
  const left = token.parts.map((part, n) => part.units - gone[n]);
  const no = (code, more = {}) => ({ terms, left, refusal: { code, ...more } });
  // Asked first: where nothing else of its wording is out, the wording is not told any more.
  if (facts.blocked?.includes(endOf(token.voucher))) return no("blocked");
  if (!terms) return no("of_another_store");
  const late = untimely(token, at / 1000);
  if (late) return no(late, { until: token.validUntil * 1000, from: token.validFrom * 1000 });
  const hands = Math.max(facts.given?.[endOf(token.voucher)] ?? 1, ...uses.map((use) => use.serial));
  if (hands > token.serial) return no("replaced");
  if (!isOpen(terms.open, at)) return no("not_now", { next: nextOpening(terms.open, at) });
  if (!left.some((units) => units > 0)) return no("used", { at: Math.max(0, ...uses.map((use) => use.at)) });
  return { terms, left, refusal: null };
}

/** Why these units may not be taken: nothing_chosen, more_than_left, too_much; or null. */
export function refusalOf(taken, left, value, allowed) {
  if (!taken.some((units) => units > 0)) return { code: "nothing_chosen" };
  if (taken.some((units, at) => !Number.isSafeInteger(units) || units < 0 || units > left[at])) {
    return { code: "more_than_left" };
  }
  return value > allowed.minor ? { code: "too_much", minor: allowed.minor } : null;
}

/** What the units are worth in minor units, by the value of a unit of each part. */
export function worth(taken, terms) {
  return taken.reduce((sum, units, at) => sum + units * (terms.values?.[at] ?? 0), 0);
}

/** What is chosen at first: all of a package, one use of a card, no amount yet. */
export function firstChoice(terms, left) {
  if (terms.kind === "value") return [0];
  return terms.kind === "times" ? [1] : [...left];
}
