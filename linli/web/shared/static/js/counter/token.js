// Signed vouchers, read and verified without asking anybody: the browser's half of `vouchers/tokens.py`.
// Big-endian bytes: version 1, form 1, market 4, key 4, voucher 16, terms 16, serial 2, valid from 4, valid
// until 4, made at 4, count of parts 1, of each part units and used (varints), nonce 6, signature 64. Times
// are seconds since 1970. Whatever is not exactly a token is none.
import { decode } from "./base45.js";

const PREFIX = "LINLI1:";
const LONGEST = 460;
const SIGNATURE = 64;
const NONCE = 6;
const MOST_PARTS = 12;
const VARINT = 7;
const DISPLAY = 2;
// How long a displayed token is good, and how far two clocks may be apart; in seconds.
const DISPLAYED = 90;
const APART = 30;

export const isToken = (text) => text.toUpperCase().startsWith(PREFIX);

/** What a text says, whoever signed it; null where it is not exactly a token. */
export function read(text) {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null;
  const bytes = decode(text.slice(PREFIX.length));
  if (!bytes || bytes.length <= SIGNATURE) return null;
  const body = bytes.slice(0, -SIGNATURE);
  try {
    return { ...parsed(new Bytes(body)), text, body, signature: bytes.slice(-SIGNATURE) };
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}

function parsed(bytes) {
  if (bytes.number(1) !== 1) throw new RangeError("another version");
  const token = {
    form: bytes.number(1),
    market: bytes.number(4),
    key: bytes.number(4),
    voucher: uuid(bytes.take(16)),
    terms: uuid(bytes.take(16)),
    serial: bytes.number(2),
    validFrom: bytes.number(4),
    validUntil: bytes.number(4),
    madeAt: bytes.number(4),
    parts: Array.from({ length: bytes.number(1) }, () => ({ units: bytes.varint(), used: bytes.varint() })),
  };
  bytes.take(NONCE);
  if (bytes.left || !makesSense(token)) throw new RangeError("not exactly a token");
  return token;
}

function makesSense(token) {
  if (token.form !== 1 && token.form !== DISPLAY) return false;
  if (!token.parts.length || token.parts.length > MOST_PARTS) return false;
  if (!token.market || !token.key || !token.serial || token.validFrom >= token.validUntil) return false;
  return token.parts.every((part) => part.units >= Math.max(1, part.used));
}

/** Why a token is not believed (other_market, unknown_key, forged), or null. `keys`: number → raw bytes. */
export async function distrust(token, market, keys) {
  if (token.market !== market) return "other_market";
  const raw = keys.get(token.key);
  if (!raw) return "unknown_key";
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return (await crypto.subtle.verify("Ed25519", key, token.signature, token.body)) ? null : "forged";
}

/** Why it is not good at a moment (seconds since 1970): too_early, expired, stale (displayed too long ago, or
 * from a future that no clocks explain); or null. */
export function untimely(token, at) {
  if (at < token.validFrom) return "too_early";
  if (at >= token.validUntil) return "expired";
  if (token.madeAt > at + APART) return "stale";
  return token.form === DISPLAY && at >= token.madeAt + DISPLAYED ? "stale" : null;
}

/** The last eight bytes of a voucher's id, as the lists of spent and given vouchers name it. */
export const endOf = (voucher) => voucher.replaceAll("-", "").slice(-16);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function uuid(bytes) {
  const digits = hex(bytes);
  return [0, 8, 12, 16, 20].map((from, n) => digits.slice(from, [8, 12, 16, 20, 32][n])).join("-");
}

class Bytes {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  take(size) {
    if (size > this.left) throw new RangeError("it ends too soon");
    this.at += size;
    return this.bytes.slice(this.at - size, this.at);
  }

  number(size) {
    return this.take(size).reduce((number, byte) => number * 256 + byte, 0);
  }

  // At most 49 bits, which a number holds exactly; shifts would cut it to 32.
  varint() {
    let number = 0;
    for (let place = 0; place < VARINT; place += 1) {
      const byte = this.number(1);
      number += (byte & 0x7f) * 128 ** place;
      if (byte < 0x80) {
        if (place && !byte) throw new RangeError("written longer than it is");
        return number;
      }
    }
    throw new RangeError("too long");
  }
}
