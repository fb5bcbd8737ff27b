// What this phone knows for the account signed in: its verified snapshot, the time, what was recorded since.
import * as clocks from "./clock.js";
import { signed } from "./codes.js";
import { owner } from "./owner.js";
import { presence } from "./presence.js";
import * as store from "./store.js";

let clock = null; // this page's own reading; what is stored serves the next page

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

/** The claims of a snapshot as the server gave it; throws where its signature does not verify. */
export async function verified({ claims, signature, kid, keys }) {
  const key = keys.find((one) => one.kind === "snapshot" && one.kid === kid);
  const good = key !== undefined && (await signed(new TextEncoder().encode(claims), bytesOf(signature), key));
  if (!good) throw new Error("the snapshot's signature does not verify");
  return JSON.parse(claims);
}

/** The server told its time in a snapshot that was asked for at `mark`. */
export function startClock(claims, mark) {
  clock = clocks.begun(claims, mark);
  return clock;
}

function readClock(stored) {
  if (clock === null && stored !== null) clock = clocks.read(stored);
  return clock === null ? null : clocks.read(clock);
}

async function claimsOf(snapshot) {
  if (snapshot === null) return { claims: null, fault: null };
  if (!globalThis.crypto?.subtle) return { claims: null, fault: "insecure" };
  try {
    return { claims: await verified(snapshot), fault: null };
  } catch {
    return { claims: null, fault: "snapshot_spoiled" };
  }
}

/**
 * Everything at this moment: `{user, device, snapshot, claims, fault, now, disputed, items, inside, …}`. `now` is in
 * milliseconds, NaN where no server ever told it. Throws StoreFault where nothing can be kept.
 */
export async function look() {
  const { user, device } = owner() ?? { user: null, device: null };
  const snapshot = user === null ? null : await store.snapshotOf(user);
  const items = user === null ? [] : await store.itemsOf(user);
  const told = readClock(snapshot?.clock ?? null);
  const { claims, fault } = await claimsOf(snapshot);
  return {
    user, device, snapshot, claims, fault, items,
    now: told?.server ?? NaN,
    disputed: told?.disputed ?? true,
    ...presence(claims, items),
  };
}

/** Carry the time on for the next page, and forget a snapshot that is over and has nobody inside and nothing to send. */
export async function keepUp() {
  const known = await look();
  const { snapshot, claims, items, inside, now, disputed } = known;
  if (snapshot === null) return known;
  const over = claims !== null && !disputed && now >= Date.parse(claims.good_until);
  if (over && inside.length === 0 && items.every(({ state }) => state === "done")) await store.dropOver(snapshot);
  else await store.keepClock(snapshot, clocks.read(clock));
  return known;
}
