// [data-enrol]: the form by which this browser becomes a device. It makes a key, signs data-signed with it,
// sends name and public key, keeps the device, and goes on to data-next. data-unable and data-failed are the
// words for what went wrong.
import { newKey } from "./device-key.js";

class Refused extends Error {}

function say(form, text) {
  const place = form.querySelector("[data-enrol-said]");
  place.textContent = text;
  place.hidden = !text;
}

async function sent(form, key) {
  const body = new FormData(form);
  body.set("public_key", key.public_key);
  body.set("signature", await key.sign(form.dataset.signed));
  const headers = {
    Accept: "application/json",
    "Accept-Language": document.documentElement.lang,
    "X-CSRF-Token": form.elements.csrf_token.value,
  };
  const answer = await fetch(form.action, { method: "POST", body, headers });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.detail ?? form.dataset.failed);
  return told;
}

async function enrol(form) {
  let key;
  try {
    key = await newKey();
  } catch {
    throw new Refused(form.dataset.unable);
  }
  const { market, slug } = form.dataset;
  const { device_id, store_id, name } = await sent(form, key);
  await key.keep({ device_id, market, slug, store_id, name });
}

const form = document.querySelector("[data-enrol]");
let working = false;
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (working) return;
  working = true;
  const button = form.querySelector("button");
  say(form, "");
  button.setAttribute("aria-busy", "true");
  try {
    await enrol(form);
    location.assign(form.dataset.next);
  } catch (error) {
    say(form, error instanceof Refused ? error.message : form.dataset.failed);
    button.removeAttribute("aria-busy");
    delete form.dataset.sent;
    working = false;
  }
});
