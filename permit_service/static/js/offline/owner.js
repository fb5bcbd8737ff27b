// Whose phone this is now: [data-owner="<account>" data-device="<id>"] on every page of somebody signed in, empty where
// nobody is. What is kept here for another account stays hidden from this one.
const KEY = "owner";

/** The account signed in last, and the id of its device; null after a sign-out, and where storage is refused. */
export function owner() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null; // a browser that refuses storage keeps nothing here either
  }
}

/** Nobody: what is kept is shown to no one before its account signs in again. */
export function forgetOwner() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // refused to write, hence nothing to forget
  }
}

async function become({ owner: user, device }) {
  const before = owner();
  if (before?.user === user && before.device === device && before.alone) return;
  const keep = (alone) => localStorage.setItem(KEY, JSON.stringify({ user, device, alone }));
  keep(false); // hides what is of others at once; that it is gone is noted when it is
  const { dropOthers } = await import("./store.js");
  await dropOthers(user);
  keep(true);
}

export function attach({ dataset }) {
  if (dataset.owner === "") forgetOwner();
  else become(dataset).catch(() => null); // where nothing can be kept there is nothing of others either
}
