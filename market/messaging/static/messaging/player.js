// Voice notes in the log: played where they stand, with the waveform that their sender's device drew.

import { icon, make, timeOf, words } from "./room.js";

const SVG = "http://www.w3.org/2000/svg", STEP = 5; // seconds that an arrow key skips
let playing;
const waveOf = (digits) => {
  const drawing = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 192 32");
  drawing.setAttribute("preserveAspectRatio", "none");
  path.setAttribute("d", [...digits].map((digit, at) => { const tall = 1 + parseInt(digit, 16) * 0.95; return `M${4 * at + 2} ${16 - tall}v${2 * tall}`; }).join(""));
  drawing.append(path);
  return drawing;
};
const dress = (link) => {
  const { voice, seconds, sound } = link.dataset;
  const wave = make("span", "wave"), time = make("span", "num tiny"), played = waveOf(voice);
  wave.append(waveOf(voice), played);
  link.replaceChildren(icon("play"), wave, time);
  link.dataset.ready = "";
  link.setAttribute("role", "button");
  let audio;
  const at = () => audio?.currentTime ?? 0;
  const show = () => {
    played.style.clipPath = `inset(0 ${100 - Math.min(100, (100 * at()) / seconds)}% 0 0)`;
    time.textContent = timeOf(at() || Number(seconds));
    const isOn = Boolean(audio && !audio.paused);
    if (link.classList.toggle("on", isOn) !== (link.firstElementChild.dataset.icon === "pause")) {
      link.firstElementChild.replaceWith(icon(isOn ? "pause" : "play"));
      link.firstElementChild.dataset.icon = isOn ? "pause" : "play";
    }
    link.setAttribute("aria-label", `${isOn ? words.pause : words.play}: ${words.voice} ${timeOf(Number(seconds))}`);
  };
  const toggle = () => {
    if (!audio) {
      audio = new Audio(sound);
      for (const name of ["timeupdate", "play", "pause", "ended"]) audio.addEventListener(name, show);
      audio.addEventListener("error", () => location.assign(link.href)); // its page says more
    }
    if (!audio.paused) return audio.pause();
    if (playing !== audio) playing?.pause();
    playing = audio;
    audio.play().catch(() => undefined);
  };
  const seek = (to) => { if (audio) audio.currentTime = Math.max(0, Math.min(seconds - 0.1, to)); };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const { left, width } = wave.getBoundingClientRect();
    if (audio && event.detail && event.clientX > left && !audio.paused) seek(((event.clientX - left) / width) * seconds);
    else toggle();
  });
  link.addEventListener("keydown", (event) => {
    const skip = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (event.key !== " " && !skip) return;
    event.preventDefault();
    skip ? seek(at() + skip) : toggle();
  });
  show();
};
export const enhance = (root) => root.querySelectorAll("a[data-voice]:not([data-ready])").forEach(dress);
