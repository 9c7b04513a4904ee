// What the scripts of a conversation's page share: its parts and words, this device's memory, what goes to the server,
// and how things are written and drawn. On other pages, where sender.js uses it, there is no room.

export const room = document.getElementById("talk");
export const log = document.getElementById("log");
export const words = room?.querySelector("[data-words]").dataset ?? {};
export const form = room?.querySelector("[data-composer]");
export const area = form?.elements.text;
export const line = room?.querySelector("[data-line]");
export const talk = Number(room?.dataset.conversation);
export const API = "/api/v1/conversations/";
export const { lang, dataset: root } = document.documentElement;
export const me = Number(root.me);
const zone = room?.dataset.zone;
const bangla = lang === "bn" && root.digits !== "latin";
const skew = Date.parse(room?.dataset.now) - Date.now();

/* The server's time. */
export const now = () => Date.now() + skew;
export const isLive = () => root.live === "open";
export const send = (frame) => !document.dispatchEvent(new CustomEvent("live:send", { detail: frame, cancelable: true }));
export const ask = async (method, address, payload, keepalive) =>
  fetch(address, { method, keepalive, body: JSON.stringify(payload), headers: { "Content-Type": "application/json", "Accept-Language": lang, "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value } });

/* Kept on this device: what is not sent yet, and what is being written. */
export const isShared = () => "shared" in root; // others use this device
export const keep = (key, value) => {
  if (isShared()) return;
  try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* no room or private: it lives as long as the page */ }
};
export const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
export const uuid = () =>
  crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (n) => (n ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (n / 4)))).toString(16));

/* Words about time, as the server says them. */
export const toBangla = (text) => (bangla ? String(text).replace(/\d/g, (n) => "০১২৩৪৫৬৭৮৯"[n]) : text);
const parts = [[4, "রাত"], [6, "ভোর"], [12, "সকাল"], [15, "দুপুর"], [18, "বিকাল"], [20, "সন্ধ্যা"], [24, "রাত"]];
export const clock = (at) => {
  const [hour, minute] = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at).split(":");
  const time = `${Number(hour) % 12 || 12}:${minute}`;
  return lang === "bn" ? toBangla(`${parts.find(([end]) => hour < end)[1]} ${time}`) : `${time} ${hour < 12 ? "am" : "pm"}`;
};
export const timeOf = (seconds) => toBangla(`${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`);
export const dateOf = (at) => new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at);
export const dayOf = (at) => {
  const date = dateOf(at);
  if (date === dateOf(now())) return words.today;
  if (date === dateOf(now() - 864e5)) return words.yesterday;
  return toBangla(new Intl.DateTimeFormat(lang === "bn" ? "bn-BD" : "en-GB", { day: "numeric", month: "long", timeZone: zone }).format(at));
};
export const langOf = (text) => {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.filter((letter) => letter >= "\u0980" && letter <= "\u09ff").length * 2 > letters.length ? "bn" : "en";
};

/* Drawing. */
export const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};
export const button = (text, act, className = "") => Object.assign(make("button", className, text), { type: "button", onclick: act });
/* What went wrong with what somebody wants to send, above the field. */
const wrong = make("p", "error small");
wrong.setAttribute("role", "alert");
export const complain = (text = "") => {
  wrong.textContent = text;
  text ? form.before(wrong) : wrong.remove();
};
/* Where a page cannot be had because there is no line, the conversation stays. */
export const leave = (href) => (isLive() ? location.assign(href) : complain(words.noLine));
line?.append(make("span"));
export const icon = (name) => document.getElementById(`icon-${name}`).content.cloneNode(true);
/* The bubble of a message that this device sent. */
export const find = (client_id) => log && client_id && log.querySelector(`[data-client="${CSS.escape(client_id)}"]`);
