// The offline counter's screens: templates of the page, copied and filled. [data-fill] takes a text,
// [data-if] goes where there is no value, [data-list] repeats its template. Nothing is put in as HTML.
import { speak } from "../counter.js";
import { resume, shown } from "../till.js";

const said = (id) => JSON.parse(document.getElementById(id).content.textContent);
export const config = said("counter-config");
const told = said("counter-words");
const language = document.documentElement.lang;

/** A text of the page, its {names} filled in. */
export function say(key, values = {}) {
  return (told[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const ofCurrency = { style: "currency", currency: config.currency, currencyDisplay: "narrowSymbol" };
const round = config.whole ? { trailingZeroDisplay: "stripIfInteger" } : {};
const numbers = new Intl.NumberFormat(language, { ...ofCurrency, ...round });
const digits = numbers.resolvedOptions().maximumFractionDigits;

/** Minor units as the market writes them. */
export const money = (minor) => numbers.format(minor / 10 ** digits);

/** What somebody typed as an amount, in minor units; NaN for what is none. */
export function amountOf(typed) {
  const plain = typed.normalize("NFKC").replace(/[\s¥€]/g, "").replace(",", ".");
  if (!/^\d{1,9}(\.\d*)?$/.test(plain)) return NaN;
  const [whole, cents = ""] = plain.split(".");
  return cents.length > digits ? NaN : Number(whole + cents.padEnd(digits, "0"));
}

export const plainAmount = (minor) => (minor / 10 ** digits).toFixed(digits);

export const dateTime = (at) => format(at, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
export const day = (at) => format(at, { dateStyle: "medium" });
export const time = (at) => format(at, { timeStyle: "short", hourCycle: "h23" });

const format = (at, form) =>
  new Intl.DateTimeFormat(language, { ...form, timeZone: config.timezone }).format(new Date(at));

export const pick = (own, english) => (language.startsWith("en") ? english || own : own || english);

/** Put a screen in the place of the one before, filled with values; gives its `main`. */
export function show(name, values = {}) {
  const piece = document.getElementById(`screen-${name}`).content.cloneNode(true);
  fill(piece, values);
  const main = piece.querySelector("main");
  document.getElementById("main").replaceWith(main);
  shown();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
  speak();
  if (main.querySelector("[data-scan-start]")) resume();
  return main;
}

function fill(piece, values) {
  for (const box of piece.querySelectorAll("[data-list]")) {
    const template = box.querySelector("template");
    for (const item of values[box.dataset.list] ?? []) {
      const one = template.content.cloneNode(true);
      fill(one, item);
      item.each?.(one);
      box.append(one);
    }
    template.remove();
    box.removeAttribute("data-list");
  }
  for (const node of piece.querySelectorAll("[data-if]")) if (!at(values, node.dataset.if)) node.remove();
  for (const node of piece.querySelectorAll("[data-fill]")) {
    node.textContent = at(values, node.dataset.fill) ?? "";
    node.removeAttribute("data-fill");
  }
}

const at = (values, path) => path.split(".").reduce((value, name) => value?.[name], values);
