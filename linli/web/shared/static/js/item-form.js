// The form of an article: “more lines” without a round trip; leaving with something typed is asked about.
const form = document.querySelector("[data-item-form]");
let dirty = false;

function lengthen(button) {
  const lines = form.querySelector(`[data-lines="${CSS.escape(button.dataset.more)}"]`);
  const last = lines?.lastElementChild;
  if (!last) return false;
  const fresh = last.cloneNode(true);
  for (const field of fresh.querySelectorAll("input, select")) {
    field.value = "";
    field.removeAttribute("aria-invalid");
  }
  for (const told of fresh.querySelectorAll(".field-error")) told.remove();
  lines.append(fresh);
  fresh.querySelector("input:not([type=hidden])").focus();
  return true;
}

form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more]");
  if (button && lengthen(button)) event.preventDefault();
});
form?.addEventListener("input", () => (dirty = true));
form?.addEventListener("submit", () => (dirty = false));
addEventListener("beforeunload", (event) => dirty && event.preventDefault());
