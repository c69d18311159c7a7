// The sheet of filters, [data-sheet]: closes by Escape and by a press beside it; what is not asked for is
// left out of the address; with a map beside the list the list is exchanged in place.
function address(form) {
  const url = new URL(form.action);
  const joined = new Map();
  for (const [name, value] of new FormData(form)) {
    if (value) joined.set(name, [...(joined.get(name) ?? []), value]);
  }
  for (const [name, values] of joined) {
    if (name !== "order" || values[0] !== "best") url.searchParams.set(name, values.join(","));
  }
  return url.href;
}

/** `go(address)` shows that search. */
export function sheets(page, go) {
  page.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-find-filters]");
    if (!form) return;
    event.preventDefault();
    go(address(form));
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close(true));
  document.addEventListener("pointerdown", ({ target }) => target.closest("[data-sheet]") || close(false));

  function close(focus) {
    const open = page.querySelector("[data-sheet][open]");
    if (!open) return;
    open.open = false;
    if (focus) open.querySelector("summary").focus();
  }
}
