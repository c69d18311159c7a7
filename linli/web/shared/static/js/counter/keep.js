// What a counter keeps, one IndexedDB for each device that this browser has been: `facts` (what the server
// last told), `log` (each use as it was signed, never changed) and `outcomes` (what became of each use).
// A write is over only when it is on the disk.
import { deviceAt } from "./device.js";

const VERSION = 1;
const STRICT = { durability: "strict" };

const done = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

const written = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.addEventListener("complete", resolve);
    transaction.addEventListener("abort", () => reject(transaction.error));
  });

function opened(name) {
  const request = indexedDB.open(name, VERSION);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore("facts");
    request.result.createObjectStore("log", { keyPath: "seq" }).createIndex("voucher", "voucher");
    request.result.createObjectStore("outcomes", { keyPath: "use" });
  });
  return done(request);
}

export class Keep {
  constructor(name, database, device) {
    this.name = name;
    this.device = device;
    this.database = database;
    // A newer page in another tab may need another shape; it must not wait for this one.
    database.addEventListener("versionchange", () => database.close());
  }

  /** Of the device that this browser is at a counter; empty where it is none. */
  static async open(root) {
    const device = await deviceAt(root);
    const name = `linli-counter:${device?.device_id ?? "none"}`;
    return new Keep(name, await opened(name), device);
  }

  #read(store) {
    return this.database.transaction(store, "readonly").objectStore(store);
  }

  /** Everything that is known, by its name; `device` is null where this browser is none. */
  async facts() {
    const store = this.#read("facts");
    const [names, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    const known = Object.fromEntries(names.map((name, at) => [name, values[at]]));
    return { ...known, device: this.device };
  }

  /** Facts that hold from now on, all or none. */
  async learn(facts) {
    const transaction = this.database.transaction("facts", "readwrite", STRICT);
    const store = transaction.objectStore("facts");
    for (const [name, value] of Object.entries(facts)) store.put(value, name);
    await written(transaction);
  }

  /** One more use at the end of the log; fails where another tab was faster. */
  async append(entry) {
    const transaction = this.database.transaction("log", "readwrite", STRICT);
    transaction.objectStore("log").add(entry);
    await written(transaction);
  }

  async last() {
    const cursor = await done(this.#read("log").openCursor(null, "prev"));
    return cursor?.value ?? null;
  }

  /** The whole log, oldest first. */
  entries() {
    return done(this.#read("log").getAll());
  }

  usesOf(voucher) {
    return done(this.#read("log").index("voucher").getAll(voucher));
  }

  /** What became of the uses that the server has heard of, by use. */
  async outcomes() {
    const told = await done(this.#read("outcomes").getAll());
    return new Map(told.map((one) => [one.use, one]));
  }

  async tell(outcomes) {
    const transaction = this.database.transaction("outcomes", "readwrite", STRICT);
    for (const outcome of outcomes) transaction.objectStore("outcomes").put(outcome);
    await written(transaction);
  }

  /** Forget uses long decided; the newest stays, for the chain goes on from it. */
  async forget(entries) {
    const transaction = this.database.transaction(["log", "outcomes"], "readwrite", STRICT);
    for (const entry of entries) {
      transaction.objectStore("log").delete(entry.seq);
      transaction.objectStore("outcomes").delete(entry.use);
    }
    await written(transaction);
  }

  /** One at a time among all tabs of this store. */
  alone(task) {
    return navigator.locks.request(this.name, task);
  }
}
