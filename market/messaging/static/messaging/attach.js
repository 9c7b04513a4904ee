// Files that were chosen, pasted or dropped, above the field until they are sent. Pictures are made smaller on the device;
// who needs every pixel on the other side sends the original.

import { TRAY, chosenBefore, chosenPlaces, forgetChosen, keepChosen } from "./outbox.js";
import { button, form, icon, langOf, make, room, timeOf, uuid, words } from "./room.js";
import { picture, shrink, sizeOf } from "../files/pictures.js";

const SMALLER = { kinds: { "image/jpeg": "image/jpeg", "image/png": "image/webp" }, longest: 2048, quality: 0.85, least: 400 * 1024 };
const input = form.elements.uploads;
const { most, largest } = input.dataset;
const tray = room.querySelector("[data-chosen]");
const list = make("ul", "tray"), wrong = make("p", "error"), foot = make("div", "tray-foot tiny muted"), total = make("span");
const original = Object.assign(make("input"), { type: "checkbox" }), label = make("label", "check");
label.append(original, " ", words.original);
foot.append(total, label);
wrong.setAttribute("role", "alert");
tray.replaceChildren(list, wrong, foot);
let chosen = []; // {key, place, file, voice, smaller, card, isKept}
let count = 0, refused = []; // what was not taken, in words
const keepOne = async (entry) => {
  const { place, file, voice } = entry;
  const isKept = await keepChosen(place, { file, voice, isWhole: original.checked });
  entry.isKept ||= Boolean(isKept);
};

const sending = ({ key, file, smaller, voice }) => {
  const { name, blob } = smaller && !original.checked ? smaller : { name: file.name, blob: file };
  return { key, name, blob, type: blob.type, size: blob.size, ...(voice && { voice }) };
};
const sum = (sizes) => sizeOf(sizes.reduce((one, other) => one + other, 0), words);
const draw = () => {
  tray.hidden = !chosen.length && !wrong.textContent;
  const all = chosen.map(sending), isSmaller = chosen.some(({ smaller }) => smaller);
  all.forEach(({ size, voice }, at) => { chosen[at].line.textContent = voice ? timeOf(parseInt(voice)) : sizeOf(size, words); });
  total.textContent = (isSmaller && !original.checked ? words.instead : all.length > 1 ? words.together : "").replace("{size}", sum(all.map(({ size }) => size))).replace("{original}", sum(chosen.map(({ file }) => file.size)));
  label.hidden = !isSmaller;
  document.dispatchEvent(new Event("composer:changed"));
};
original.onchange = () => { chosen.forEach(keepOne); check(); draw(); };
/* Of several windows with these files the one that sends or removes them first has them. */
const windows = "BroadcastChannel" in window ? new BroadcastChannel(TRAY) : undefined;
const leave = (places) => {
  for (const { place, card } of chosen) if (places.includes(place)) card.remove();
  chosen = chosen.filter(({ place }) => !places.includes(place));
  refused = [];
  check();
  if (!chosen.length) original.checked = false;
  draw();
};
if (windows) windows.onmessage = ({ data }) => leave(data);
const forget = (places) => {
  windows?.postMessage(places);
  return forgetChosen(places);
};
const remove = ({ card, place }) => {
  const next = card.nextElementSibling ?? card.previousElementSibling;
  leave([place]);
  forget([place]);
  (next?.querySelector("button") ?? form.elements.text).focus();
};
const cardOf = (entry) => {
  const card = make("li", "tray-card"), name = make("span", "clip small", entry.voice ? words.voice : entry.file.name), about = make("span", "tray-about");
  const close = button("", () => remove(entry));
  name.lang = langOf(name.textContent);
  close.append(icon("close"));
  close.setAttribute("aria-label", `${words.remove}: ${name.textContent}`);
  entry.line = make("span", "tiny muted");
  about.append(name, entry.line);
  card.append(picture(entry.file.type, entry.file, icon), about, close);
  return card;
};
/* What the server would refuse is said before a byte is sent. */
const TOO_LARGE = words.tooLarge.replace("{size}", sizeOf(Number(largest), words));
const check = () => {
  const problems = [];
  for (const entry of chosen) {
    const { size } = sending(entry);
    if (!size || size > largest) problems.push(`${entry.file.name}: ${size ? TOO_LARGE : words.empty}`);
  }
  if (chosen.length > most) problems.push(words.tooMany);
  wrong.textContent = [...refused, ...problems].join(" ");
  return !problems.length;
};

const add = (file, voice, place = `${TRAY}:${Date.now()}.${String(count++).padStart(4, "0")}`) => {
  const entry = { key: uuid(), place, file, voice };
  entry.card = cardOf(entry);
  entry.shrinking = shrink(file, SMALLER).catch(() => undefined).then((smaller) => {
    entry.smaller = smaller;
    check();
    draw();
  });
  chosen.push(entry);
  list.append(entry.card);
  return entry;
};
export const choose = (files, voice) => {
  const isHopeless = ({ size, type }) => size > largest && !SMALLER.kinds[type];
  refused = files.filter(isHopeless).map(({ name }) => `${name}: ${TOO_LARGE}`);
  for (const file of files) if (!isHopeless(file)) keepOne(add(file, voice));
  check();
  draw();
};
/* What was chosen before the page was left. */
export const restore = async () => {
  for (const { file, voice, isWhole, place } of await chosenBefore()) {
    add(file, voice, place).isKept = true;
    if (isWhole) original.checked = true;
  }
  draw();
};
/* What a text beside them is: "caption", "transcript" of a voice note alone, "" where nothing is chosen. */
export const textIs = () => (chosen.every(({ voice }) => voice) ? chosen.length && "transcript" : "caption");
/* Until its end is called no other window sends what is chosen. */
const lock = () => (navigator.locks ? new Promise((done) => navigator.locks.request(TRAY, () => new Promise(done))) : () => undefined);
/* All that is chosen, to be sent; nothing while a file cannot be, or where another window has it. Once they are safe elsewhere,
`isSafe` is called. */
export const take = async () => {
  await Promise.all(chosen.map(({ shrinking }) => shrinking));
  if (!check()) return draw();
  const end = await lock(), places = chosen.map(({ place }) => place);
  const there = await chosenPlaces().catch(() => places);
  const gone = chosen.filter(({ place, isKept }) => isKept && !there.includes(place));
  if (gone.length || !chosen.length) {
    leave(gone.map(({ place }) => place));
    return end();
  }
  const taken = chosen.map(sending);
  taken.isSafe = () => forget(places).then(end);
  leave(places);
  return taken;
};
