// What the screens of the offline counter share: the device's memory, what is being looked at, how to sync.
import { deviceRefusal } from "./judging.js";

export const till = { keep: null, seen: null, sync() {} };

/** What the device knows, its last use, and why it may not redeem now, if it may not. */
export async function standing() {
  const [facts, last] = await Promise.all([till.keep.facts(), till.keep.last()]);
  const stopped = facts.altered ? { code: "log_broken" } : deviceRefusal(facts, last, Date.now());
  return { facts, last, stopped };
}
