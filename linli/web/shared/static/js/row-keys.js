// [data-row-list]: from one [data-row] link to the next by arrow keys, Home and End; Enter opens as usual.
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-row-list]");
  if (!list || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...list.querySelectorAll("[data-row]")];
  const at = rows.indexOf(event.target);
  const ends = { Home: 0, End: rows.length - 1 };
  const wanted = event.key in STEPS ? at + STEPS[event.key] : ends[event.key];
  const row = rows[Math.max(0, Math.min(rows.length - 1, wanted ?? -1))];
  if (wanted === undefined || !row) return;
  event.preventDefault();
  row.focus();
});
