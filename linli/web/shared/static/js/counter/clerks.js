// Several clerks at one device. A PIN is proved by the server; from then on this device knows it too, as a
// slow print of its own, so that clerks can take turns without a network.
import { base64url, unbase64url } from "./device.js";

const ROUNDS = 600_000;
const TRIES = 5;
const PAUSE = 5 * 60_000;

async function print(pin, salt) {
  const bytes = new TextEncoder().encode(pin);
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return base64url(await crypto.subtle.deriveBits(how, key, 256));
}

/** Remember a PIN that the server has just found right. */
export async function remember(keep, personId, pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { pins = {} } = await keep.facts();
  await keep.learn({
    pins: { ...pins, [personId]: { salt: base64url(salt), print: await print(pin, salt) } },
    tries: null,
  });
}

/** Whether this is the clerk's PIN, as far as the device knows: "right", "wrong", "unknown" or "pause". */
export async function check(keep, personId, pin, now = Date.now()) {
  const { pins = {}, tries } = await keep.facts();
  const wrong = tries && now - tries.at < PAUSE ? tries.count : 0;
  if (wrong >= TRIES) return "pause";
  const known = pins[personId];
  if (!known) return "unknown";
  if ((await print(pin, unbase64url(known.salt))) === known.print) {
    await keep.learn({ tries: null });
    return "right";
  }
  await keep.learn({ tries: { count: wrong + 1, at: now } });
  return "wrong";
}
