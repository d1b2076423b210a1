// What tells of answers that nobody has read yet: the title of the page, and a sound.
import { soundOn } from "./keeping.js";

const MARK = /^\(\d+\) /;

// Puts the number before the page's title, and takes it off again; what the page itself writes there stays.
export function titled(count) {
  const plain = document.title.replace(MARK, "");
  const wanted = count ? `(${count}) ${plain}` : plain;
  if (document.title !== wanted) document.title = wanted;
}

// Two short tones. Browsers let a page sound only once somebody has touched it; before that nothing is heard.
let audio = null;
export function chime() {
  if (!soundOn() || !globalThis.AudioContext || navigator.userActivation?.hasBeenActive === false) return;
  audio ??= new AudioContext();
  for (const [at, hertz] of [[0, 660], [0.14, 880]]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.06, audio.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.26);
  }
}
