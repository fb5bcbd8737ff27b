// Fetches a new pass snapshot from the server, verifies it, and lets it take the place of the last one.
import { NotReached, post, session } from "./api.js";
import { here } from "./clock.js";
import { startClock, verified } from "./phone.js";
import { dropItems, dropOthers, dropSnapshot, itemsOf, keepSnapshot, putItem } from "./store.js";

const NO_SUCH_POST = [403, 404, 409, 422];

/**
 * Ask for a snapshot of the guardian's open post. `kept`, `refused` (there is no such post: the last snapshot goes
 * too), `signed_out`, or `not_reached`. Throws StoreFault, and Error where the signature does not verify.
 */
export async function refresh(user, postId) {
  try {
    const signedIn = await session();
    if (signedIn?.user !== user) return "signed_out";
    return await replace(user, postId, signedIn);
  } catch (fault) {
    if (!(fault instanceof NotReached)) throw fault;
    return "not_reached";
  }
}

async function replace(user, postId, signedIn) {
  const before = await itemsOf(user);
  const mark = here(); // before it is asked for, so that this clock is never behind the server's
  const answer = await post("/snapshots", { post: postId }, signedIn);
  if (NO_SUCH_POST.includes(answer.status)) {
    await dropSnapshot(user);
    await cover(before);
    return "refused";
  }
  if (!answer.ok) return "not_reached";
  const { claims, signature, kid, keys, revocations } = answer.body;
  const read = await verified({ claims, signature, kid, keys });
  await dropOthers(user);
  await keepSnapshot({ user, claims, signature, kid, keys, revocations, clock: startClock(read, mark) });
  await cover(before);
  return "kept";
}

// What the server has judged stands in the new snapshot; what it judged otherwise stays to be read.
async function cover(items) {
  await dropItems(items.filter(({ state }) => state === "done"));
  const read = items.filter(({ state }) => state === "disputed");
  await Promise.all(read.map((item) => putItem({ ...item, covered: true })));
}
