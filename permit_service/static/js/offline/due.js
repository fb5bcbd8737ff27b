// What is due next by this phone's count: a value, a call to those inside, the end of the permit.
const NOTHING = { reading: null, contact: null, work: null };
const later = (from, seconds) => new Date(Date.parse(from) + seconds * 1000).toISOString();

/** Moments as text by the server's time, null where nothing is due. Nothing is told while nobody can tell the time, and
 * while everybody is called out. */
export function due({ claims, inside, disputed, evacuating, work_clock_from, contact_from }) {
  if (claims === null || disputed || evacuating) return NOTHING;
  const watched = { reading: null, contact: null };
  if (inside.some(({ rescue }) => !rescue)) {
    watched.reading = work_clock_from === null ? claims.reading_due_at : later(work_clock_from, claims.reading_every_s);
    watched.contact = contact_from === null ? claims.contact_due_at : later(contact_from, claims.contact_every_s);
  }
  return { ...watched, work: claims.work_until };
}
