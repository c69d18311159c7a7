// What was searched for in this market before: kept on this device alone, the last six, until cleared.
const MOST = 6;
const LONGEST = 80;
const keyOf = (form) => `linli:searched:${new URL(form.action).pathname}`;

function read(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(form)) || "[]");
    return Array.isArray(kept) ? kept.filter((words) => typeof words === "string") : [];
  } catch {
    return [];
  }
}

export function remember(form, words = "") {
  const one = words.trim().slice(0, LONGEST);
  if (!one) return;
  const kept = [one, ...read(form).filter((known) => known !== one)].slice(0, MOST);
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(kept));
  } catch {
    // No storage here: nothing is remembered.
  }
}

export function clear(form) {
  try {
    localStorage.removeItem(keyOf(form));
  } catch {
    // Nothing was kept.
  }
}

/** As the list that the server would write; `past` is its template with one row. */
export function recent(form, past) {
  const kept = read(form);
  if (!kept.length) return "";
  const list = past.content.cloneNode(true);
  const row = list.querySelector("[role=option]");
  for (const words of kept) {
    const one = row.cloneNode(true);
    const address = new URL(form.action);
    address.searchParams.set("q", words);
    const at = form.elements.at?.value;
    if (at) address.searchParams.set("at", at);
    one.dataset.href = address.href;
    one.dataset.words = words;
    one.querySelector("[data-words]").textContent = words;
    row.before(one);
  }
  row.remove();
  const holder = document.createElement("div");
  holder.append(list);
  return holder.innerHTML;
}
