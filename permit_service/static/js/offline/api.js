// The service's API with this browser's session, asked only by the page itself.
const PATIENCE_MS = 15000;

/** No answer came: no network, or a server that cannot answer now. What was asked may have been done. */
export class NotReached extends Error {}

/** One request: `{status, ok, body}`. Throws NotReached. */
export async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
  } catch (fault) {
    throw new NotReached(path, { cause: fault });
  }
  if (answer.status >= 500 || answer.status === 429) throw new NotReached(`${path}: ${answer.status}`);
  return { status: answer.status, ok: answer.ok, body: await answer.json().catch(() => ({})) };
}

/** Whose session this is, its device, and a fresh token for its writes; null where nobody is signed in. */
export async function session() {
  const [me, token] = [await call("/me"), await call("/me/csrf")];
  return me.ok && token.ok ? { user: me.body.user_id, device: me.body.device, token: token.body.token } : null;
}

export const post = (path, body, { token }) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body) });
