"""What is wrong with the page in front of us: accessibility, width, words that nobody wrote."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from linli.web.shared.i18n import load_all

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
GRAVE = ("serious", "critical")
KEYS = frozenset(key for catalog in load_all().values() for key in catalog)
# A token that starts like our message keys: `desk.nav.orders`, also one that nobody has written yet.
_KEY_LIKE = re.compile(
    rf"(?<![\w.@/-])(?:{'|'.join(sorted({key.split('.')[0] for key in KEYS}))})(?:\.[a-z_0-9]+)+"
)
# Placeholders that were never filled: `{count}`.
_UNFILLED = re.compile(r"\{[a-z_]+\}")

_RUN_AXE = """
async ([tags, rules]) => {
  const only = rules ? {type: "rule", values: rules} : {type: "tag", values: tags};
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  return found.violations.map(({id, impact, help, nodes}) => ({id, impact, help,
    nodes: nodes.map((node) => ({target: node.target.join(" "), html: node.html,
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
# Everything that rules look at but the words: tags, classes, attributes, whether there is text.
_SKELETON = """
() => {
  const told = /^(class|role|type|aria-)/;
  const shape = (node) => [node.localName, node.childElementCount,
    ...[...node.attributes].map(({name, value}) => name + (told.test(name) ? value : !value)),
    [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())];
  return [...document.querySelectorAll("body, body *")].map(shape).join("\\n");
}
"""
_ALL_WORDS = """
() => {
  const said = [document.title, document.body.innerText];
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const node of document.querySelectorAll(`[${name}]`)) said.push(node.getAttribute(name));
  return {said: said.join("\\n"), language: document.documentElement.lang};
}
"""


async def axe(page: Page, *rules: str) -> list[str]:
    """Serious and critical findings of axe-core, one line an element; only `rules` where some are named."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE)
    found: list[dict[str, Any]] = await page.evaluate(_RUN_AXE, [list(TAGS), list(rules) or None])
    return [
        f"axe {one['impact']} {one['id']}: {node['target']} {node['html'][:160]} ({node['why'][:240]})"
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
    return faults


async def skeleton(page: Page) -> int:
    """The same number for pages that differ in their words only; in those axe finds the same."""
    return hash(await page.evaluate(_SKELETON))


async def all_of(page: Page, locale: str) -> list[str]:
    return [*await axe(page), *await but_axe(page, locale)]


async def but_axe(page: Page, locale: str) -> list[str]:
    return [*await too_wide(page), *await unwritten_words(page, locale)]
