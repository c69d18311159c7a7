// Base 45 (RFC 9285): the text of a signed voucher back into bytes. One text for the bytes, or none.
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** The bytes whose encoding this is; null for every other text. */
export function decode(text) {
  const values = Array.from(text, (character) => VALUES.get(character));
  if (values.includes(undefined) || values.length % 3 === 1) return null;
  const bytes = [];
  for (let at = 0; at + 2 < values.length; at += 3) {
    const pair = values[at] + 45 * values[at + 1] + 2025 * values[at + 2];
    if (pair > 0xffff) return null;
    bytes.push(pair >> 8, pair & 0xff);
  }
  if (values.length % 3 === 2) {
    const last = values.at(-2) + 45 * values.at(-1);
    if (last > 0xff) return null;
    bytes.push(last);
  }
  return Uint8Array.from(bytes);
}
