// [data-sheet-file]: says which file was chosen, takes one that is dropped on it, and refuses what is
// larger than may be sent (data-large) before it travels. A form with data-busy says so while it is read.
const LARGEST = 8 * 2 ** 20;

function told(box) {
  const input = box.querySelector("input[type=file]");
  const name = box.querySelector("[data-sheet-name]");
  const [file] = input.files;
  name.dataset.before ??= name.textContent;
  const large = file && file.size > LARGEST;
  input.setCustomValidity(large ? box.dataset.large : "");
  name.textContent = large ? box.dataset.large : (file?.name ?? name.dataset.before);
}

for (const box of document.querySelectorAll("[data-sheet-file]")) {
  box.addEventListener("change", () => told(box));
  box.addEventListener("dragover", () => box.classList.add("file-drop-over"));
  for (const end of ["dragleave", "drop"]) {
    box.addEventListener(end, () => box.classList.remove("file-drop-over"));
  }
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const said = form.querySelector("[data-busy-said]");
    if (said) said.textContent = form.dataset.busy;
  });
}
