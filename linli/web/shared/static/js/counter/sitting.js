// [data-sitting]: a clerk sits down by PIN. The server judges it; where it is right, this device remembers it
// too, so that the clerk can take over without a network. Without this script the form works by itself.
import { remember } from "./clerks.js";
import { Keep } from "./keep.js";

async function sitDown(form) {
  const headers = { Accept: "application/json" };
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
  // Whatever went wrong, the page itself tells it better.
  if (!answer?.ok) return form.submit();
  const root = form.dataset.sitting;
  try {
    const keep = await Keep.open(root);
    const { value } = form.elements.person_id;
    const chosen = form.querySelector("input[name=person_id]:checked")?.closest("label");
    await remember(keep, value, form.elements.pin.value.normalize("NFKC").trim());
    await keep.learn({ clerk: { person_id: value, name: chosen?.textContent.trim() ?? "" }, tookOver: null });
  } catch (fault) {
    console.warn("PIN not kept on this device:", fault);
  }
  return location.assign(root);
}

const form = document.querySelector("[data-sitting]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  sitDown(form);
});
