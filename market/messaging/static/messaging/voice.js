// Recording a voice note: hold to record and let go to send, slide to the left to cancel; or press once, and finish with a
// button. Then it waits above the field, where its words can be written for who cannot listen.

import { add } from "./outbox.js";
import { button, complain, form, make, timeOf, uuid, words } from "./room.js";

const TYPES = { "audio/webm;codecs=opus": "webm", "audio/ogg;codecs=opus": "ogg", "audio/mp4": "m4a" };
const MOST = 180, BARS = 48, RATE = 24_000; // seconds, of the waveform, bits in a second
const TAP = 1000, SLIDE = 80, STEP = 60; // milliseconds, pixels, milliseconds
let isOn = false;

/* How loud it was over time: 48 hexadecimal digits, the loudest of them f. */
const waveformOf = (samples) => {
  const loudest = Math.max(...samples, 0.01);
  return Array.from({ length: BARS }, (_, at) => {
    const part = samples.slice(Math.floor((at * samples.length) / BARS), Math.max(1, Math.ceil(((at + 1) * samples.length) / BARS)));
    return Math.round((15 * Math.max(0, ...part)) / loudest).toString(16);
  }).join("");
};

const bar = () => {
  const box = make("div", "recording"), time = make("span", "num", timeOf(0)), canvas = make("canvas"), status = make("span", "sr");
  const slide = make("span", "tiny muted nowrap", words.slide), cancel = button(words.cancel, undefined, "button quiet small"), done = button(words.done, undefined, "button small");
  status.setAttribute("role", "status");
  [canvas.width, canvas.height] = [240, 48];
  box.append(make("span", "dot"), time, canvas, slide, cancel, done, status);
  return { box, time, canvas, slide, cancel, done, status };
};
const drawWave = (canvas, samples) => {
  const pen = canvas.getContext("2d"), { width, height } = canvas;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(canvas).color;
  samples.slice(-width / 5).forEach((loud, at) => { const tall = Math.max(3, Math.min(1, loud * 3) * height); pen.fillRect(at * 5, (height - tall) / 2, 3, tall); });
};

/* `isHeld` says whether the finger is still down, `x` where it was; `finished` takes what was not sent at once, `takeQuoted` gives
what is answered. Modules that import each other could not be named by their content. */
export const record = async (isHeld, x, finished, takeQuoted) => {
  if (isOn) return;
  isOn = true;
  complain();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(({ name }) => {
    isOn = false;
    complain(name === "NotAllowedError" ? words.micRefused : words.micMissing);
  });
  if (!stream) return;
  const type = Object.keys(TYPES).find((each) => MediaRecorder.isTypeSupported(each)) ?? "";
  let recorder, sound;
  try {
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: RATE });
    sound = new AudioContext();
  } catch {
    for (const track of stream.getTracks()) track.stop();
    isOn = false;
    return complain(words.micMissing);
  }
  const analyser = sound.createAnalyser(), wave = new Uint8Array(analyser.fftSize);
  const samples = [], pieces = [], start = Date.now(), seconds = () => (Date.now() - start) / 1000;
  const { box, time, canvas, slide, cancel, done, status } = bar();
  const events = new AbortController(), isByHand = isHeld(); // a finger needs no sign of where the keyboard is
  sound.createMediaStreamSource(stream).connect(analyser);
  const hold = (is) => {
    slide.hidden = !is;
    cancel.hidden = done.hidden = is;
    form.classList.toggle("is-held", is);
    if (!is && !isByHand) done.focus();
  };
  form.append(box);
  form.classList.add("is-recording");
  status.textContent = words.recording;
  hold(isHeld());
  const ticking = setInterval(() => {
    analyser.getByteTimeDomainData(wave);
    samples.push(Math.sqrt(wave.reduce((sum, each) => sum + ((each - 128) / 128) ** 2, 0) / wave.length));
    time.textContent = timeOf(seconds());
    drawWave(canvas, samples);
    if (seconds() >= MOST) end("keep");
  }, STEP);
  const end = (how) => {
    if (!isOn) return;
    isOn = false;
    events.abort();
    clearInterval(ticking);
    const length = Math.min(MOST, Math.max(1, Math.round(seconds())));
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      sound.close();
      box.remove();
      form.classList.remove("is-recording", "is-held");
      document.dispatchEvent(new Event("composer:changed"));
      if (how === "cancel") return isByHand || form.querySelector("[data-mic]").focus();
      const plain = type.split(";")[0], blob = new Blob(pieces, { type: plain });
      const file = { key: uuid(), name: `voice-note.${TYPES[type]}`, type: plain, size: blob.size, blob, voice: `${length} ${waveformOf(samples)}` };
      if (how === "send") add("", uuid(), [file], takeQuoted());
      else finished(file);
    };
    recorder.stop();
  };
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.start(1000);
  const { signal } = events;
  cancel.addEventListener("click", () => end("cancel"), { signal });
  done.addEventListener("click", () => end("keep"), { signal });
  addEventListener("keydown", ({ key }) => key === "Escape" && end("cancel"), { signal });
  if (!isHeld()) return;
  addEventListener("pointermove", ({ clientX }) => x - clientX > SLIDE && end("cancel"), { signal });
  addEventListener("pointerup", () => (seconds() * 1000 < TAP ? hold(false) : cancel.hidden && end("send")), { signal });
  addEventListener("pointercancel", () => hold(false), { signal });
};
