// Files of the outbox on their way (files/tus.js), and how that looks in their message.

import { alone, claim, giveUp, stop, upload, wake } from "../files/tus.js";
import { picture, sizeOf } from "../files/pictures.js";
import { button, find, icon, langOf, make, timeOf, toBangla, words } from "./room.js";

let box, isRunning = false;

const isOn = (item) => box.items().includes(item) && !item.paused && !item.failed;
/* One file, until it is whole, refused, paused or discarded. False where nobody is signed in any more. */
const sendFile = async (item, file) => {
  const blob = await box.bytesOf(file).catch(() => undefined);
  if (!blob) return box.fail(item, words.gone);
  const { isOver, isRefused, detail } = await upload(file, blob, {
    isOn: () => isOn(item),
    save: () => box.save(item),
    show: (bytes) => show(item, file, bytes),
    waits: () => tell(item, words.waiting),
  });
  if (isOver) { box.tellOver(); return false; }
  if (isRefused) return box.fail(item, detail ?? words.failed);
  if (file.id) return box.save(item);
};
const isDone = ({ files = [] }) => files.every(({ id }) => id);
const carry = async () => {
  for (const item of box.items()) {
    item.files?.forEach(claim);
    draw(item);
  }
  if (isRunning) return;
  isRunning = true;
  for (let item; (item = box.items().find((each) => isOn(each) && !isDone(each))); ) {
    const file = item.files.find(({ id }) => !id);
    if ((await alone(file.key, () => sendFile(item, file))) === false) break;
    draw(item);
    if (isDone(item)) box.flush();
  }
  isRunning = false;
};
export const start = (parts) => { box = parts; return { carry, giveUp }; };

const sent = new Map(); // bytes of a file, by its key
const rowOf = (item) => find(item.client_id)?.querySelector("[data-upload]");
const tell = (item, text) => { const row = rowOf(item); if (row) row.querySelector("span").textContent = text; };
const show = (item, file, bytes) => {
  sent.set(file.key, bytes);
  const row = rowOf(item);
  if (!row) return;
  const whole = item.files.reduce((sum, { size }) => sum + size, 0);
  const done = item.files.reduce((sum, { key, size, id }) => sum + (id ? size : sent.get(key) ?? 0), 0);
  row.querySelector("progress").value = done / whole;
  tell(item, words.progress.replace("{percent}", toBangla(`${Math.floor((100 * done) / whole)}%`)).replace("{size}", sizeOf(whole, words)));
};
const draw = (item) => {
  const node = item.files && find(item.client_id);
  if (!node) return;
  const foot = node.querySelector(".bubble-foot");
  if (!node.querySelector(".bubble-files")) {
    const list = make("ul", "bubble-files");
    for (const file of item.files) {
      const card = make("div", "bubble-file"), name = make("span", "file-name small", file.voice ? words.voice : file.name), entry = make("li");
      if (!file.voice) name.lang = langOf(file.name);
      card.append(picture(file.type, box.blobOf(file), icon), name, " ", make("span", "tiny muted nowrap", file.voice ? timeOf(parseInt(file.voice)) : sizeOf(file.size, words)));
      entry.append(card);
      list.append(entry);
    }
    (node.querySelector(".bubble-text") ?? foot).before(list);
  }
  const row = rowOf(item);
  if (item.failed || isDone(item)) return row?.remove();
  if (row) return;
  const fresh = make("p", "upload-row tiny");
  fresh.dataset.upload = "";
  const cancel = button(words.cancel), pause = button(item.paused ? words.go : words.pause, () => {
    item.paused = !item.paused;
    pause.textContent = item.paused ? words.go : words.pause;
    tell(item, item.paused ? words.paused : "…");
    box.save(item);
    item.files.forEach(item.paused ? stop : wake);
    box.flush();
  });
  pause.dataset.pause = "";
  cancel.dataset.do = "discard";
  fresh.append(Object.assign(make("progress"), { max: 1, value: 0 }), make("span"), pause, cancel);
  foot.before(fresh);
  show(item, item.files[0], sent.get(item.files[0].key) ?? 0);
  if (item.paused) tell(item, words.paused);
};
