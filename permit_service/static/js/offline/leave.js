// form[data-sign-out]: before somebody leaves, what waits is sent; then what this phone keeps for them goes. Only what
// could not be sent stays, without names, unseen until they sign in again.
import { forgetOwner, owner } from "./owner.js";
import { upload } from "./queue.js";
import { end } from "./series.js";
import { dropItems, dropSnapshot, itemsOf, putItem } from "./store.js";

const UNSENT = ["waiting", "problem"];
const AT_MOST_MS = 5000;

async function wipe(user) {
  await dropSnapshot(user);
  const items = await itemsOf(user);
  await dropItems(items.filter(({ state }) => !UNSENT.includes(state)));
  await Promise.all(items.filter(({ state }) => UNSENT.includes(state)).map((item) => putItem({ ...item, person: null })));
}

export function attach(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { user } = owner() ?? { user: null };
    const patience = new Promise((resolve) => setTimeout(resolve, AT_MOST_MS));
    try {
      if (user !== null) {
        await end(user);
        await Promise.race([upload(user), patience]);
        await wipe(user);
      }
    } finally {
      forgetOwner();
      form.submit(); // whatever the phone's storage does, the session ends
    }
  });
}
