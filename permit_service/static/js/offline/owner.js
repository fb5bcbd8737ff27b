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

export function attach({ dataset }) {
  if (dataset.owner === "") forgetOwner();
  else if (owner()?.user !== dataset.owner || owner().device !== dataset.device) {
    localStorage.setItem(KEY, JSON.stringify({ user: dataset.owner, device: dataset.device }));
  }
}
