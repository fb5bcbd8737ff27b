// [data-alarm]: sounds and shakes while people must come out, until somebody touches the screen.
// [data-pulse] stands on every page at the mouth, so that the first touch there already makes the sound ready.
import { signal } from "./signal.js";

const AGAIN_MS = 2500;

export function attach(element) {
  if (!("alarm" in element.dataset)) return;
  document.querySelectorAll("dialog[open]").forEach((answer) => answer.close()); // the verdict of a scan covers the page
  const timer = setInterval(ring, AGAIN_MS);
  const silence = () => clearInterval(timer);

  function ring() {
    if (element.isConnected) signal("evacuate");
    else silence();
  }

  document.addEventListener("pointerdown", silence, { once: true });
  ring();
}
