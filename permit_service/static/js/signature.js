// [data-signature]: shows its canvas and keeps the drawing as PNG data URL in [data-signature-value];
// [data-signature-clear] wipes both.
import SignaturePad from "../vendor/signature_pad/signature_pad.js";

export function attach(box) {
  box.hidden = false;
  const canvas = box.querySelector("canvas");
  const value = box.querySelector("[data-signature-value]");
  const pad = new SignaturePad(canvas, { penColor: "#1a2026", minWidth: 1, maxWidth: 3 });

  function keep() {
    value.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
  }

  // The bitmap follows the shown size (turning the phone, opening a folded part) without losing strokes.
  function fit() {
    if (canvas.offsetWidth === 0) return;
    const ratio = Math.max(window.devicePixelRatio, 1);
    const width = Math.round(canvas.offsetWidth * ratio);
    const height = Math.round(canvas.offsetHeight * ratio);
    if (canvas.width === width && canvas.height === height) return;
    const strokes = pad.toData();
    Object.assign(canvas, { width, height });
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    pad.fromData(strokes);
    keep();
  }

  pad.addEventListener("endStroke", keep);
  box.querySelector("[data-signature-clear]").addEventListener("click", () => {
    pad.clear();
    keep();
  });
  new ResizeObserver(fit).observe(canvas);
  fit();
}
