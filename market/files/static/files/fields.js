// The files of forms: what is chosen goes up at once, part by part, while the form is filled in; the form then sends ids.
// A cut, a reload or a day costs nothing: the files stay on this device until the form was sent. Without this script they
// are sent with the form.

import { alone, claim, giveUp, isTaken, stateOf, stop, upload, wake } from "./tus.js";
import { inDigits, picture, shrink, sizeOf } from "./pictures.js";

const root = document.documentElement;
const BOX = `outbox:${root.dataset.me}:files`; // core/device.js throws it away with the drafts
const LIFETIME = 7 * 864e5; // as long as the site keeps what no form has sent
const JPEG = { "image/jpeg": "image/jpeg" };
const SMALLER = {
  offered: { kinds: JPEG, longest: 2048, quality: 0.85, least: 1e6 },
  always: { kinds: { ...JPEG, "image/png": "image/webp", "image/webp": "image/webp" }, longest: 2400, quality: 0.9, least: 1.5e6 }, // the site keeps 1600 pixels
};
const isShared = () => "shared" in root.dataset; // others use this device: nothing stays on it
const all = []; // entries of all fields: {key, place, name, type, size, file, smaller, isWhole, url, id, paused, failed}
const fields = new Map(); // what is shown at a field: {input, words, list, say}, by its place

/* The memory of this device. A word in localStorage says that something is in it, and what a form has just sent. */
let opened;
const open = () => opened ??= new Promise((done, fail) => {
  const ask = indexedDB.open(BOX, 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore("files", { keyPath: "key" });
  ask.onsuccess = () => {
    ask.result.onversionchange = () => { ask.result.close(); opened = undefined; };
    done(ask.result);
  };
  ask.onerror = () => fail(ask.error);
});
const within = async (act) => {
  const change = (await open()).transaction("files", "readwrite");
  const result = act(change.objectStore("files"));
  await new Promise((done, fail) => { change.oncomplete = done; change.onabort = () => fail(change.error); });
  return result?.result;
};
const mark = (value) => { try { value ? localStorage.setItem(BOX, value) : localStorage.removeItem(BOX); } catch { /* private */ } };
const sentKeys = () => { try { return JSON.parse(localStorage.getItem(BOX))?.sent ?? []; } catch { return []; } };
/* One write after the other. Where there is no room, the files live as long as the page. */
let writing = Promise.resolve();
const write = (act) => writing = writing.then(() => (isShared() ? undefined : act())).catch(() => undefined);
const save = (entry) => write(() => {
  if (!all.includes(entry) || fields.get(entry.place).input.dataset.resumes === "page") return;
  if (!localStorage.getItem(BOX)) mark("{}");
  const { key, place, purpose, at, name, type, size, file, smaller, isWhole, url, id, paused, failed } = entry;
  return within((store) => store.put({ key, place, purpose, at, name, type, size, file, smaller, isWhole, url, id, paused, failed }));
});
const forget = (key) => write(async () => {
  const left = await within((store) => { store.delete(key); return store.count(); });
  if (!left) mark();
});

/* The place of a field: its form, by where that is sent to, and its name. */
const pathOf = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
const placeOf = ({ form, name }) => {
  const path = pathOf(form);
  return `${path}:${[...document.forms].filter((each) => pathOf(each) === path).indexOf(form)}:${name}`;
};
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};
const fieldOf = (input) => {
  const place = placeOf(input);
  const there = fields.get(place);
  if (there?.input === input) return there;
  const template = input.closest(".field").querySelector("template[data-file-words]");
  if (!fields.size) document.head.append(template.content.querySelector("link").cloneNode());
  const field = { place, input, words: template.dataset, icons: template.content, list: make("ul", "sending"), say: make("p", "sr"), isRequired: input.required };
  field.say.setAttribute("role", "status");
  input.closest(".pick").after(field.list, field.say);
  fields.set(place, field);
  return field;
};
const entriesOf = ({ place }) => all.filter((each) => each.place === place);
const iconOf = ({ icons }) => (name) => icons.querySelector(`[data-icon=${name}]`).firstElementChild.cloneNode(true);

/* What is shown of one file. */
const button = (text, act) => {
  const node = Object.assign(make("button", "", text), { type: "button" });
  node.onclick = act;
  return node;
};
const blobOf = ({ file, smaller, isWhole }) => (smaller && !isWhole ? smaller.blob : file);
const nameOf = ({ file, smaller, isWhole }) => (smaller && !isWhole ? smaller.name : file.name);
const sizes = ({ smaller, isWhole, file, size }, words) =>
  smaller && !isWhole ? words.instead.replace("{size}", sizeOf(size, words)).replace("{original}", sizeOf(file.size, words)) : sizeOf(size, words);
const draw = (entry) => {
  const field = fields.get(entry.place), { words } = field;
  const hadFocus = entry.card?.contains(document.activeElement);
  const card = make("li", "sending-card"), about = make("div", "sending-about"), name = make("span", "file-name small", entry.name);
  entry.bar = Object.assign(make("progress"), { max: 1, value: entry.sent ?? 0 });
  entry.bar.setAttribute("aria-label", entry.name);
  entry.line = make("span", "tiny muted");
  about.append(name, entry.line);
  const close = button("", () => remove(entry, true));
  close.append(iconOf(field)("close"), make("span", "sr", `${words.remove}: ${entry.name}`));
  close.className = "sending-close";
  entry.picture ??= picture(entry.type, blobOf(entry), iconOf(field));
  card.append(entry.picture, about, close);
  entry.card?.replaceWith(card);
  entry.card = card;
  if (!card.isConnected) field.list.append(card);
  const ways = make("div", "sending-ways tiny");
  if (entry.id) {
    about.append(Object.assign(make("input"), { type: "hidden", name: field.input.multiple ? "kept" : field.input.name, value: entry.id }));
    entry.line.textContent = `${sizes(entry, words)} · ${words.there}`;
  } else if (entry.failed) {
    const wrong = make("p", "error", entry.failed);
    wrong.setAttribute("role", "alert");
    entry.line.textContent = sizes(entry, words);
    about.append(wrong);
    if (!entry.isHopeless) ways.append(button(words.again, () => go(entry)));
  } else if (!entry.paused && entry !== current) entry.line.textContent = sizes(entry, words);
  else {
    about.append(entry.bar);
    ways.append(entry.paused ? button(words.go, () => go(entry)) : button(words.pause, () => { entry.paused = true; change(entry); stop(entry); }));
    tell(entry);
  }
  if (entry.smaller && field.input.dataset.shrinks === "offered") {
    const box = Object.assign(make("input"), { type: "checkbox", checked: Boolean(entry.isWhole) }), label = make("label", "check");
    box.onchange = () => exchange(entry, box.checked);
    label.append(box, make("span", "", words.original));
    ways.append(label);
  }
  if (ways.children.length) about.append(ways);
  if (hadFocus) (ways.querySelector("button, input") ?? close).focus();
  look(field);
};
const tell = (entry, text) => {
  const { words } = fields.get(entry.place);
  const percent = `${Math.floor(100 * Math.min(1, (entry.sent ?? 0) / entry.size))}%`;
  entry.bar.value = (entry.sent ?? 0) / entry.size;
  entry.line.textContent = text ?? (entry.paused ? words.paused : words.progress.replace("{percent}", inDigits(percent)).replace("{size}", sizes(entry, words)));
  showWaiting();
};
/* What stands in the way of sending is said by the browser at the field. */
const look = (field) => {
  const { input, words } = field, entries = entriesOf(field);
  const isFull = input.multiple && entries.length + input.form.querySelectorAll("[name=kept]:checked").length > input.dataset.most;
  input.required = field.isRequired && !entries.length;
  input.setCustomValidity(isFull ? words.tooMany : entries.some(({ failed }) => failed) ? words.failed : "");
  const line = input.parentNode.querySelector("[data-none]");
  if (line && !input.files.length) line.textContent = entries.length ? "" : line.dataset.none;
  input.form.toggleAttribute("data-holds-files", entries.length > 0);
};
const change = (entry) => { save(entry); draw(entry); };
const go = (entry) => {
  entry.paused = entry.failed = undefined;
  change(entry);
  wake(entry);
  carry();
};
const remove = (entry, isByHand) => {
  const at = all.indexOf(entry), field = fields.get(entry.place);
  if (at < 0) return;
  all.splice(at, 1);
  entry.card?.remove();
  forget(entry.key);
  stop(entry);
  if (entry.url && !entry.id) giveUp(entry);
  if (!field) return;
  look(field);
  if (isByHand) field.input.focus();
  goOn();
};
/* The original in place of the smaller copy, or the other way round: it is another file. */
const exchange = (entry, isWhole) => {
  stop(entry);
  if (entry.url && !entry.id) giveUp({ url: entry.url });
  Object.assign(entry, { isWhole, url: undefined, id: undefined, failed: undefined, sent: 0 });
  Object.assign(entry, { name: nameOf(entry), size: blobOf(entry).size, type: blobOf(entry).type });
  check(entry);
  change(entry);
  carry();
};
/* What the site would refuse is said before a byte is sent. */
const check = (entry) => {
  const { input, words } = fields.get(entry.place);
  entry.failed = !entry.size ? words.empty : entry.size > input.dataset.largest ? words.tooLarge : undefined;
  entry.isHopeless = Boolean(entry.failed);
};

/* What was begun on another device of the same person for a field: the same file goes on, once it is chosen here. A photo that is
made smaller is another file on each device. */
const elsewhere = new Map(); // cards, by the address of the upload
const showBegun = (input) => {
  const begun = JSON.parse(input.closest(".field").querySelector("template[data-file-words]")?.dataset.begun ?? "[]");
  for (const { place, url, name, size, offset } of begun) {
    if (place !== placeOf(input) || isTaken({ url }) || (input.dataset.shrinks && /\.(jpe?g|png|webp)$/i.test(name))) continue;
    const field = fieldOf(input), card = make("li", "sending-card"), about = make("div", "sending-about"), percent = inDigits(`${Math.floor((100 * offset) / size)}%`);
    const close = button("", () => {
      giveUp({ url });
      card.remove();
      input.focus();
    });
    close.append(iconOf(field)("close"), make("span", "sr", `${field.words.remove}: ${name}`));
    close.className = "sending-close";
    about.append(make("span", "file-name small", name), make("span", "tiny muted", field.words.elsewhere.replace("{percent}", percent).replace("{size}", sizeOf(size, field.words))));
    card.append(picture("", undefined, iconOf(field)), about, close);
    field.list.append(card);
    elsewhere.set(url, card);
  }
};

/* One after the other, in the order of their choice. */
let isRunning = false, current;
const isOn = (entry) => all.includes(entry) && fields.has(entry.place) && !entry.id && !entry.paused && !entry.failed && !entry.isShrinking;
const send = async (entry) => {
  const field = fields.get(entry.place), blob = blobOf(entry);
  current = entry;
  draw(entry);
  const { isOver, isRefused, detail } = await upload(entry, blob, {
    isOn: () => isOn(entry) && blobOf(entry) === blob,
    save: () => {
      elsewhere.get(entry.url)?.remove();
      save(entry);
    },
    show: (bytes) => { entry.sent = bytes; if (isOn(entry)) tell(entry); },
    waits: () => { tell(entry, field.words.waiting); field.say.textContent = `${entry.name}: ${field.words.waiting}`; },
  }).catch(() => ({ isRefused: true })); // the file cannot be read any more
  if (!all.includes(entry) || blobOf(entry) !== blob) return;
  if (isOver) {
    entry.failed = field.words.over;
    return draw(entry); // it stays on this page alone
  }
  if (isRefused) entry.failed = detail ?? field.words.failed;
  else if (entry.id) field.say.textContent = `${entry.name}: ${field.words.there}`;
  else return;
  change(entry);
};
const carry = async () => {
  if (isRunning) return;
  isRunning = true;
  for (let entry; (entry = all.find(isOn)); ) await alone(entry.key, () => send(entry));
  isRunning = false;
  current = undefined;
  goOn();
};

/* A form that is sent meanwhile waits for its files, says so, and then goes by itself. */
let pending; // {form, submitter, box}
const openOf = (form) => all.filter(({ place, id }) => !id && fields.get(place)?.input.form === form);
const dropWaiting = () => {
  pending?.submitter?.removeAttribute("aria-busy");
  pending?.box.remove();
  pending = undefined;
};
const showWaiting = () => {
  if (!pending) return;
  const { form, line, words } = pending;
  const entries = openOf(form), whole = entries.reduce((sum, { size }) => sum + size, 0), sent = entries.reduce((sum, each) => sum + (each.sent ?? 0), 0);
  line.textContent = `${words.sending} ${inDigits(`${Math.floor((100 * sent) / (whole || 1))}%`)}`;
};
const goOn = () => {
  if (!pending) return;
  const { form, submitter } = pending, entries = openOf(form);
  if (entries.length && !entries.some(({ failed, paused }) => failed || paused)) return;
  dropWaiting();
  if (!form.isConnected) return;
  const stuck = entries[0];
  if (!stuck) return form.requestSubmit(submitter?.isConnected ? submitter : undefined);
  stuck.card.scrollIntoView({ block: "center" });
  if (stuck.failed) fields.get(stuck.place).input.reportValidity();
};
addEventListener("submit", (event) => {
  const form = event.target, mine = all.filter(({ place }) => fields.get(place)?.input.form === form);
  if (!mine.length || event.defaultPrevented) return;
  if (event.submitter?.formNoValidate && !("withFiles" in event.submitter.dataset) && !isShared()) return; // a step within the form: the page comes back, and its files go on
  const waiting = openOf(form).filter(({ failed }) => !failed);
  if (!waiting.length) {
    if (!isShared()) mark(JSON.stringify({ sent: [...sentKeys(), ...mine.filter(({ id }) => id).map(({ key }) => key)] }));
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (pending) return;
  const { words } = fields.get(waiting[0].place);
  const box = make("div", "notice wait row sending-wait"), line = make("span", "grow");
  box.setAttribute("role", "status");
  box.append(line, button(words.notYet, dropWaiting));
  box.lastChild.className = "button quiet small";
  pending = { form, submitter: event.submitter, box, line, words };
  event.submitter?.setAttribute("aria-busy", "true");
  (event.submitter?.closest(".main-action") ?? event.submitter ?? form.lastElementChild).before(box);
  for (const entry of waiting) if (entry.paused) { entry.paused = undefined; change(entry); }
  showWaiting();
  carry();
}, true);

/* The chosen files of a field leave it, and go up. */
export const take = async (input) => {
  const field = fieldOf(input), { shrinks } = input.dataset;
  const chosen = [...input.files];
  if (!input.multiple) {
    for (const each of entriesOf(field)) remove(each);
    input.closest(".field").querySelector("label.check:has(> [type=checkbox])")?.remove(); // what an earlier try had sent
  }
  input.value = "";
  for (const file of chosen) {
    const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const entry = { key, place: field.place, purpose: input.dataset.purpose, at: Date.now(), name: file.name, type: file.type, size: file.size, file, isShrinking: Boolean(shrinks) };
    all.push(entry);
    if (!shrinks) check(entry);
    change(entry);
  }
  if (shrinks) for (const entry of entriesOf(field).filter(({ isShrinking }) => isShrinking)) {
    entry.smaller = await shrink(entry.file, SMALLER[shrinks]).catch(() => undefined);
    entry.isShrinking = false;
    if (!all.includes(entry)) continue;
    Object.assign(entry, { name: nameOf(entry), size: blobOf(entry).size, type: blobOf(entry).type });
    check(entry);
    change(entry);
    carry();
  }
  carry();
};

/* What a refused form shows as kept is shown here. */
const hideKept = (form, { id }) => {
  const label = id && form.querySelector(`[type=checkbox][value="${CSS.escape(id)}"]`)?.closest("label"), box = label?.closest("fieldset");
  label?.remove();
  if (box && !box.querySelector("label")) box.remove();
};
/* What an earlier page left. The site says what became of the files of a form that was sent. */
const restore = async () => {
  const sent = sentKeys(), left = [];
  const old = await within((store) => store.getAll()).catch(() => []);
  old.sort((one, other) => one.at - other.at);
  old.forEach(claim);
  for (const entry of old) {
    const input = inputs.find((each) => placeOf(each) === entry.place), wasSent = sent.includes(entry.key);
    const state = entry.id && (input || wasSent) && (await stateOf(entry));
    if (Date.now() - entry.at > LIFETIME || state === "used" || (wasSent && state === "gone")) { forget(entry.key); continue; }
    if (wasSent && !state) left.push(entry.key); // no line: it is asked again
    if (!input || (wasSent && !state) || all.some(({ key }) => key === entry.key)) continue;
    const field = fieldOf(input);
    if (!input.multiple && entriesOf(field).length) { forget(entry.key); continue; }
    hideKept(input.form, entry);
    all.push(entry);
    if (state === "gone") entry.id = entry.url = undefined;
    change(entry);
  }
  if (sent.length) mark(JSON.stringify({ sent: left }));
  if (!old.length && !all.length) mark();
  carry();
};
const inputs = [...document.querySelectorAll("input[type=file][data-resumes]")];
const place = document.querySelector("[data-kept-place]")?.dataset.keptPlace; // the site has it, and sends or deletes it
if (place) document.querySelector("main").addEventListener("submit", async () => {
  for (const { key } of (await within((store) => store.getAll()).catch(() => [])).filter((each) => each.place.startsWith(`${place}:`))) forget(key);
});
(isShared() ? Promise.resolve() : restore()).then(() => inputs.forEach(showBegun));
