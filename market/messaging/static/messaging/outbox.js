// What was written and is not with the server yet. It stays on this device, in order and with its files, until it is
// acknowledged: sent again under the same id it changes nothing. Over the socket, else by a request; what fails for a while
// is tried again, what is refused says so, and does not keep back what comes after it.

import { API, area, ask, isLive, isShared, keep, kept, line, make, me, now, room, send, talk, words } from "./room.js";

const BOX = `outbox:${me}`, OVER = `over:${me}`, wasShared = isShared();
/* What was written when the session ended is back after signing in again in this window, for the same person alone. */
const regained = () => {
  if (!room) return {};
  try {
    const whole = JSON.parse(sessionStorage.getItem(OVER) ?? "{}");
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("over:")) sessionStorage.removeItem(key);
    return whole;
  } catch { return {}; }
};
export const back = regained();
export let outbox = [];

/* The database of this device: items in the order of their `place`, and the bytes of their files. A word in localStorage says
that something is in it, so that nobody opens an empty one, and that core/device.js throws it away with the drafts. */
const blobs = new Map();
let opened;
const open = () => opened ??= new Promise((done, fail) => {
  const ask = indexedDB.open(BOX, 1);
  ask.onupgradeneeded = () => {
    ask.result.createObjectStore("items", { keyPath: "place", autoIncrement: true });
    ask.result.createObjectStore("files");
  };
  ask.onsuccess = () => {
    ask.result.onversionchange = () => { ask.result.close(); opened = undefined; };
    done(ask.result);
  };
  ask.onerror = () => fail(ask.error);
});
const within = async (act) => {
  const change = (await open()).transaction(["items", "files"], "readwrite");
  const result = act(change.objectStore("items"), change.objectStore("files"));
  await new Promise((done, fail) => { change.oncomplete = done; change.onabort = () => fail(change.error); });
  return result?.result;
};
/* One write after the other. Where there is no room, or nothing may stay here, what was written lives as long as the page. */
let writing = Promise.resolve();
const write = (act) => writing = writing.then(() => isShared() ? undefined : act()).catch(() => undefined);
const save = (item) => write(async () => {
  if (!outbox.includes(item)) return;
  keep(BOX, "1");
  const files = item.place ? [] : item.files ?? [];
  const place = await within((items, bytes) => {
    for (const { key } of files) if (blobs.has(key)) bytes.put(blobs.get(key), key);
    if (!item.place) return items.put(item);
    const there = items.getKey(item.place); // another window may have sent it
    there.onsuccess = () => { if (there.result !== undefined) items.put(item); };
    return there;
  });
  if (place === undefined) return leave(item.client_id);
  item.place = place;
  keep(BOX, "1"); // another window may have found nothing just before
});
const forget = (item) => write(async () => {
  if (!item.place) return;
  const left = await within((items, bytes) => {
    items.delete(item.place);
    for (const { key } of item.files ?? []) bytes.delete(key);
    return items.count();
  });
  if (!left) keep(BOX, "");
});
/* What is chosen and not sent: a record for each file, beside those of the outbox, and a word of its own. */
export const TRAY = `tray:${me}:${talk}`;
const ofTray = () => IDBKeyRange.bound(`${TRAY}:`, `${TRAY}:\uffff`);
export const keepChosen = (place, record) => write(() => {
  keep(TRAY, "1");
  return within((items, bytes) => bytes.put(record, place));
});
export const forgetChosen = (places) => write(async () => {
  const left = await within((items, bytes) => {
    for (const place of places) bytes.delete(place);
    return bytes.count(ofTray());
  });
  if (!left) keep(TRAY, "");
});
export const chosenPlaces = () => within((items, bytes) => bytes.getAllKeys(ofTray()));
export const chosenBefore = async () => {
  const [places, records] = await Promise.all([chosenPlaces(), within((items, bytes) => bytes.getAll(ofTray()))]);
  return records.map((record, at) => ({ ...record, place: places[at] }));
};
const bytesOf = async ({ key }) => {
  if (!blobs.has(key)) blobs.set(key, await within((items, bytes) => bytes.get(key)));
  return blobs.get(key);
};
/* What an earlier page left, also one that kept texts alone, and in localStorage. */
const load = async () => {
  const held = kept(BOX);
  const old = held?.startsWith("[") ? JSON.parse(held) : held ? await within((items) => items.getAll()).catch(() => []) : [];
  const fresh = outbox;
  outbox = [];
  for (const item of [...old, ...(back.outbox ?? []), ...fresh]) if (!itemOf(item.client_id)) outbox.push(item);
  for (const item of outbox) if (!item.place) save(item);
};

/* What the log does: `show` an item, `mark` a bubble, take an item that was `answered` as a message, `poll`. */
let page;
export const connect = (shown) => { page = shown; };

/* What another window has sent or thrown away is not here any more. */
const windows = "BroadcastChannel" in window ? new BroadcastChannel(BOX) : undefined;
const leave = (client_id) => {
  outbox = outbox.filter((each) => each.client_id !== client_id);
  page?.gone(client_id);
};
if (windows) windows.onmessage = ({ data }) => leave(data);

export const itemOf = (client_id) => outbox.find((each) => each.client_id === client_id);
/* Resolves once it is safe on this device. `files`: {key, name, size, type, blob}. */
export const add = (text, client_id, files = [], reply_to) => {
  const item = { conversation: talk, client_id, text, at: now(), ...(reply_to && { reply_to }) };
  for (const { key, blob } of files) blobs.set(key, blob);
  if (files.length) item.files = files.map(({ blob, ...file }) => file);
  outbox.push(item);
  page.show(item);
  const safe = save(item);
  flush();
  return safe;
};
export const drop = (client_id) => {
  const item = itemOf(client_id);
  if (!item) return;
  outbox = outbox.filter((each) => each !== item);
  forget(item);
  windows?.postMessage(client_id);
  for (const { key } of item.files ?? []) blobs.delete(key);
  return item;
};
export const discard = async (item) => {
  drop(item.client_id);
  flush();
  for (const file of item.files ?? []) if (file.url && !file.id) (await uploads())?.giveUp(file);
};
export const retry = (item) => {
  delete item.failed;
  save(item);
  page.mark(item.client_id, "saved");
  flush();
};

/* The session was ended, here or in another window: nothing is lost, and the way back is shown. Files are no words: they stay
with the page, and what went with them comes back as a text that lacks them. */
let sending = false;
export let isOver = false;
export const endSession = () => {
  if (isOver) return;
  isOver = true;
  const texts = area.value ? { [talk]: area.value } : {};
  const left = outbox.map(({ place, ...item }) => (isWhole(item) ? item : { ...item, files: undefined, failed: words.gone })).filter(({ text, files }) => text || files);
  try { if (!wasShared && (area.value || left.length)) sessionStorage.setItem(OVER, JSON.stringify({ texts, outbox: left })); } catch { /* private: it stays on the page */ }
  const link = make("a", "", words.enter);
  link.href = room.dataset.login;
  line.hidden = false;
  line.lastChild.replaceChildren(wasShared ? "" : `${words.over} `, link);
};
/* What was written since is kept too. */
export const endSessionAgain = () => { isOver = false; endSession(); };
export const beginSession = () => { isOver = false; };
export const tellOver = () => room && document.dispatchEvent(new CustomEvent("live:over")); // elsewhere it waits for the next sign-in

/* In each conversation one after the other: what follows a message whose files are under way waits for it. */
const isWhole = ({ files = [] }) => files.every(({ id }) => id);
const ready = () => {
  const waiting = new Set();
  return outbox.filter((item) => {
    if (item.failed || item.paused) return false;
    if (!isWhole(item)) waiting.add(item.conversation);
    return !waiting.has(item.conversation);
  });
};
const payload = ({ client_id, text, files, reply_to }) => ({ client_id, text, ...(reply_to && { reply_to: reply_to.seq }), ...(files && { files: files.map(({ id }) => id) }) });
export const flush = async () => {
  if (outbox.some((item) => !isWhole(item))) carry();
  if (isLive()) {
    for (const item of ready()) send({ type: "message.send", conversation: item.conversation, ...payload(item) });
    return;
  }
  if (sending) return;
  sending = true;
  for (const item of ready()) {
    const answer = await ask("POST", `${API}${item.conversation}/messages/`, payload(item)).catch(() => undefined);
    if (!answer || answer.status >= 500 || answer.status === 429) break;
    if (answer.status === 401) { tellOver(); break; }
    const message = await answer.json().catch(() => ({}));
    if (answer.ok) page.answered(item, message);
    else refused({ client_id: item.client_id, code: message.code, detail: message.errors?.text?.[0] ?? message.errors?.files?.[0] ?? message.detail });
  }
  sending = false;
};
let again; // one for all that is refused at once
export const refused = ({ client_id, code, detail }) => {
  const item = itemOf(client_id);
  if (!item || ["too_many", "not_saved", "fault"].includes(code)) return void (again ??= setTimeout(() => { again = undefined; flush(); }, 5000));
  if (code === "invalid") for (const file of item.files ?? []) delete file.id, delete file.url; // they are not there any more
  fail(item, detail);
};
const fail = (item, detail) => {
  item.failed = detail ?? "…";
  if (detail) save(item); // without words, so outside a conversation, it is tried there again
  page.mark(item.client_id, "failed", detail);
  flush();
};
/* Files go by a script that only they need. */
let carrier;
const uploads = () => carrier ??= import("./uploads.js").then(({ start }) => start({ items: () => outbox, bytesOf, blobOf: ({ key }) => blobs.get(key), save, fail, flush, tellOver })).catch(() => { carrier = undefined; });
const carry = async () => (await uploads())?.carry();

export const loaded = load().catch(() => undefined);
