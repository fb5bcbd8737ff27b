// data-countdown="<ISO time>" data-soon="<seconds>" data-passed="<text>"
// data-units="<hour>,<minute>,<second>": the time left, ticking.
import { everySecond, serverNow } from "./time.js";

const two = (number) => String(number).padStart(2, "0");

function parts(left, [hour, minute, second]) {
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  return hours > 0 ? [[hours, hour], [two(minutes), minute]] : [[minutes, minute], [two(left % 60), second]];
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function show(left, figures, { passed, units }) {
  if (left <= 0) {
    figures.className = "countdown-over";
    figures.textContent = passed;
    return;
  }
  figures.replaceChildren(...parts(left, units.split(",")).flatMap(([number, unit]) => [element("b", number), element("small", unit)]));
}

export function attach(box) {
  const until = Date.parse(box.dataset.countdown);
  const soon = Number(box.dataset.soon);
  const figures = box.querySelector(".countdown-parts");
  if (figures === null) return;
  everySecond(box, () => {
    const left = Math.floor((until - serverNow()) / 1000);
    if (Number.isNaN(left)) return false;
    box.classList.toggle("countdown-running", left > soon);
    box.classList.toggle("countdown-soon", left > 0 && left <= soon);
    box.classList.toggle("countdown-passed", left <= 0);
    show(left, figures, box.dataset);
    return left > 0;
  });
}
