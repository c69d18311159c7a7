// A hand scanner types as a keyboard does, and may do so while a number field has the focus. What comes in
// one burst belongs into the code field; the number is put back as it was.
const BURST = 45;
const LEAST = 6;
const burst = { field: null, before: "", text: "", at: 0 };

const numeric = (target) =>
  target.matches?.("input[type=number], input[inputmode=numeric], input[inputmode=decimal]") ? target : null;

function noted(field, key, now) {
  const another = burst.field !== field || now - burst.at > BURST;
  if (another) Object.assign(burst, { field, before: field.value, text: "" });
  burst.text += key;
  burst.at = now;
}

function moveOn(code) {
  burst.field.value = burst.before;
  burst.field.dispatchEvent(new Event("input", { bubbles: true }));
  burst.field = null;
  code.focus();
  code.value = burst.text;
}

document.addEventListener("keydown", (event) => {
  const field = numeric(event.target);
  const code = document.querySelector("[data-code-input]");
  if (!field || !code || field === code || event.ctrlKey || event.metaKey || event.altKey) return;
  const now = event.timeStamp;
  if (event.key === "Enter") {
    if (burst.field !== field || now - burst.at > BURST || burst.text.length < LEAST) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    moveOn(code);
    code.form.requestSubmit();
    return;
  }
  if (event.key.length !== 1) return;
  noted(field, event.key, now);
  // No number has a letter, so whoever types one is no hand at this field.
  if (!/[\p{L}:]/u.test(event.key)) return;
  event.preventDefault();
  moveOn(code);
}, true);
