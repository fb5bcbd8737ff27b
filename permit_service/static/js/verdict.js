// data-good-until="<ISO time>" data-stale-title="<text>": takes an answer off the screen when its time is over
// or when, after a sleep, the server cannot be asked what time it is.
import { everySecond, serverNow } from "./time.js";

export function attach(verdict) {
  const until = Date.parse(verdict.dataset.goodUntil);
  let withdrawn = false;

  function withdraw() {
    if (withdrawn) return;
    withdrawn = true;
    verdict.className = "verdict verdict-unknown";
    const title = verdict.querySelector(".verdict-title");
    title.textContent = verdict.dataset.staleTitle;
    title.classList.add("verdict-title-long");
    const shape = verdict.querySelector(".shape-verdict");
    shape.setAttribute("class", "shape shape-warn shape-verdict");
    shape.querySelector("use").setAttribute("href", "#s-warn");
  }

  document.addEventListener("server-time-lost", withdraw);
  everySecond(verdict, () => {
    // Written so that an unknown time also withdraws.
    if (!(serverNow() < until)) withdraw();
    return !withdrawn;
  });
}
