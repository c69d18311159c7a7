// Dense tables: the arrow keys go from row to row, Home and End to the first and last, the space bar picks.
const TURNS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

function targetOf(row) {
  return row.querySelector("th a") ?? row.querySelector("td a") ?? row.querySelector("[name=pick]");
}

function move(event) {
  const frame = event.target.closest?.(".dense-frame");
  if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...frame.querySelectorAll("tbody tr")].filter(targetOf);
  if (!rows.length) return;
  const now = rows.indexOf(event.target.closest("tbody tr"));
  const wanted = now < 0 && event.key !== "End" ? 0 : now + TURNS[event.key];
  const row = rows[Math.max(0, Math.min(rows.length - 1, wanted))];
  event.preventDefault();
  targetOf(row).focus();
}

function pick(event) {
  const box = event.target.closest?.(".dense tbody tr")?.querySelector("[name=pick]");
  if (!box || event.target.matches("input, button, select, textarea")) return;
  event.preventDefault();
  box.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key in TURNS && !event.target.matches?.("input:not([name=pick]), select, textarea")) move(event);
  else if (event.key === " ") pick(event);
});

// What is picked: how many, all of them at once, and nothing sent while nothing is.
for (const table of document.querySelectorAll("table[data-picks]")) {
  const form = document.getElementById(table.dataset.picks);
  const boxes = [...table.querySelectorAll("[name=pick]")];
  const all = table.querySelector("[data-pick-all]");
  const words = form.querySelector("[data-picked]");
  const empty = words.textContent;
  const count = () => {
    const picked = boxes.filter((box) => box.checked).length;
    words.textContent = picked ? words.dataset.picked.replace("%", picked) : empty;
    all.checked = picked === boxes.length;
    all.indeterminate = picked > 0 && picked < boxes.length;
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  table.addEventListener("change", count);
  form.addEventListener("click", (event) => {
    if (!event.target.closest("button") || boxes.some((box) => box.checked)) return;
    event.preventDefault();
    boxes[0].focus();
  });
  count();
}
