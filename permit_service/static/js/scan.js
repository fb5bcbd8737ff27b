// form[data-scan]: reads a QR code by camera or from a photo into [data-scan-code] and submits the form.
// The typed code stays usable all the time; what the camera cannot do is said in words.
// Where the answer comes in place the camera runs on, and waits while an answer is asked for or shown.
import decodeQR from "../vendor/qr/decode.js";
import { mayBeHeard } from "./signal.js";

const SIDE = 720;
const PAUSE_MS = 60;
const LAST = "scan:last";
const SAME_MS = 3000; // a code that was out of sight for less than this is still the same showing of it

/** The text in the picture's middle square (`whole`: in all of it), or null. */
function read(context, source, width, height, whole) {
  const side = Math.min(width, height);
  const [cutWidth, cutHeight] = whole ? [width, height] : [side, side];
  const scale = Math.min(1, (whole ? 2 * SIDE : SIDE) / Math.max(cutWidth, cutHeight));
  const target = { width: Math.round(cutWidth * scale), height: Math.round(cutHeight * scale) };
  Object.assign(context.canvas, target);
  context.drawImage(source, (width - cutWidth) / 2, (height - cutHeight) / 2, cutWidth, cutHeight, 0, 0, target.width, target.height);
  try {
    return decodeQR(context.getImageData(0, 0, target.width, target.height));
  } catch {
    return null; // the decoder throws on every picture without a readable code
  }
}

/** What the page before sent: still in sight, it is no answer to what this page asks for. */
function carriedOver() {
  const text = sessionStorage.getItem(LAST);
  sessionStorage.removeItem(LAST);
  return text;
}

function nextFrame(video, callback) {
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(callback);
  else requestAnimationFrame(callback);
}

export function attach(form) {
  const part = (name) => form.querySelector(`[data-scan-${name}]`);
  const [camera, says, tools, torch, starter] = ["camera", "says", "tools", "torch", "start"].map(part);
  const video = camera.querySelector("video");
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const runsOn = form.hasAttribute("data-in-place");
  const last = { text: carriedOver(), at: performance.now() };
  let stream = null;
  let wanted = false;
  let paused = part("code").value !== ""; // closed for a code that came by itself or is being typed

  function say(key, state = "none") {
    says.hidden = false;
    says.classList.toggle("notice-warn", state === "warn");
    says.classList.toggle("notice-none", state !== "warn");
    part("text").textContent = form.getAttribute(`data-scan-${key}`);
  }

  function stop() {
    wanted = false;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    camera.hidden = true;
    torch.hidden = true;
    starter.hidden = false;
  }

  function found(text) {
    if (!runsOn) {
      stop();
      sessionStorage.setItem(LAST, text);
    }
    says.hidden = true;
    navigator.vibrate?.(60);
    part("code").value = text;
    part("method").value = "scan";
    form.requestSubmit();
  }

  /** Nothing is read while an answer is under way or on the screen, or somebody fills in another field. */
  function waits() {
    return form.closest('[aria-busy="true"]') !== null || document.querySelector("dialog[open]") !== null
      || form.contains(document.activeElement?.closest("input:not([type=file], [type=checkbox])"));
  }

  /** The text in sight if it was not there just now. */
  function fresh() {
    if (waits()) {
      last.at = performance.now();
      return null;
    }
    const text = video.videoWidth > 0 ? read(context, video, video.videoWidth, video.videoHeight, false) : null;
    if (text === null) return null;
    const now = performance.now();
    const same = text === last.text && now - last.at < SAME_MS;
    Object.assign(last, { text, at: now });
    return same ? null : text;
  }

  function look() {
    if (stream === null) return;
    if (!form.isConnected) {
      stop();
      return;
    }
    const text = fresh();
    if (text !== null) found(text);
    setTimeout(() => nextFrame(video, look), PAUSE_MS);
  }

  function offerTorch(track) {
    if (!track.getCapabilities?.().torch) return;
    torch.hidden = false;
    torch.setAttribute("aria-pressed", "false");
  }

  async function open() {
    if (!navigator.mediaDevices) {
      say("insecure", "warn");
      starter.hidden = true;
      return;
    }
    starter.hidden = true;
    wanted = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (fault) {
      stop();
      say(fault.name === "NotAllowedError" ? "refused" : "missing", "warn");
      return;
    }
    if (!wanted) {
      stop(); // typed, or left, while the browser still asked for the camera
      return;
    }
    video.srcObject = stream;
    camera.hidden = false;
    say(runsOn && !mayBeHeard() ? "silent" : "looking");
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", stop); // taken by another app, or by the phone while it slept
    offerTorch(track);
    await video.play();
    nextFrame(video, look);
  }

  starter.addEventListener("click", open);
  torch.addEventListener("click", async () => {
    const on = torch.getAttribute("aria-pressed") !== "true";
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
    torch.setAttribute("aria-pressed", String(on));
  });
  part("photo").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    event.target.value = "";
    const picture = await createImageBitmap(file).catch(() => null); // not a picture: as one without a code
    const text = picture && read(context, picture, picture.width, picture.height, true);
    if (text === null) say("nothing", "warn");
    else found(text);
  });
  // Who types does not want another code to be read in between.
  part("code").addEventListener("input", () => {
    part("method").value = "typed";
    if (!wanted) return;
    paused = true;
    stop();
    says.hidden = true;
  });
  if (runsOn) {
    document.addEventListener("pointerdown", () => stream && say("looking"), { once: true });
    document.body.addEventListener("scanned", () => {
      part("code").value = "";
      if (stream !== null) say("looking");
      else if (paused) open();
      paused = false;
    });
  }
  window.addEventListener("pagehide", stop);
  tools.hidden = false;
  if (part("code").value === "") open();
}
