// The log of uses: each entry names the one before it by its hash and is signed by the device, so that none
// can be changed, left out or put in unnoticed.
import { digest, newId, signed, verified } from "./device.js";

export const START = "0".repeat(64);

/** Write a use at the end of the log; it is on the disk when this returns. Call it alone (`keep.alone`). */
export async function append(keep, { device, anchor, token, taken, value, clerk, now, said }) {
  const last = await keep.last();
  const same = last?.anchor === anchor.anchor_id;
  const seq = (last?.seq ?? 0) + 1;
  const use = newId(now);
  const body = JSON.stringify({
    v: 1,
    seq,
    prev: last ? await digest(last.body) : START,
    device: device.device_id,
    store: device.store_id,
    anchor: anchor.anchor_id,
    n: (same ? last.n : 0) + 1,
    sum: (same ? last.sum : 0) + value,
    use,
    token: token.text,
    taken,
    clerk: clerk.person_id,
    at: new Date(now).toISOString(),
  });
  const { n, sum } = JSON.parse(body);
  const sig = await signed(body);
  const { voucher, madeAt, serial } = token;
  const used = token.parts.map((part) => part.used);
  const entry = {
    ...{ seq, use, body, sig, anchor: anchor.anchor_id, n, sum, at: now },
    ...{ voucher, madeAt, serial, used, taken, value, clerk, said },
  };
  await keep.append(entry);
  return entry;
}

/** The first entry that is not as it was signed, or does not follow the one before it; null where all do. */
export async function broken(entries, device) {
  let before = null;
  for (const entry of entries) {
    const said = JSON.parse(entry.body);
    const follows = before ? said.prev === (await digest(before.body)) && entry.seq === before.seq + 1 : true;
    const same = said.seq === entry.seq && said.use === entry.use && sameNumbers(said.taken, entry.taken);
    if (!follows || !same || !(await verified(device, entry.body, entry.sig))) return entry;
    before = entry;
  }
  return null;
}

const sameNumbers = (one, other) => one.length === other.length && one.every((n, at) => n === other[at]);
