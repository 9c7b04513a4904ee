// A live talk: its messages in order, by socket, else asked for every few seconds. What is written goes by composer.js and
// outbox.js; without these scripts the page is a form and a link.

import { bubble, mask, number, playVoices, reactionsOf, state } from "./bubbles.js";
import { beginSession, connect, discard, drop, endSession, flush, isOver, itemOf, loaded, outbox, refused, retry, tellOver } from "./outbox.js";
import { API, area, ask, clock, complain, dayOf, find, form, isLive, lang, langOf, leave, line, log, make, me, now, room, root, send, talk, toBangla, words } from "./room.js";

const scroller = room.querySelector("[data-scroll]");
const down = room.querySelector("[data-down]");
const typing = room.querySelector("[data-typing]");

let held = Number(room.dataset.held);
let seen = Number(room.dataset.read), reached = Number(room.dataset.delivered);
const stateOf = (seq) => (seq <= seen ? "read" : seq <= reached ? "delivered" : "sent");
let marked = held;
const isNewest = !new URLSearchParams(location.search).has("before");

/* A message stands by its number, after the last smaller one; what is not sent yet stands at the end. */
const place = (node) => {
  log.querySelector(".talk-nothing")?.remove();
  const seq = Number(node.dataset.seq) || Infinity;
  const others = [...log.querySelectorAll("[data-seq], .unsent, .failed")].filter((each) => each !== node);
  const before = others.reverse().find((each) => (Number(each.dataset.seq) || Infinity) <= seq);
  if (!before && node.previousElementSibling?.matches(".day")) return; // the first one stands below its day already
  const next = before?.nextElementSibling;
  const day = next?.matches(".day") && next.dataset.date === node.dataset.date ? next : before;
  const anchor = day ? day.nextSibling : log.querySelector("[data-older]")?.nextSibling ?? log.firstChild;
  log.insertBefore(node, anchor);
  if (node.previousElementSibling?.dataset.date === node.dataset.date || before?.dataset.date === node.dataset.date) return;
  const sign = make("p", "day", dayOf(new Date(node.querySelector("time").dateTime)));
  sign.dataset.date = node.dataset.date;
  log.insertBefore(sign, node);
};
const atBottom = () => Math.abs(scroller.scrollTop) < 80;
const toBottom = () => { scroller.scrollTop = getComputedStyle(scroller).flexDirection === "column-reverse" ? 0 : scroller.scrollHeight; down.hidden = true; };

/* A screen reader reads what is new once: nothing of what comes in its place again, or comes from before. */
const quietly = (change) => {
  log.setAttribute("aria-live", "off");
  change();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
};

/* Numbers: what follows on is taken, a gap is asked for, what is known is passed over. */
const follows = (seq) => {
  if (seq > held + 1) resume();
  if (seq === held + 1) { held = seq; return true; }
  return false;
};
const resume = () => (isLive() ? send({ type: "resume", conversations: { [talk]: held } }) : poll());

const created = (message) => {
  if (!isNewest || !follows(message.seq)) return;
  const wasAtBottom = atBottom();
  const item = drop(message.client_id);
  if (message.is_deleted) return;
  if (item?.files) find(message.client_id)?.remove(); // drawn here, it becomes what it is for everybody
  const node = find(message.client_id) ?? bubble(message, new Date(message.created_at));
  number(node, message.seq);
  if (message.sender === me) state(node, stateOf(message.seq));
  place(node);
  if (message.sender && message.sender !== me) {
    typing.textContent = "";
    form.querySelector(".attach").hidden = false; // now files can be sent
    document.dispatchEvent(new Event("composer:changed"));
  }
  if (message.code) refresh();
  if (message.code && log.textContent.includes("•••")) reread(); // what it tells of may have opened contact data
  if (wasAtBottom || message.sender === me) toBottom();
  else down.hidden = false;
  row(talk, message);
  markRead();
};
const refresh = () => document.dispatchEvent(new CustomEvent("live:refresh", { detail: "conversation.parts" }));
/* A message changed (edited, marked, hidden, deleted here): it is read again. */
const fetched = (conversation, query) =>
  fetch(`${API}${conversation}/messages/?${query}`, { headers: { "Accept-Language": lang } });
const read = async (conversation, query) => {
  const answer = await fetched(conversation, query).catch(() => undefined);
  return answer?.ok ? (await answer.json()).results : [];
};
const changed = async ({ conversation, seq, pins }) => {
  if (conversation === talk && (pins || room.querySelector(`.talk-pins [data-quote="${seq}"]`))) refresh();
  const [message, next] = await read(conversation, `after_seq=${seq - 1}&limit=2`);
  if (message && !next) tell(conversation, message);
  if (message && conversation === talk) renew(message);
};
const renew = (message) => {
  const old = log.querySelector(`[data-seq="${message.seq}"]`);
  if (!old) return;
  if (message.is_deleted) return void old.remove();
  const node = bubble(message, new Date(message.created_at));
  number(node, message.seq);
  if (message.sender === me && !message.code) state(node, stateOf(message.seq));
  quietly(() => old.replaceWith(node));
  if (message.card) refresh();
};
const newest = () => read(talk, `after_seq=${Math.max(0, held - 50)}&limit=50`);
/* News were lost on their way: who is there answers anew, and what was changed or hidden meanwhile is read again. */
const bare = (text = "") => text.replace(/\s+/g, "");
const differs = ({ seq, code, text, reactions = [], masked, is_deleted }) => {
  const node = log.querySelector(`[data-seq="${seq}"]`);
  if (!node || is_deleted) return node;
  if (node.matches(".system") || code) return node.matches(".system") !== Boolean(code);
  if (node.textContent.includes("•••")) return true;
  const textIn = (part) => bare(node.querySelector(part)?.textContent);
  return textIn(".bubble-text") !== bare(masked?.text ?? text) || textIn(".bubble-reactions") !== bare(reactionsOf(reactions).textContent);
};
const reread = async () => (await newest()).filter(differs).forEach(renew);
const missed = () => {
  present(false);
  resume();
  setTimeout(reread, Math.random() * 4000);
};
document.addEventListener("menu:done", () => isLive() || reread());
const acknowledged = ({ conversation, client_id, seq, masked }) => {
  const item = drop(client_id);
  if (conversation !== talk) return;
  const node = find(client_id);
  if (follows(seq) && item) row(talk, { text: item.text, attachments: item.files, sender: me, created_at: new Date(now()) });
  if (!node || node.dataset.seq) return;
  if (item?.files) changed({ conversation, seq });
  if (masked) mask(node, masked);
  number(node, seq);
  state(node, stateOf(seq));
  place(node);
};
/* What this device did not send yet. */
const show = (item) => {
  const node = bubble({ ...item, sender: me }, new Date(item.at));
  log.append(node);
  state(node, item.failed ? "failed" : "saved", item.failed);
  place(node);
};
connect({
  show: (item) => { show(item); toBottom(); },
  gone: (client_id) => { const node = find(client_id); if (node && !node.dataset.seq) node.remove(); },
  mark: (client_id, kind, detail) => { const node = find(client_id); if (node) state(node, kind, detail); },
  answered: (item, message) =>
    item.conversation === talk && message.seq === held + 1 ? acknowledged({ ...message, conversation: talk }) : drop(item.client_id) && poll(),
});
log.addEventListener("click", (event) => {
  const what = event.target.dataset.do;
  if (!what) return;
  const node = event.target.closest("[data-client]");
  const item = itemOf(node.dataset.client);
  if (what === "discard") {
    node.remove();
    if (item?.files && item.text && !area.value) area.value = item.text; // the text can go without them
    if (item) discard(item);
  } else if (item) retry(item);
});

/* What is needed later comes when the page is at rest, and is here before the line goes. */
if (!("saveData" in root)) setTimeout(async () => {
  const sender = document.querySelector("script[data-sender]")?.dataset.sender, book = form.querySelector("[data-phrase-book]").href;
  try {
    await Promise.all([import("./menu.js"), import("./attach.js"), import("./uploads.js"), import("./voice.js"), import("./phrases.js"), sender && fetch(sender)]);
    if (navigator.serviceWorker?.controller && !(await caches.match(book))) await fetch(book); // the worker keeps it
  } catch { /* no line: it is tried again where it is needed */ }
}, 3000);
const openMenu = (link) => import("./menu.js").then(({ open }) => open(link), () => leave(link.href));
/* A long touch and a right click open the menu of a message; with Shift, on a link or where words are chosen the browser has its
own. An iPhone says nothing of a long touch. */
const LONG = 600; // milliseconds
const menuAt = ({ target }) => !target.closest("a, button, summary") && target.closest(".bubble")?.querySelector("[data-acts]");
let pressing;
log.addEventListener("contextmenu", (event) => {
  const menu = !event.shiftKey && getSelection().isCollapsed && menuAt(event);
  if (!menu) return;
  event.preventDefault();
  clearTimeout(pressing);
  openMenu(menu);
});
log.addEventListener("pointerdown", (event) => {
  clearTimeout(pressing);
  const menu = event.pointerType === "touch" && menuAt(event);
  if (menu) pressing = setTimeout(openMenu, LONG, menu);
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => clearTimeout(pressing));
/* The menu of a message is its page; a tap on one's own reaction takes it back; a quoted or pinned message is shown where it
stands, if it does. */
room.addEventListener("click", async (event) => {
  const { target } = event, node = target.closest(".bubble"), reacted = target.closest(".bubble-reactions");
  if (target.matches(".bubble-reactions .own")) {
    const answer = await ask("DELETE", `${API}${talk}/messages/${node.dataset.seq}/reaction/`).catch(() => complain(words.noLine));
    if (answer && !isLive()) reread();
    return;
  }
  const menu = reacted ? node.querySelector("[data-acts]") : target.closest("[data-acts]"), quoted = target.closest("[data-quote]");
  if (menu && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openMenu(menu);
  }
  const shown = quoted && document.getElementById(`m${quoted.dataset.quote}`);
  if (!shown) return;
  event.preventDefault();
  shown.scrollIntoView({ block: "center" });
  shown.tabIndex = -1;
  shown.focus({ preventScroll: true });
});

/* Reading. */
const markRead = () => {
  if (document.hidden || !atBottom() || held <= marked || !isNewest) return;
  marked = held;
  if (!send({ type: "read", conversation: talk, seq: held })) ask("POST", `${API}${talk}/read/`, { seq: held }).catch(() => (marked = 0));
};
/* How far the other side is: what it has, and what it has read. */
const came = ({ type, conversation, user, seq }) => {
  if (conversation !== talk || user === me) return;
  if (type === "read") seen = Math.max(seen, seq);
  reached = Math.max(reached, seq);
  for (const node of log.querySelectorAll(".mine[data-seq]")) {
    const kind = stateOf(Number(node.dataset.seq));
    if (node.querySelector("[data-mark]")?.dataset.mark !== kind) state(node, kind);
  }
};
scroller.addEventListener("scroll", () => { if (atBottom()) { down.hidden = true; markRead(); } }, { passive: true });
down.addEventListener("click", () => { toBottom(); markRead(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { markRead(); if (!isLive()) poll(); } });

/* Without a socket: ask. */
let asking = false, again;
const poll = async () => {
  if (asking || !isNewest || isOver) return;
  asking = true;
  try {
    for (let more = true; more; ) {
      const answer = await fetched(talk, `after_seq=${held}`);
      if (answer.status === 401) tellOver();
      if (!answer.ok) break;
      const { results, last_seq } = await answer.json();
      results.forEach(created);
      more = results.length && held < last_seq;
      line.lastChild.textContent = words.polling;
    }
  } catch { if (!isOver) line.lastChild.textContent = words.offline; }
  asking = false;
};
const pollOn = () => {
  clearTimeout(again);
  if (isLive() || isOver) return;
  poll().then(flush);
  again = setTimeout(pollOn, document.hidden ? 20_000 : 4000);
};

/* The line, and who is there. */
const online = make("span", "here");
room.querySelector("[data-state]").prepend(online);
const present = (is) => { online.textContent = is ? `${words.online} · ` : ""; };
let stopTyping, closing, isBehind = false;
const opened = () => {
  beginSession();
  document.querySelector(".kept.notice")?.remove(); // what was kept on this device becomes live
  line.hidden = true;
  complain();
  clearTimeout(again);
  resume();
  flush();
  if (isBehind) setTimeout(reread, Math.random() * 2000);
  isBehind = false;
};
const on = (name, act) => document.addEventListener(`live:${name}`, (event) => act(event.detail, event));
on("open", opened);
on("closed", () => {
  isBehind = true;
  present(false);
  clearTimeout(closing);
  closing = setTimeout(() => { if (!isLive() && !isOver) { line.hidden = false; line.lastChild.textContent ||= words.offline; pollOn(); } }, 1500);
});
on("message.created", ({ conversation, message }, event) => {
  if (conversation !== talk) return row(conversation, message, true);
  if (!document.hidden && atBottom()) event.preventDefault();
  created(message);
});
on("over", endSession);
on("message.changed", changed);
on("missed", missed);
on("message.acknowledged", acknowledged);
on("error", (frame) => frame.client_id && refused(frame));
on("read", came);
on("delivered", came);
on("typing", ({ conversation }) => {
  if (conversation !== talk) return;
  typing.textContent = words.typing;
  clearTimeout(stopTyping);
  stopTyping = setTimeout(() => (typing.textContent = ""), 4000);
});
const partners = room.dataset.with.split(" ").map(Number);
on("presence", ({ user, online: is }) => partners.includes(user) && present(is));
document.dispatchEvent(new Event("live:who"));

/* The list beside: the last word, how much is unread, the newest on top. */
const tell = (conversation, message) => {
  const link = document.querySelector(`[data-row="${conversation}"]`);
  if (!link) return;
  const last = link.querySelector(".talk-last");
  const text = message.text || (message.attachments ?? []).map(({ name }) => name).join(", ");
  last.textContent = message.sender === me ? `${words.you} ${text}` : text;
  last.lang = langOf(text);
  return link;
};
const row = (conversation, message, isUnread) => {
  const link = tell(conversation, message);
  if (!link) return;
  link.querySelector("time").textContent = clock(new Date(message.created_at));
  if (isUnread && message.sender && message.sender !== me) {
    const badge = link.querySelector(".count");
    badge.dataset.n = Number(badge.dataset.n) + 1;
    badge.textContent = toBangla(badge.dataset.n);
    link.classList.add("unread");
  }
  link.closest("ul").prepend(link.closest("li"));
};

/* Earlier messages come as their page shows them. */
const older = async (link) => {
  link.setAttribute("aria-busy", "true");
  const answer = await fetch(link.href).catch(() => undefined);
  if (!answer?.ok) return link.removeAttribute("aria-busy");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const first = link.nextElementSibling;
  const found = [...page.querySelectorAll("#log > :not(#last)")];
  const days = new Set(found.filter((node) => node.matches(".day")).map((node) => node.dataset.date));
  if (first?.matches(".day") && days.has(first.dataset.date)) first.remove();
  quietly(() => link.replaceWith(...found));
  playVoices();
  watchOlder();
};
const watching = new IntersectionObserver((entries) => entries.forEach((entry) => {
  if (entry.isIntersecting) { watching.disconnect(); older(entry.target); }
}), { root: scroller, rootMargin: "200px" });
const watchOlder = () => {
  const link = log.querySelector("[data-older]");
  if (link && isNewest) watching.observe(link);
};
log.addEventListener("click", (event) => {
  const link = event.target.closest("[data-older]");
  if (link && isNewest) { event.preventDefault(); older(link); }
});

loaded.then(() => {
  outbox.filter((item) => item.conversation === talk && !find(item.client_id)).forEach(show);
  outbox.filter((item) => find(item.client_id)?.dataset.seq).forEach((item) => drop(item.client_id));
  if (outbox.some((item) => item.conversation === talk)) toBottom();
  if (outbox.length) flush();
});
playVoices();
document.querySelector(`[data-row="${talk}"]`)?.classList.remove("unread");
const own = document.querySelector(`[data-row="${talk}"] .count`);
if (own) own.dataset.n = own.textContent = "";
/* It opens at the first new message, or where the address leads, else at the newest. */
const start = log.querySelector(".new, :target:not(#last)");
if (start) start.scrollIntoView({ block: start.id === "new" ? "start" : "center" });
else toBottom();
down.hidden = !isNewest || atBottom();
watchOlder();
if (isLive()) opened();
else setTimeout(() => isLive() || pollOn(), 4000);
if (matchMedia("(hover: hover) and (pointer: fine)").matches && isNewest) area.focus({ preventScroll: true });

/* Escape leads to the newest message and the field, Alt with an arrow to the conversation above or below in the list. */
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === "Escape" && !document.querySelector("details[open], dialog[open]")) {
    toBottom();
    markRead();
    area.focus({ preventScroll: true });
  }
  const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
  if (!event.altKey || !step || area.value) return;
  const next = document.querySelector(".talk-row[aria-current]")?.closest("li")[step]?.querySelector("a");
  if (next?.checkVisibility?.()) { event.preventDefault(); next.click(); }
});
