// Prices typed like a spreadsheet: arrows and Enter go up and down the column, and a column that was
// copied from one fills the fields below.
const table = document.querySelector("[data-price-table]");
const fields = () => [...table.querySelectorAll("input.price-ask")];

function go(from, step) {
  const all = fields();
  const next = all[all.indexOf(from) + step];
  if (next) {
    next.focus();
    next.select();
  }
}

function pasted(event) {
  const lines = event.clipboardData.getData("text").trim().split(/\r?\n/);
  if (lines.length < 2) return;
  event.preventDefault();
  const all = fields();
  const first = all.indexOf(event.target);
  lines.forEach((line, place) => {
    const field = all[first + place];
    if (field) field.value = line.trim();
  });
}

table?.addEventListener("keydown", (event) => {
  if (!event.target.matches("input.price-ask")) return;
  const steps = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 };
  if (!(event.key in steps) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go(event.target, steps[event.key]);
});
table?.addEventListener("paste", (event) => {
  if (event.target.matches("input.price-ask")) pasted(event);
});
