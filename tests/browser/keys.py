"""Going about without a mouse: Tab to what is wanted, and everything on the way can be seen."""

from typing import Any

from tests.browser.theater import Person

MOST_TABS = 80
# What the keyboard is at, in words, and whether anybody can see that it is there: a ring around it (or around
# the label that it is a part of), on the screen, and with nothing else on top of all of it.
_FOCUS = """
() => {
  const node = document.activeElement;
  if (node === document.body) return {told: "", name: "body", field: ""};
  const label = node.matches("input[type=radio], input[type=checkbox]") ? node.closest("label") : null;
  const ringed = [node, label].some((one) => {
    const style = one && getComputedStyle(one);
    return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
      || style.boxShadow !== "none");
  });
  const {left, top, right, bottom, width, height} = (label ?? node).getBoundingClientRect();
  const around = label ?? node;
  const shown = [0.05, 0.5, 0.95].some((x) => [0.1, 0.5, 0.9].some((y) => {
    const above = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    return above !== null && (around.contains(above) || above.contains(around));
  }));
  const told = node.getAttribute("aria-label") || node.labels?.[0]?.innerText || node.innerText || node.value;
  return {told: (told || "").trim(), name: node.localName, field: node.getAttribute("name") || "",
    ringed, shown, big: width * height > 0};
}
"""


async def focus(person: Person) -> dict[str, Any]:
    """What has the focus; fails where nobody could see that."""
    found: dict[str, Any] = await person.page.evaluate(_FOCUS)
    if found["name"] != "body" and found["big"]:
        assert found["ringed"], f"no ring says that the focus is at {found}"
        assert found["shown"], f"the focus is off the screen, or all of it lies under something: {found}"
    return found


async def tabs_to(person: Person, words: str = "", *, field: str = "") -> None:
    """Press Tab until something with these words, or the field of this name, has the focus."""
    for _ in range(MOST_TABS):
        await person.page.keyboard.press("Tab")
        found = await focus(person)
        if (field and found["field"] == field) or (words and words in found["told"]):
            return
    raise AssertionError(f"no {words or field!r} within {MOST_TABS} times Tab")


async def types(person: Person, field: str, text: str) -> None:
    """Tab to the field of this name and type."""
    await tabs_to(person, field=field)
    await person.page.keyboard.type(text)


async def enters(person: Person, key: str = "Enter") -> None:
    """Press the key on what has the focus; it leads to another page, on which nothing went wrong."""
    async with person.page.expect_navigation(wait_until="load"):
        await person.page.keyboard.press(key)
    assert (person.status, person.faults) == (200, [])
