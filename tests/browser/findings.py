"""What is wrong with the page in front of us: accessibility, width, words that nobody wrote."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from linli.web.shared.i18n import load_all

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text("utf-8")
_FIND_NEW_PARTS = (HERE / "parts.js").read_text("utf-8")
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


async def axe(page: Page, judged: set[str]) -> list[str]:
    """Serious and critical findings of axe-core in what is new on this page, one line an element.

    `judged` are the parts that were judged before, on a screen like this; the new ones are added to it.
    """
    # In one text: thousands of numbers one by one take long on their way to the browser.
    fresh = await page.evaluate(_FIND_NEW_PARTS, " ".join(judged))
    if not fresh:
        return []
    judged.update(fresh.split())
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
