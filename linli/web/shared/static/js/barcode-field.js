// Fields of [data-barcode]: a button beside each opens the camera and fills it with what it reads. The page
// has ui.barcode_reader(). A field that was filled sends `barcode` (detail.text).
import { scannerOf } from "./scan.js";

const dialog = document.querySelector("[data-barcode-dialog]");
const button = document.querySelector("template[data-barcode-button]");
let scanner = null;
let field = null;

function dress(input) {
  const box = document.createElement("div");
  box.className = "barcode-with";
  input.replaceWith(box);
  box.append(input, button.content.cloneNode(true));
}

function close() {
  scanner?.stop();
  if (dialog.open) dialog.close();
  field?.focus();
}

function open(input) {
  field = input;
  scanner = scannerOf(dialog.querySelector("[data-scan]"));
  dialog.showModal();
  scanner.start();
}

if (dialog && button) {
  document.querySelectorAll("input[data-barcode]").forEach(dress);
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-barcode-scan]");
    if (pressed) open(pressed.parentElement.querySelector("input"));
    if (event.target.closest("[data-barcode-close]")) close();
  });
  dialog.addEventListener("close", () => scanner?.stop());
  dialog.addEventListener("scan", (event) => {
    field.value = event.detail.text;
    navigator.vibrate?.(60);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    field.dispatchEvent(new CustomEvent("barcode", { bubbles: true, detail: event.detail }));
  });
}
