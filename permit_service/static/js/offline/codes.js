// Reads and verifies a printed code without network: the twin of the package qr, held to tests/vectors/qr_tokens.json.
// Layout: version 1 | kind 1 | kid 2 | id 16 | not-before 4 | not-after 4 | signature 64 (r‖s, ECDSA P-256, SHA-256).
const MAX_TEXT = 512;
const TEXT = /^(?:(?:HTTPS?:\/\/[^/?#\s]+)?\/(?<letter>[A-Z])\/)?(?<token>[^/?#:\s]+)$/;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const KINDS = { Q: "permit", S: "plate", W: "badge", T: "training", E: "exam" };
const VERSION = 1;
const BODY = 28;
const SIGNATURE = 64;
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Why a code is refused: the stage of `qr.stages`; with claims only where the signature was found good. */
export class CodeError extends Error {
  constructor(stage, claims = null) {
    super(stage);
    this.stage = stage;
    this.claims = claims;
  }
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function parse(text) {
  const stripped = text.trim();
  if (text.length > MAX_TEXT || /[^\x00-\x7f]/.test(stripped)) throw new CodeError("D|TXT");
  const match = TEXT.exec(stripped.toUpperCase());
  const letter = match?.groups.letter;
  if (match === null || (letter !== undefined && !(letter in KINDS))) throw new CodeError("D|TXT");
  return { token: match.groups.token, pathKind: KINDS[letter] };
}

function bytesOf(token) {
  if (!/^[A-Z2-7]+$/.test(token)) throw new CodeError("D|B32");
  if ([1, 3, 6].includes(token.length % 8)) throw new CodeError("D|LEN"); // no whole bytes have so many characters
  const bytes = new Uint8Array(Math.floor((token.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of token) {
    held = ((held << 5) | ALPHABET.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  if (held & ((1 << bits) - 1)) throw new CodeError("D|B32"); // bits that carry nothing must be zero
  return bytes;
}

function unpack(body) {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const kind = KINDS[String.fromCharCode(body[1])];
  const id = hex(body.subarray(4, 20)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const [notBefore, notAfter] = [view.getUint32(20), view.getUint32(24)];
  if (body[0] !== VERSION) throw new CodeError("D|VER");
  if (kind === undefined) throw new CodeError("D|KND");
  if (notBefore >= notAfter) throw new CodeError("D|WIN");
  return { version: VERSION, kind, kid: hex(body.subarray(2, 4)).toUpperCase(), id, not_before: notBefore, not_after: notAfter };
}

function decode(text) {
  const { token, pathKind } = parse(text);
  const raw = bytesOf(token);
  if (raw.length !== BODY + SIGNATURE) throw new CodeError("D|LEN");
  const body = raw.subarray(0, BODY);
  const claims = unpack(body);
  if (pathKind !== undefined && pathKind !== claims.kind) throw new CodeError("D|PTH");
  return { claims, body, signature: raw.subarray(BODY) };
}

/** Whether `signature` (64 raw bytes) of `bytes` was made with `key`, a public JWK. Needs a secure page. */
export async function signed(bytes, signature, { kty, crv, x, y }) {
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, ECDSA, false, ["verify"]);
  return crypto.subtle.verify(ECDSA, key, signature, bytes);
}

/** The claims of a good code; `now` in milliseconds. Throws CodeError with the first stage that refuses. */
export async function verify(text, keys, now, { kind = null, revoked = [] } = {}) {
  const { claims, body, signature } = decode(text);
  const key = keys.find((one) => one.kind === claims.kind && one.kid === claims.kid);
  if (key === undefined) throw new CodeError("S|KID");
  if (BigInt(`0x${hex(signature.subarray(32))}`) > HALF_ORDER) throw new CodeError("S|CAN");
  if (!(await signed(body, signature, key))) throw new CodeError("S|SIG");
  if (kind !== null && claims.kind !== kind) throw new CodeError("R|KND", claims);
  if (revoked.includes(claims.id)) throw new CodeError("R|REV", claims);
  if (now < claims.not_before * 1000) throw new CodeError("R|NBF", claims);
  if (now >= claims.not_after * 1000) throw new CodeError("R|EXP", claims);
  return claims;
}
