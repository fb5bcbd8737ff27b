// Who is inside by the signed snapshot and what was recorded on this phone since; what `decide` asks of it.
const iso = (time) => (time === null ? null : new Date(time).toISOString());
const letIn = ({ body, verdict }) => body.direction !== "out" && (verdict === "admit" || body.reported === true);

function enter(state, { at, nonce, body, person }) {
  const named = { key: nonce, entry: null, in_at: iso(at), rescue: body.direction === "rescue_in" };
  const heads = body.direction === "rescue_in" ? body.head_count : 1;
  const unnamed = person === null ? heads : heads - 1;
  if (state.inside.length === 0) state.workClock = state.contact = at;
  const known = person !== null && state.inside.some((one) => one.person === person.person);
  if (person !== null && !known) state.inside.push({ ...named, ...person, tools: body.tools ?? 0 });
  for (let head = 0; head < unnamed; head += 1) {
    state.inside.push({ ...named, key: `${nonce}-${head}`, person: null, name: body.label ?? "", tools: 0 });
  }
}

function leave(state, { at, key }) {
  const before = state.inside.length;
  state.inside = state.inside.filter((one) => one.key !== key);
  if (before > 0 && state.inside.length === 0) state.emptied = at;
}

const CHANGES = {
  scan(state, item) {
    if (letIn(item)) enter(state, item);
    else if (item.body.direction === "out" && item.state !== "problem") leave(state, item);
  },
  evacuation(state) {
    state.evacuating = true;
  },
  muster(state, { at, body, state: sent }) {
    if (!body.all_out || body.counted !== state.inside.length || sent === "problem") return;
    if (state.inside.length > 0) state.emptied = at;
    state.inside = [];
  },
  contact(state, { at, body }) {
    if (body.answered) state.contact = at;
  },
  reading(state, { at, whole }) {
    if (whole) state.workClock = at;
  },
};

/** `{inside: [{key, entry, person, name, in_at, tools, rescue}], emptied_at, work_clock_from, contact_from, evacuating}` */
export function presence(claims, items) {
  const inside = (claims?.inside ?? []).map((one) => ({ ...one, key: one.entry }));
  const state = { inside, emptied: null, workClock: null, contact: null, evacuating: claims?.evacuating ?? false };
  for (const item of items) if (!item.covered) CHANGES[item.kind]?.(state, item);
  const [emptied_at, work_clock_from, contact_from] = [state.emptied, state.workClock, state.contact].map(iso);
  return { inside: state.inside, emptied_at, work_clock_from, contact_from, evacuating: state.evacuating };
}
