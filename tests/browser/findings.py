"""What is wrong with the page in front of us: accessibility, width, words that nobody wrote."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from linli.web.shared.i18n import load_all

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = ("serious", "critical")
KEYS = frozenset(key for catalog in load_all().values() for key in catalog)
# A token that starts like our message keys: `desk.nav.orders`, also one that nobody has written yet.
_KEY_LIKE = re.compile(
    rf"(?<![\w.@/-])(?:{'|'.join(sorted({key.split('.')[0] for key in KEYS}))})(?:\.[a-z_0-9]+)+"
)
# Placeholders that were never filled: `{count}`.
_UNFILLED = re.compile(r"\{[a-z_]+\}")

_RUN_AXE = """
async (tags) => {
  const options = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], selectors: false};
  const found = await axe.run({exclude: window.judgedBefore}, options);
  return found.violations.map(({id, impact, help, nodes}) => ({id, impact, help,
    nodes: nodes.map((node) => ({html: node.html,
      why: node.any.concat(node.all, node.none).map((check) => check.message).join("; ")}))}));
}
"""
# Every part of a page as a number: what rules look at of an element (its words aside) and of all around it.
# Of parts that are alike, such as the cards of a list, one is judged; gives the numbers that are new.
_FIND_NEW_PARTS = """
(known) => {
  const told = /^(class|role|type|data-trade|data-state|aria-(hidden|current|pressed))$/;
  const number = (text, seed) => [...text].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) | 0, seed);
  const shape = (node) => [node.localName, ...new Set([...node.children].map((child) => child.localName)),
    ...[...node.attributes].map(({name, value}) => name + (told.test(name) ? value : !value)),
    [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())].join();
  const seen = new Set(known), fresh = [], old = [];
  const visit = (node, around) => {
    const part = number(shape(node), around), before = old.length;
    let changed = !seen.has(part);
    if (changed) fresh.push(part);
    seen.add(part);
    if (node.localName !== "svg") for (const child of node.children) changed = visit(child, part) || changed;
    if (!changed) old.splice(before, Infinity, node);
    return changed;
  };
  visit(document.body, 7);
  window.judgedBefore = old;
  return fresh;
}
"""
_TOO_WIDE = """
() => {
  const room = document.documentElement.clientWidth;
  const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  if (wide <= room) return null;
  const clipped = (node) => node && node !== document.body &&
    (getComputedStyle(node).overflowX !== "visible" || clipped(node.parentElement));
  const names = [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > room + 1 && !clipped(node.parentElement))
    .map((node) => node.tagName.toLowerCase() + (node.className.baseVal ?? "." + node.className));
  return {room, wide, names: names.slice(0, 5)};
}
"""
_ALL_WORDS = """
() => {
  const said = [document.title, document.body.innerText];
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const node of document.querySelectorAll(`[${name}]`)) said.push(node.getAttribute(name));
  return {said: said.join("\\n"), language: document.documentElement.lang, title: document.title.trim()};
}
"""


async def axe(page: Page, judged: set[int]) -> list[str]:
    """Serious and critical findings of axe-core in what is new on this page, one line an element.

    `judged` are the parts that were judged before, on a screen like this; the new ones are added to it.
    """
    fresh = await page.evaluate(_FIND_NEW_PARTS, list(judged))
    if not fresh:
        return []
    judged.update(fresh)
    # Only now: to read it takes a browser longer than most pages do, and most show nothing new.
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE)
    found: list[dict[str, Any]] = await page.evaluate(_RUN_AXE, TAGS)
    return [
        f"axe {one['impact']} {one['id']}: {node['html'][:200]} ({node['why'][:240]})"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


async def too_wide(page: Page) -> list[str]:
    """A page that can be pushed sideways, with the elements that stick out."""
    found = await page.evaluate(_TOO_WIDE)
    return [f"{found['wide']} px wide in {found['room']} px: {', '.join(found['names'])}"] if found else []


async def unwritten_words(page: Page, locale: str) -> list[str]:
    """Message keys and unfilled placeholders where words should be, and a page in another language."""
    found = await page.evaluate(_ALL_WORDS)
    faults = [f"a message key is shown: {key}" for key in sorted(set(_KEY_LIKE.findall(found["said"])))]
    faults += [f"never filled: {name}" for name in sorted(set(_UNFILLED.findall(found["said"])))]
    if not found["language"].startswith(locale):
        faults.append(f"the page says it is in {found['language']!r}, not in {locale!r}")
    if not found["title"]:
        faults.append("the page has no title")
    return faults


async def but_axe(page: Page, locale: str) -> list[str]:
    return [*await too_wide(page), *await unwritten_words(page, locale)]
