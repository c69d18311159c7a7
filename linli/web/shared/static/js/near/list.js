// The list of the nearby page, exchanged in place while a map stands beside it: filters, pages,
// another area.
let waiting = null;

function sameSearch(link) {
  return link.origin === location.origin && link.pathname === location.pathname && !link.hash;
}

/** Links of the list that only change the search are followed without leaving the map, once there is one. */
export function follow(page, hasMap) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest("#near a[href]");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || !sameSearch(link) || !hasMap() || event.defaultPrevented) return;
    event.preventDefault();
    swap(page, link.href, { words: wordsOf(link) });
  });
}

/** What a link is called, without what changes from list to list. */
function wordsOf(link) {
  return link.dataset.key ?? link.textContent;
}

function focusLike(list, words) {
  if (!words) return;
  const twin = [...list.querySelectorAll("a")].find((link) => wordsOf(link) === words);
  (twin ?? list.querySelector("h1")).focus({ preventScroll: true });
}

/** Fetch the list of `address` and put it in place of this one; tells "near:list" when it stands. */
export async function swap(page, address, { push = true, replace = false, words = "" } = {}) {
  waiting?.abort();
  waiting = new AbortController();
  const url = new URL(address);
  if (page.dataset.view === "map") url.searchParams.set("view", "map");
  const old = page.querySelector("#near");
  old.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: waiting.signal });
    const text = await answer.text();
    const found = new DOMParser().parseFromString(text, "text/html");
    const list = found.querySelector("#near");
    if (!list) throw new Error(`no list at ${url}`);
    old.replaceWith(list);
    document.title = found.title;
    if (push) history.pushState({}, "", url);
    else if (replace) history.replaceState(history.state, "", url);
    focusLike(list, words);
    if (push) list.scrollIntoView({ block: "nearest" });
    page.dispatchEvent(new CustomEvent("near:list"));
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}
