// What this phone keeps, by account: the snapshot given last, and every attempt in order until the server has judged it.
import { openDB } from "../../vendor/idb/index.js";

const NAME = "mouth";
const VERSION = 1;
const SURELY = { durability: "strict" };
const SOON = { durability: "relaxed" };

/** The phone keeps nothing: `storage_missing` where the browser does not let it, `storage_full` where it cannot. */
export class StoreFault extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

let opened = null;

function made(database) {
  database.createObjectStore("snapshots", { keyPath: "user" });
  const queue = database.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
  queue.createIndex("user", "user");
  queue.createIndex("nonce", "nonce", { unique: true });
}

async function database() {
  try {
    opened ??= openDB(NAME, VERSION, { upgrade: made, terminated: () => (opened = null) });
    return await opened;
  } catch (fault) {
    opened = null;
    throw new StoreFault("storage_missing", fault);
  }
}

async function reading(store, read) {
  return read((await database()).transaction(store).store);
}

async function writing(store, write, how = SURELY) {
  const work = (await database()).transaction(store, "readwrite", how);
  try {
    const [answer] = await Promise.all([write(work.store), work.done]);
    return answer;
  } catch (fault) {
    throw new StoreFault("storage_full", fault);
  }
}

export const snapshotOf = (user) => reading("snapshots", (store) => store.get(user)).then((found) => found ?? null);
export const keepSnapshot = (snapshot) => writing("snapshots", (store) => store.put(snapshot));
export const dropSnapshot = (user) => writing("snapshots", (store) => store.delete(user));
export const itemsOf = (user) => reading("queue", (store) => store.index("user").getAll(user));
export const addItem = (item) => writing("queue", (store) => store.add(item));
export const putItem = (item) => writing("queue", (store) => store.put(item));
export const dropItems = (items) => writing("queue", (store) => Promise.all(items.map(({ seq }) => store.delete(seq))));

// A newer snapshot may have come since this one was read: it must be neither overwritten nor dropped with it.
const ifStill = ({ user, signature }, change) =>
  writing("snapshots", async (store) => (await store.get(user))?.signature === signature && change(store), SOON);

/** Carry the clock of this very snapshot on. */
export const keepClock = (snapshot, clock) => ifStill(snapshot, (store) => store.put({ ...snapshot, clock }));
/** Drop this very snapshot. */
export const dropOver = (snapshot) => ifStill(snapshot, (store) => store.delete(snapshot.user));

/** Snapshots of other accounts go; what those accounts did not yet send stays, unseen, until they sign in again. */
export async function dropOthers(user) {
  const users = await reading("snapshots", (store) => store.getAllKeys());
  await Promise.all(users.filter((other) => other !== user).map(dropSnapshot));
}
