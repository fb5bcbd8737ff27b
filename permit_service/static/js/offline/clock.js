// The server's time as this phone estimates it: told once, carried on by monotonic time, never by the phone's own clock.
// The phone's clock only watches: a jump beside monotonic time, or a gap between pages, and nobody can tell (disputed).
const JUMP_MS = 5000;

/** This moment: by the phone's clock, by the page's monotonic time, and which page that is. */
export const here = () => ({ wall: Date.now(), run: performance.now(), page: performance.timeOrigin });

/** A clock to which the server told `issued_at` at the moment `mark`. Where the phone's own is so wrong that the server
 * would dispute what it tells, nobody can tell from the start. */
export function begun({ issued_at, clock_ahead_s, clock_behind_s }, mark) {
  const server = Date.parse(issued_at);
  const off = (mark.wall - server) / 1000;
  return { server, ...mark, disputed: off > clock_ahead_s || off < -clock_behind_s };
}

/** The same clock read now; once disputed it stays so until the server tells the time anew. */
export function read(clock, mark = here()) {
  const samePage = clock.page === mark.page;
  const apart = mark.wall - clock.wall;
  const gone = samePage ? mark.run - clock.run : apart;
  const jumped = samePage ? Math.abs(apart - gone) > JUMP_MS : apart < 0 || apart > JUMP_MS;
  return { server: clock.server + Math.max(gone, 0), ...mark, disputed: clock.disputed || jumped };
}
