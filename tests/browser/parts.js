/* Every part of a page as a number: what axe's rules look at of an element and of all around it, but for the
   very words. Of parts that are alike, such as the cards of a list, one is judged.

   Takes the numbers that are known, gives the new ones, and keeps in `judgedBefore` what has nothing new. */
(known) => {
  const told =
    /^(role|type|class|lang|tabindex|autocomplete|scope|colspan|rowspan|open|hidden|dir|target|aria-.+)$/;
  const names = /^(aria-label|alt|title|placeholder|value|href|src|content)$/;
  const relations = ["labelledby", "describedby", "controls", "owns", "details", "errormessage", "flowto",
    "activedescendant"];
  const others = new Set(["for", "list", "headers", ...relations.map((name) => `aria-${name}`)]);
  const target = "a[href], button, input, select, textarea, summary, [tabindex], [role]";
  const SMALL = 24;
  const number = (text, seed) => {
    let sum = seed;
    for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
    return sum;
  };
  const count = (id) => document.querySelectorAll(`#${CSS.escape(id)}`).length;
  // An address is somewhere, here, or nowhere; a name is there or not.
  const kind = (text) => {
    if (!text.trim()) return "none";
    return text.startsWith("#") ? Math.min(count(text.slice(1)), 2) : "some";
  };
  const attribute = ({name, value}) => {
    if (others.has(name)) return name + value.split(/\s+/).filter(Boolean).map(count);
    if (names.test(name)) return name + kind(value);
    return told.test(name) ? name + value.replace(/\d+/g, 0) : name + !value;
  };
  const looks = (style) => [style.color, style.backgroundColor, style.backgroundImage !== "none",
    style.opacity, style.fontSize, style.fontWeight, style.textDecorationLine, style.display,
    style.visibility, style.position, style.clipPath, style.overflowX, style.overflowY];
  const scrolls = (node, {overflowX, overflowY}) => (overflowX !== "visible" || overflowY !== "visible") &&
    (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1);
  // Where a target is small, what is around it counts: it is like another only at the same place.
  const room = (node) => {
    if (!node.matches(target)) return "";
    const {left, top, width, height} = node.getBoundingClientRect();
    const small = Math.min(width, height) < SMALL && width > 1;
    return small ? [left, top, width, height].map(Math.round) : "wide";
  };
  const words = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const shape = (node) => {
    const style = getComputedStyle(node);
    return [node.localName, ...new Set([...node.children].map((child) => child.localName)),
      ...[...node.attributes].map(attribute), words(node), !node.textContent.trim(), node.labels?.length,
      ...looks(style), scrolls(node, style), room(node)].join();
  };
  const seen = new Set(known.split(" ").map(Number)), fresh = [], old = [];
  const visit = (node, around) => {
    const part = number(shape(node), around), before = old.length;
    let changed = !seen.has(part);
    if (changed) fresh.push(part);
    seen.add(part);
    if (node.localName !== "svg") for (const child of node.children) changed = visit(child, part) || changed;
    if (!changed) old.splice(before, Infinity, node);
    return changed;
  };
  // Which language it is in is asked of each page (findings.py), and is no matter here.
  const head = [...document.querySelectorAll("html, meta[name=viewport], meta[http-equiv]")]
    .map((node) => [...node.attributes].map(({name, value}) => name + (name === "content" ? value : !value)));
  visit(document.body, number([head, !document.title.trim()].join(), 7));
  window.judgedBefore = old;
  return fresh.join(" ");
}
