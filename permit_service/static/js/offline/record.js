// How something is kept for the server: when it happened, by which snapshot, once.
import { look } from "./phone.js";
import { addItem, putItem, StoreFault } from "./store.js";

const NOTHING = {
  user: null, device: null, snapshot: null, claims: null, items: [],
  now: NaN, disputed: true, inside: [], evacuating: false, emptied_at: null, work_clock_from: null, contact_from: null,
};

/** Everything this phone knows; nothing, and why, where its storage fails. */
export async function knownNow() {
  try {
    return await look();
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    return { ...NOTHING, fault: fault.code };
  }
}

async function keeping(item, write) {
  if (item.user === null) return "nobody";
  try {
    await write(item);
    return null;
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    return fault.code;
  }
}

/** Keep an item for the server. Gives the fault in words' code, null once it is kept. */
export const kept = (item) => keeping(item, addItem);
/** Keep one anew that was kept before, with what has come to it. */
export const keptAgain = (item) => keeping(item, putItem);

/** The members of an item that tell when and by which snapshot; without a snapshot it happened when it is received. */
export function stamped({ user, device, claims, now, disputed }, verdict) {
  const elapsed = claims === null ? null : Math.max(Math.round(now - Date.parse(claims.issued_at)), 0);
  return {
    user, device, verdict, state: "waiting",
    at: Number.isNaN(now) ? Date.now() : now,
    device_time: new Date(Date.now()).toISOString(),
    snapshot: claims && { id: claims.snapshot, elapsed_ms: elapsed, disputed },
  };
}

// One at a time, on all pages of this phone: the second tap sees what the first has recorded.
export const alone = (work) => (navigator.locks ? navigator.locks.request("attempt", work) : work());
