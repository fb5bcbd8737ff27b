// Keeps the screen on while a scanner, the kept page or an alarm stands on it: nobody unlocks a phone in gloves.
// The browser lets go whenever the page is hidden. A phone that cannot, or will not now, sleeps as it always did.
let holding = false;

async function hold() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // low on battery, or not allowed: nothing here depends on it
  }
}

export function attach() {
  if (holding || !navigator.wakeLock) return;
  holding = true;
  document.addEventListener("visibilitychange", hold);
  hold();
}
