// The list of articles as a sheet: lines are walked and picked by keyboard, cells typed in as in a table.
import { CELLS, Kept, first } from "./item-sheet-kept.js";

const sheet = document.querySelector("form[data-sheet]");
const rows = [...(sheet?.querySelectorAll("[data-sheet-row]") ?? [])];
const pickOf = (row) => row.querySelector("[name=pick]");
let anchor = null;
let leaving = false;

function count() {
  for (const cell of sheet.querySelectorAll(CELLS)) {
    cell.classList.toggle("cell-typed", cell.value !== first(cell));
  }
  const items = [...sheet.querySelectorAll(".sheet-item")];
  const typed = items.filter((item) => item.matches(".sheet-changed") || item.querySelector(".cell-typed"));
  const picked = rows.filter((row) => pickOf(row).checked).length;
  const words = sheet.querySelector(".sheet-count");
  words.dataset.empty ??= words.textContent;
  const told = [typed.length && words.dataset.typed.replace("#", typed.length)];
  told.push(picked && words.dataset.counted.replace("#", picked));
  words.textContent = told.filter(Boolean).join(" · ") || words.dataset.empty;
  const all = sheet.querySelector("[data-pick-all]");
  all.checked = picked === rows.length;
  all.indeterminate = picked > 0 && picked < rows.length;
  for (const button of sheet.querySelectorAll("[name=deed]")) button.disabled = picked === 0;
}

function pickTo(row, on = true) {
  const [from, to] = [rows.indexOf(anchor ?? row), rows.indexOf(row)].sort((a, b) => a - b);
  for (const one of rows.slice(from, to + 1)) pickOf(one).checked = on;
  count();
}

function walk(event, row, step) {
  const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(row) + step))];
  event.preventDefault();
  next.focus();
  if (!event.shiftKey) return;
  anchor ??= row;
  pickTo(next);
}

function onRow(event, row) {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length }[event.key];
  if (step) walk(event, row, step);
  else if (event.key === "x" || event.key === " ") {
    event.preventDefault();
    anchor = row;
    pickOf(row).checked = !pickOf(row).checked;
    count();
  } else if (event.key === "Enter") {
    event.preventDefault();
    (row.querySelector(".cell") ?? row.querySelector("a")).focus();
  }
}

function onCell(event, cell) {
  const column = cell.closest("td, th").classList[cell.closest("td, th").classList.length - 1];
  const cells = [...sheet.querySelectorAll(`.${column} .cell`)];
  const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
  if (event.key === "Escape") {
    if (cell.value === first(cell)) cell.closest(".sheet-item").querySelector("[data-sheet-row]").focus();
    cell.value = first(cell);
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (step && !(cell.options && event.key !== "Enter")) {
    event.preventDefault();
    const next = cells[cells.indexOf(cell) + step];
    next?.focus();
    next?.select?.();
  }
}

function keys(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    sheet.requestSubmit(sheet.querySelector("[data-sheet-save]"));
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches?.("input:not([type=checkbox]), select, textarea");
  if (event.target.matches?.(CELLS)) onCell(event, event.target);
  else if (event.target.closest?.("[data-sheet-row]")) onRow(event, event.target.closest("[data-sheet-row]"));
  else if (typing) return;
  else if (event.key === "/") {
    event.preventDefault();
    document.querySelector("[data-sheet-search]").focus();
  } else if (event.key === "ArrowDown" && event.target === document.body) {
    event.preventDefault();
    rows[0]?.focus();
  }
}

if (sheet) {
  const kept = new Kept(sheet);
  kept.restore();
  document.addEventListener("keydown", keys);
  sheet.addEventListener("input", (event) => {
    if (event.target.matches(CELLS)) kept.keep(event.target);
    count();
  });
  sheet.addEventListener("click", (event) => {
    const row = event.target.matches("[name=pick]") && event.target.closest("[data-sheet-row]");
    if (row && event.shiftKey) pickTo(row, event.target.checked);
    if (row) anchor = row;
  });
  sheet.addEventListener("submit", () => {
    kept.send();
    leaving = true;
  });
  const all = sheet.querySelector("[data-pick-all]");
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const row of rows) pickOf(row).checked = all.checked;
    count();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && sheet.querySelector(".cell-typed")) event.preventDefault();
  });
  count();
}
