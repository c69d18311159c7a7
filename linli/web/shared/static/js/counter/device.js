// This browser as a device of a store, and what it signs with the key that never leaves it.
import { sign, thisDevice } from "../device-key.js";

const text = new TextEncoder();

export function unbase64url(written) {
  const characters = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

export function base64url(bytes) {
  const characters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What this browser is at the counter of an address (/{market}/counter/{slug}); null where it is none. */
export async function deviceAt(root) {
  const [, market, , slug] = root.split("/");
  const device = await thisDevice();
  return device?.market === market && device.slug === slug ? device : null;
}

export const signed = (body) => sign(body);

/** Whether this device has signed it. */
export async function verified(device, body, signature) {
  const raw = unbase64url(device.public_key);
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, unbase64url(signature), text.encode(body));
}

export async function digest(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(body)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A UUIDv7: uses sort by when they were made. */
export function newId(at = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(at / 256 ** (5 - place)) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
