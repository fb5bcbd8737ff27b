// The answer of a scan as sound and vibration: told apart without looking, each unlike the others.
// Browsers allow both only after a touch on this very page, so the first touch makes the sound ready.
const TONES = {
  admit: [[880, 110], [1320, 200]],
  refuse: [[220, 320], [0, 90], [220, 320], [0, 90], [220, 480]],
  unknown: [[520, 140], [0, 110], [520, 140], [0, 110], [520, 140]],
  recorded: [[660, 140]],
  evacuate: [[960, 350], [640, 350], [960, 350], [640, 350]],
};
const BUZZES = {
  admit: [140],
  refuse: [380, 120, 380, 120, 560],
  unknown: [160, 120, 160, 120, 160],
  recorded: [80],
  evacuate: [500, 100, 500, 100, 500],
};
const LOUD = 0.4;
const EDGE_S = 0.01;
let sound = null;

function makeReady() {
  if (typeof AudioContext === "undefined") return;
  sound ??= new AudioContext();
  sound.resume();
}

function play(tones) {
  let at = sound.currentTime;
  for (const [pitch, ms] of tones) {
    const end = at + ms / 1000;
    if (pitch > 0) beep(pitch, at, end);
    at = end;
  }
}

// Faded at both ends: a tone cut off hard clicks.
function beep(pitch, at, end) {
  const tone = new OscillatorNode(sound, { frequency: pitch, type: "square" });
  const volume = new GainNode(sound, { gain: 0 });
  volume.gain.setValueAtTime(0, at).linearRampToValueAtTime(LOUD, at + EDGE_S);
  volume.gain.setValueAtTime(LOUD, end - EDGE_S).linearRampToValueAtTime(0, end);
  tone.connect(volume).connect(sound.destination);
  tone.start(at);
  tone.stop(end);
}

/** Sound and vibration of a verdict (admit, refuse, unknown or recorded), or of an evacuation. */
export function signal(verdict) {
  if (mayBeHeard()) navigator.vibrate?.(BUZZES[verdict]); // before a touch the browser refuses, and complains
  if (sound?.state === "running") play(TONES[verdict]);
}

/** Whether the browser would let a signal be heard and felt now. */
export function mayBeHeard() {
  return navigator.userActivation?.hasBeenActive ?? true;
}

for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, makeReady, { capture: true });
