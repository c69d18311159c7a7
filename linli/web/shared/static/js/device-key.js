// What makes this browser a device of a shop: its key, which never leaves it, and what the shop calls it.
// Kept in a database of its own, in which there is one device at most.
const DATABASE = "linli-device";
const STORE = "device";
const THIS = "this";

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

// One request in a transaction that is on the disk when the promise is fulfilled.
async function inStore(mode, act) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const asBytes = (what) => (typeof what === "string" ? new TextEncoder().encode(what) : what);
const signed = async (keys, what) =>
  base64url(await crypto.subtle.sign("Ed25519", keys.privateKey, asBytes(what)));
const kept = () => inStore("readonly", (store) => store.get(THIS));

// {device_id, market, slug, store_id, name, public_key}, or null where this browser is no device.
export async function thisDevice() {
  const found = await kept();
  if (!found) return null;
  const { keys, ...device } = found;
  return device;
}

// The signature (base64url) of a text or of bytes by this device's key.
export async function sign(what) {
  const found = await kept();
  if (!found) throw new Error("this browser is no device");
  return signed(found.keys, what);
}

export async function forgetDevice() {
  await inStore("readwrite", (store) => store.delete(THIS));
}

// A new key pair whose private half cannot be read, not even here: {public_key, sign, keep}.
export async function newKey() {
  const keys = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const public_key = base64url(await crypto.subtle.exportKey("raw", keys.publicKey));
  return {
    public_key,
    sign: (what) => signed(keys, what),
    keep: (device) => inStore("readwrite", (store) => store.put({ ...device, public_key, keys }, THIS)),
  };
}
