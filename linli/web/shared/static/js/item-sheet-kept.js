// What was typed in the sheet of articles and is not saved yet, kept while the tab lives, on whatever page of
// the list it is. A cell comes back with the revision that was looked at when it was typed, so that whatever
// somebody else did meanwhile is told when it is saved.
export const CELLS = ".sheet-item .cell";
const lineOf = (cell) => cell.closest(".sheet-item").querySelector("[name=row]");

export function first(cell) {
  if (!cell.options) return cell.defaultValue;
  return [...cell.options].find((one) => one.defaultSelected)?.value ?? "";
}

export class Kept {
  constructor(sheet) {
    this.sheet = sheet;
    this.key = `linli:sheet:${sheet.dataset.sheet}`;
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) || "{}");
    } catch {
      return {};
    }
  }

  write(kept) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // No storage here: the sheet still works, it only forgets.
    }
  }

  restore() {
    const kept = this.read();
    const saved = this.sheet.dataset.sheetSaved !== undefined;
    for (const cell of this.sheet.querySelectorAll(CELLS)) {
      const was = kept[cell.name];
      if (was?.sent && saved) delete kept[cell.name];
      else if (was) {
        cell.value = was.value;
        lineOf(cell).value = was.line;
      }
    }
    this.write(kept);
  }

  keep(cell) {
    const kept = this.read();
    if (cell.value === first(cell)) delete kept[cell.name];
    else kept[cell.name] = { value: cell.value, line: lineOf(cell).value };
    this.write(kept);
  }

  send() {
    const kept = this.read();
    for (const cell of this.sheet.querySelectorAll(CELLS)) if (kept[cell.name]) kept[cell.name].sent = true;
    this.write(kept);
  }
}
