// A gas value as it is typed without network: figures, or OL where the detector shows that it is over its range.
import { beyond } from "./decide.js";

const AMOUNT = /^\d{1,6}(\.\d{1,6})?$/;
const OVER_RANGE = /^ol$/i;

export const isTyped = (text) => AMOUNT.test(text) || OVER_RANGE.test(text);
export const valueOf = (gas, text, unit) => (OVER_RANGE.test(text) ? { gas, saturated: true } : { gas, amount: text, unit });

/** Beyond a signed limit, or over the detector's range: this phone calls everybody out. */
export const isBad = (claims, { gas, amount, unit, saturated }) => saturated === true || beyond(claims, gas, amount, unit);
