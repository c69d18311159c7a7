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

/** On the button: the sum, or what is left of it after coupons where that is known by now. */
function show() {
  const sum = amount();
  const off = document.querySelector("#off");
  const known = off?.dataset.of && Number(off.dataset.of) === Math.round(sum * 100);
  const words = known ? off.dataset.total : `${sign}${sum.toFixed(2)}`;
  pay.lastChild.textContent = sum > 0 ? pay.dataset.pay.replace("{sum}", words) : plain;
}

function press(key) {
  const text = field.value.replace(",", ".");
  if (key === "back") field.value = text.slice(0, -1);
  else if (key === "." ? !text.includes(".") : text.split(".")[1]?.length !== 2) {
    field.value = text === "0" && key !== "." ? key : (text || (key === "." ? "0" : "")) + key;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

if (pad && field && pay) {
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
  document.addEventListener("htmx:after:swap", show);
  show();
}
