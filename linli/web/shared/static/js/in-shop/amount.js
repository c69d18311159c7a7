// The amount in a shop: big keys for a thumb, and the sum on the button. Without it the phone's own keys do.
const form = document.querySelector("[data-amount-form]");
const field = form?.querySelector("[data-amount]");
const pad = form?.querySelector("[data-keypad]");
const pay = form?.querySelector("[data-pay]");
const plain = pay?.textContent;
const sign = form?.querySelector(".shop-pay-sign")?.textContent ?? "";

/** What the field says as a number of at most two decimals; NaN for what is none. */
function amount() {
  const text = field.value.replace(",", ".").trim();
  return /^\d{1,7}(\.\d{0,2})?$|^\.\d{1,2}$/.test(text) ? Number(text) : NaN;
}

function show() {
  const sum = amount();
  pay.lastChild.textContent = sum > 0 ? pay.dataset.pay.replace("{sum}", `${sign}${sum.toFixed(2)}`) : plain;
}

function press(key) {
  const text = field.value.replace(",", ".");
  if (key === "back") field.value = text.slice(0, -1);
  else if (key === "." ? !text.includes(".") : text.split(".")[1]?.length !== 2) {
    field.value = text === "0" && key !== "." ? key : (text || (key === "." ? "0" : "")) + key;
  }
  show();
}

if (pad && field) {
  // Fingers get large keys and no second keyboard over them; whoever has keys types.
  if (matchMedia("(pointer: coarse)").matches) {
    field.inputMode = "none";
    pad.hidden = false;
  } else field.focus();
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (key) press(key);
  });
  field.addEventListener("input", show);
  if (pay) show();
}
