// One voucher at the offline counter: what it is, what of it is taken, and only when that is written: green.
import { append } from "./chain.js";
import { unbase64url } from "./device.js";
import { allowance, firstChoice, judge, refusalOf, worth } from "./judging.js";
import { amountOf, config, dateTime, day, money, pick, say, show, time } from "./screens.js";
import { standing, till } from "./till-state.js";
import { distrust, isToken, read } from "./token.js";

const titleOf = (terms) => (terms ? pick(terms.title, terms.title_en) : "");

/** A refusal in the page's words: {title, why, next}. */
export function words(refusal) {
  const values = { ...refusal };
  for (const name of ["until", "next", "at", "from"]) if (values[name]) values[name] = dateTime(values[name]);
  values.next ??= "–";
  values.from_time = values.from;
  if (refusal.minor !== undefined) values.amount = money(refusal.minor);
  const told = (part) => [part, say(`no.${refusal.code}.${part}`, values)];
  return Object.fromEntries(["title", "why", "next"].map(told));
}

export function refuse(refusal, voucher = "") {
  till.seen = null;
  show("no", { ...words(refusal), voucher });
}

// Everything that is known of a scanned text: {token, terms, left, facts, last}, or with it a refusal.
async function understood(text) {
  const { facts, last, stopped } = await standing();
  if (stopped) return { refusal: stopped };
  if (!isToken(text)) return { refusal: { code: "not_a_token" } };
  const token = read(text.toUpperCase());
  if (!token) return { refusal: { code: "malformed" } };
  const keys = new Map(facts.keys.map(([id, key]) => [id, unbase64url(key)]));
  const code = await distrust(token, config.market, keys);
  if (code) return { refusal: { code } };
  const [uses, outcomes] = await Promise.all([till.keep.usesOf(token.voucher), till.keep.outcomes()]);
  return { token, facts, last, ...judge(token, facts, uses, outcomes, Date.now()) };
}

/** Shows what a code is. True: nobody has said who is at the counter, so nothing can be taken yet. */
export async function lookUp(text) {
  const found = await understood(text.trim());
  const title = titleOf(found.terms);
  if (found.refusal) return refuse(found.refusal, title);
  if (!found.facts.clerk) return true;
  till.seen = { text: found.token.text, left: found.left, terms: found.terms };
  return preview(found, title, firstChoice(found.terms, found.left), "");
}

function preview({ token, terms, left, facts }, title, chosen, fault) {
  const amount = terms.kind === "value";
  const one = left.length === 1 && token.parts[0].units === 1;
  const part = (units, at) => partOf(partName(terms, at), units, token.parts[at].units, at, chosen[at]);
  const main = show("preview", {
    ...{ title, amount, fault },
    parts: amount || one ? null : left.map(part),
    left: amount ? say("units", { left: money(left[0]) }) : "",
    things: one ? thingsOf(terms, [1]) : null,
    clerk: facts.clerk.name,
    until: say("valid_until", { date: day(token.validUntil * 1000 - 1000) }),
  });
  main.querySelector("[data-amount]")?.focus();
}

const partName = (terms, at) =>
  terms.parts?.[at]?.name ? pick(terms.parts[at].name, terms.parts[at].name_en) : titleOf(terms);

function partOf(name, left, units, at, chosen) {
  const each = (row) => {
    const input = row.querySelector("[data-taken]");
    Object.assign(input, { id: `part-${at}`, max: left, value: chosen });
    row.querySelector("label").htmlFor = input.id;
    if (!left) row.firstElementChild.classList.add("choice-gone");
  };
  return { name, left: say("units_left", { left, units }), each };
}

function chosenUnits(form) {
  const amount = form.querySelector("[data-amount]");
  if (amount) return [amountOf(amount.value)];
  const inputs = [...form.querySelectorAll("[data-taken]")];
  return inputs.length ? inputs.map((input) => Number(input.value)) : [1];
}

/** Takes what is chosen: judged again and written alone among all tabs, and shown when it is on the disk. */
export async function redeem(form) {
  if (!till.seen) return;
  const taken = chosenUnits(form);
  const { text, terms } = till.seen;
  const failed = () => ({ refusal: { code: "not_written" } });
  const result = await till.keep.alone(() => written(text, taken)).catch(failed);
  if (result.fault) return preview(result.found, titleOf(terms), taken, words(result.fault).why);
  if (!result.entry) return refuse(result.refusal, titleOf(terms));
  till.seen = null;
  const { entry } = result;
  const foot = say("written", { time: time(entry.at), name: entry.clerk.name });
  show("done", { title: titleOf(terms), things: thingsOf(terms, taken), foot });
  till.sync();
}

async function written(text, taken) {
  const found = await understood(text);
  if (found.refusal) return found;
  const { facts, terms, token, left, last } = found;
  const value = worth(taken, terms);
  const fault = refusalOf(taken, left, value, allowance(facts.anchor, last));
  if (fault) return { fault, found };
  const said = { title: terms.title, titleEn: terms.title_en };
  const use = { device: facts.device, anchor: facts.anchor, clerk: facts.clerk, now: Date.now(), said };
  return { entry: await append(till.keep, { ...use, token, taken, value }) };
}

// What to hand over: of a single voucher everything that its deal contains.
function thingsOf(terms, taken) {
  if (terms.kind === "value") return [{ quantity: money(taken[0]), name: titleOf(terms) }];
  const times = (count) => say("times", { count });
  if (terms.kind === "single" && terms.contents?.length) {
    return terms.contents.map((one) => ({ quantity: times(one.qty), name: pick(one.name, one.name_en) }));
  }
  const things = taken.map((units, at) => ({ units, quantity: times(units), name: partName(terms, at) }));
  return things.filter((thing) => thing.units > 0);
}
