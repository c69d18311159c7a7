// [data-passkey="create"|"get"]: makes a passkey, or signs in with one. Inside: [data-passkey-offer] with the
// form, shown where the browser can do it; [data-passkey-none] and [data-passkey-elsewhere], shown where it
// cannot, or where this is not the site of the passkeys (data-site); [data-passkey-said] for what went wrong.
// data-options is asked for a challenge; the device's answer travels in the form's field `credential`.
// data-canceled, data-taken, data-unable and data-failed are the words for each end.
const RENEW_AFTER = 4.5 * 60 * 1000;
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
// What waits for a choice in the autofill of the page; a browser does one of these at a time.
let waiting = null;

class Refused extends Error {}

async function options(box, form) {
  const body = new FormData(form);
  body.delete("credential");
  const headers = { "X-CSRF-Token": form.elements.csrf_token.value };
  const answer = await fetch(box.dataset.options, { method: "POST", body, headers });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.said);
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const asked = { ...told, challenge: bytes(told.challenge) };
  if (told.user) asked.user = { ...told.user, id: bytes(told.user.id) };
  asked.excludeCredentials = known(told.excludeCredentials);
  asked.allowCredentials = known(told.allowCredentials);
  return asked;
}

function answered(key) {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = key.response;
  const parts = { clientDataJSON, attestationObject, authenticatorData, signature, userHandle };
  const response = {};
  for (const [name, part] of Object.entries(parts)) if (part) response[name] = written(part);
  return JSON.stringify({ id: key.id, rawId: written(key.rawId), type: key.type, response });
}

function say(box, text) {
  const place = box.querySelector("[data-passkey-said]");
  place.textContent = text;
  place.hidden = !text;
}

function wordsFor(box, error) {
  if (error instanceof Refused) return error.message;
  const { canceled, taken, unable, failed } = box.dataset;
  const words = { NotAllowedError: canceled, InvalidStateError: taken, NotSupportedError: unable };
  return words[error.name] ?? failed;
}

async function run(box, form, extra = {}) {
  const publicKey = await options(box, form);
  const work = box.dataset.passkey === "create" ? "create" : "get";
  const key = await navigator.credentials[work]({ publicKey, ...extra });
  form.elements.credential.value = answered(key);
  form.submit();
}

async function pressed(box, form) {
  waiting?.abort();
  waiting = null;
  say(box, "");
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  try {
    await run(box, form);
  } catch (error) {
    say(box, wordsFor(box, error));
    button.removeAttribute("aria-busy");
    delete form.dataset.sent;
  }
}

// Passkeys among what the browser offers in the phone field; renewed before the challenge is too old.
async function autofill(box, form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  const mine = waiting;
  const renewal = setTimeout(() => mine === waiting && mine.abort("renewal"), RENEW_AFTER);
  try {
    await run(box, form, { mediation: "conditional", signal: mine.signal });
  } catch (error) {
    if (error === "renewal" || mine.signal.reason === "renewal") autofill(box, form);
  } finally {
    clearTimeout(renewal);
  }
}

function offer(box) {
  const site = new URL(box.dataset.site);
  const show = (name, seen) => box.querySelector(`[data-passkey-${name}]`)?.toggleAttribute("hidden", !seen);
  const elsewhere = location.origin !== site.origin;
  const able = !elsewhere && "PublicKeyCredential" in window && "credentials" in navigator;
  show("offer", able);
  show("elsewhere", elsewhere);
  show("none", !able && !elsewhere);
  if (!able) return;
  const form = box.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    pressed(box, form);
  });
  if (box.dataset.passkey === "get") autofill(box, form);
}

document.querySelectorAll("[data-passkey]").forEach(offer);
