// A live talk. What is written is kept on this device until the server has it, under an id made here: sent again it
// changes nothing. Without a socket it asks every few seconds; without this script the page is a form and a link.

const room = document.getElementById("talk");
const log = document.getElementById("log");
const words = room.querySelector("[data-words]").dataset;
const form = room.querySelector("[data-composer]");
const area = form.elements.text;
const scroller = room.querySelector("[data-scroll]");
const down = room.querySelector("[data-down]");
const typing = room.querySelector("[data-typing]");
const line = room.querySelector("[data-line]");
const talk = Number(room.dataset.conversation);
const me = Number(room.dataset.me);
const zone = room.dataset.zone;
const lang = document.documentElement.lang;
const bangla = lang === "bn" && document.documentElement.dataset.digits !== "latin";
const skew = Date.parse(room.dataset.now) - Date.now();
const MOST = 5000;

let held = Number(room.dataset.held);
let seen = Number(room.dataset.read);
let marked = held;
const isNewest = !new URLSearchParams(location.search).has("before");
const isLive = () => document.documentElement.dataset.live === "open";
const send = (frame) => !document.dispatchEvent(new CustomEvent("live:send", { detail: frame, cancelable: true }));

/* Kept on this device: what is not sent yet, and what is being written. */
const keep = (key, value) => {
  if ("shared" in document.documentElement.dataset) return; // others use this device
  try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* no room or private: it lives as long as the page */ }
};
const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const BOX = `outbox:${me}`, DRAFT = `draft:${me}:${talk}`, SENDING = `draft:${me}:${talk}:sending`;
const OVER = `over:${me}`, wasShared = "shared" in document.documentElement.dataset;
/* What was written when the session ended is back after signing in again in this window, for the same person alone. */
const regained = () => {
  try {
    const whole = JSON.parse(sessionStorage.getItem(OVER) ?? "{}");
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("over:")) sessionStorage.removeItem(key);
    return whole;
  } catch { return {}; }
};
const back = regained();
let outbox = JSON.parse(kept(BOX) ?? "[]");
outbox.push(...(back.outbox ?? []).filter((item) => !outbox.some((each) => each.client_id === item.client_id)));
const save = () => keep(BOX, outbox.length ? JSON.stringify(outbox) : "");
const uuid = () =>
  crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (n) => (n ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (n / 4)))).toString(16));

/* Words about time, as the server says them. */
const toBangla = (text) => (bangla ? text.replace(/\d/g, (n) => "০১২৩৪৫৬৭৮৯"[n]) : text);
const parts = [[4, "রাত"], [6, "ভোর"], [12, "সকাল"], [15, "দুপুর"], [18, "বিকাল"], [20, "সন্ধ্যা"], [24, "রাত"]];
const clock = (at) => {
  const [hour, minute] = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at).split(":");
  const time = `${Number(hour) % 12 || 12}:${minute}`;
  return lang === "bn" ? toBangla(`${parts.find(([end]) => hour < end)[1]} ${time}`) : `${time} ${hour < 12 ? "am" : "pm"}`;
};
const dateOf = (at) => new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at);
const dayOf = (at) => {
  const now = Date.now() + skew, date = dateOf(at);
  if (date === dateOf(now)) return words.today;
  if (date === dateOf(now - 864e5)) return words.yesterday;
  return toBangla(new Intl.DateTimeFormat(lang === "bn" ? "bn-BD" : "en-GB", { day: "numeric", month: "long", timeZone: zone }).format(at));
};
const langOf = (text) => {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.filter((letter) => letter >= "\u0980" && letter <= "\u09ff").length * 2 > letters.length ? "bn" : "en";
};

/* Bubbles. */
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};
const body = (text) => {
  const node = make("span", "bubble-text");
  node.lang = langOf(text);
  text.split("\n").forEach((row, at) => node.append(...(at ? [make("br"), row] : [row])));
  return node;
};
const state = (bubble, kind, detail) => {
  let mark = bubble.querySelector("[data-mark]");
  if (!mark) {
    mark = make("span");
    mark.dataset.mark = "";
    bubble.querySelector(".bubble-foot").append(" ", mark);
  }
  bubble.classList.toggle("unsent", kind === "saved");
  bubble.classList.toggle("failed", kind === "failed");
  mark.className = kind === "read" ? "read" : "";
  mark.textContent = { saved: words.saved, sent: words.sent, read: words.seen, failed: detail || words.failed }[kind];
  if (kind === "failed") for (const [name, text] of [["again", words.again], ["discard", words.discard]]) {
    const button = make("button", "", text);
    button.type = "button";
    button.dataset.do = name;
    mark.append(" ", button);
  }
};
const flag = (id) => {
  const way = room.querySelector("[data-flag]").content.firstElementChild.cloneNode(true);
  way.href = way.getAttribute("href").replace("/0/", `/${id}/`);
  return way;
};
const linked = (content, url) => {
  if (!url) return content;
  const link = make("a");
  link.href = url;
  link.append(content);
  return link;
};
/* How what a system message tells of stands now, as messaging/parts.html draws it. */
const cardOf = (card, seq) => {
  const node = make("div", "talk-card"), facts = make("p", "row tight");
  node.dataset.liveRefresh = `conversation.parts card:${seq}`;
  const title = make("p", "strong");
  title.append(body(card.title));
  facts.append(make("span", "num", card.details), make("span", `badge ${card.tone}`, card.state_label));
  node.append(title, facts);
  if (card.action) {
    const link = make("a", "button small", card.action.label);
    link.href = card.action.url;
    node.append(link);
  }
  return node;
};
/* Of one's own message, what the other side does not see yet. */
const hiddenNote = (hidden) => {
  const note = make("p", "bubble-hidden tiny");
  note.append(room.querySelector("[data-lock]").content.cloneNode(true), " ", hidden.note);
  return note;
};
const mask = (node, hidden) => {
  if (node.querySelector(".bubble-hidden")) return;
  node.querySelector(".bubble-text").replaceWith(body(hidden.text), hiddenNote(hidden));
};
/* The files of a message, as messaging/parts.html draws them. */
const fileOf = ({ name, size_label, kind, url, thumbnail_url, is_veiled }) => {
  const item = make("li"), link = make("a", `bubble-file${is_veiled && thumbnail_url ? " veiled" : ""}`), title = make("span", "file-name small", name);
  link.href = url;
  title.lang = langOf(name);
  const picture = thumbnail_url ? Object.assign(make("img"), { src: thumbnail_url, alt: "", width: 240, height: 180 }) : icon(["video", "audio"].includes(kind) ? "play" : "file");
  link.append(picture, title, " ", make("span", "tiny muted nowrap", size_label));
  item.append(link);
  return item;
};
const filesOf = (attachments) => {
  const list = make("ul", "bubble-files");
  list.append(...attachments.map(fileOf));
  return list;
};
const icon = (name) => document.getElementById(`icon-${name}`).content.cloneNode(true);
const bubble = ({ id, seq, text, sender, client_id, code, url, card, masked, attachments }, at) => {
  const node = make("div", code ? "system" : `bubble${sender === me ? " mine" : ""}`);
  if (client_id) node.dataset.client = client_id;
  node.dataset.date = dateOf(at);
  const time = make("time", code ? "tiny nowrap" : "", clock(at));
  time.dateTime = at.toISOString();
  if (code) {
    const sentence = make("p");
    sentence.append(linked(body(text), url), " ", time);
    node.append(sentence, ...(card ? [cardOf(card, seq)] : []));
  }
  else {
    const foot = make("p", "bubble-foot");
    foot.append(time);
    if (id && sender !== me) foot.append(flag(id));
    node.append(make("span", "sr", sender === me ? words.you : words.them), " ", body(text), ...(attachments ? [filesOf(attachments)] : []), foot);
    if (masked) mask(node, masked);
  }
  return node;
};
const find = (client_id) => client_id && log.querySelector(`[data-client="${CSS.escape(client_id)}"]`);
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
  const node = find(message.client_id) ?? bubble(message, new Date(message.created_at));
  drop(message.client_id);
  node.dataset.seq = message.seq;
  if (message.sender === me) state(node, message.seq <= seen ? "read" : "sent");
  place(node);
  if (message.sender && message.sender !== me) {
    typing.textContent = "";
    form.querySelector(".attach").hidden = false; // now files can be sent
  }
  if (message.code) document.dispatchEvent(new CustomEvent("live:refresh", { detail: "conversation.parts" }));
  if (message.code && log.textContent.includes("•••")) unmask(); // what it tells of may have opened contact data
  if (wasAtBottom || message.sender === me) toBottom();
  else down.hidden = false;
  row(talk, message);
  markRead();
};
/* Moderators hid a message, or gave it back: it is read again. */
const read = async (conversation, query) => {
  const address = room.dataset.messages.replace(`/${talk}/`, `/${conversation}/`);
  const answer = await fetch(`${address}?${query}`, { headers: { "Accept-Language": lang } }).catch(() => undefined);
  return answer?.ok ? (await answer.json()).results : [];
};
const changed = async ({ conversation, seq }) => {
  const [message, next] = await read(conversation, `after_seq=${seq - 1}&limit=2`);
  if (message && !next) tell(conversation, message);
  if (message && conversation === talk) renew(message);
};
const renew = (message) => {
  const old = log.querySelector(`[data-seq="${message.seq}"]`);
  if (!old) return;
  const node = bubble(message, new Date(message.created_at));
  node.dataset.seq = message.seq;
  if (message.sender === me && !message.code) state(node, message.seq <= seen ? "read" : "sent");
  old.replaceWith(node);
};
const newest = () => read(talk, `after_seq=${Math.max(0, held - 50)}&limit=50`);
const unmask = async () =>
  (await newest()).filter(({ seq }) => log.querySelector(`[data-seq="${seq}"]`)?.textContent.includes("•••")).forEach(renew);
/* News were lost on their way: who is there answers anew, and what was hidden meanwhile is read again. */
const missed = () => {
  present(false);
  resume();
  const differs = ({ seq, code }) => log.querySelector(`[data-seq="${seq}"]`)?.matches(".system") !== Boolean(code);
  const again = async () => (await newest()).filter(differs).forEach(renew);
  setTimeout(again, Math.random() * 4000);
};
const acknowledged = ({ conversation, client_id, seq, masked }) => {
  const item = drop(client_id);
  if (conversation !== talk) return;
  const node = find(client_id);
  if (follows(seq) && item) row(talk, { text: item.text, sender: me, created_at: new Date(Date.now() + skew) });
  if (!node || node.dataset.seq) return;
  if (masked) mask(node, masked);
  node.dataset.seq = seq;
  state(node, seq <= seen ? "read" : "sent");
  place(node);
};
const drop = (client_id) => {
  const item = outbox.find((each) => each.client_id === client_id);
  if (item) { outbox = outbox.filter((each) => each !== item); save(); }
  return item;
};

/* Sending: over the socket, else by a request; what fails for a while is tried again, what is refused says so. */
const POST = async (address, payload) =>
  fetch(address, { method: "POST", body: JSON.stringify(payload), headers: { "Content-Type": "application/json", "Accept-Language": lang, "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
let sending = false, isOver = false;
/* The session was ended, here or in another window: nothing is lost, and the way back is shown. */
const endSession = () => {
  if (isOver) return;
  isOver = true;
  const texts = area.value ? { [talk]: area.value } : {};
  try { if (!wasShared && (area.value || outbox.length)) sessionStorage.setItem(OVER, JSON.stringify({ texts, outbox })); } catch { /* private: it stays on the page */ }
  const link = make("a", "", words.enter);
  link.href = room.dataset.login;
  line.hidden = false;
  line.lastChild.replaceChildren(wasShared ? "" : `${words.over} `, link);
};
const tellOver = () => document.dispatchEvent(new CustomEvent("live:over"));
const flush = async () => {
  const ready = outbox.filter((item) => !item.failed);
  if (isLive()) {
    for (const { conversation, client_id, text } of ready) send({ type: "message.send", conversation, client_id, text });
    return;
  }
  if (sending) return;
  sending = true;
  for (const item of ready) {
    const answer = await POST(`/api/v1/conversations/${item.conversation}/messages/`, { client_id: item.client_id, text: item.text }).catch(() => undefined);
    if (!answer || answer.status >= 500 || answer.status === 429) break;
    if (answer.status === 401) { tellOver(); break; }
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) item.conversation === talk && told.seq === held + 1 ? acknowledged({ ...told, conversation: talk }) : drop(item.client_id) && poll();
    else refused({ client_id: item.client_id, code: told.code, detail: told.errors?.text?.[0] ?? told.detail });
  }
  sending = false;
};
const refused = ({ client_id, code, detail }) => {
  const item = outbox.find((each) => each.client_id === client_id);
  if (!item || ["too_many", "not_saved", "fault"].includes(code)) return void setTimeout(flush, 5000);
  item.failed = detail;
  save();
  const node = find(client_id);
  if (node) state(node, "failed", detail);
};
const show = (item) => {
  const node = bubble({ ...item, sender: me }, new Date(item.at));
  log.append(node);
  state(node, item.failed ? "failed" : "saved", item.failed);
  place(node);
};
const submit = () => {
  if (isOver) { isOver = false; endSession(); location.assign(room.dataset.login); return; }
  const text = area.value.replace(/\r\n?/g, "\n").trim();
  if (!text) return;
  const count = Intl.Segmenter ? [...new Intl.Segmenter(lang).segment(text)].length : [...text].length;
  area.setCustomValidity(count > MOST ? words.tooLong : "");
  if (!area.reportValidity()) return;
  const item = { conversation: talk, client_id: uuid(), text, at: Date.now() + skew };
  outbox.push(item);
  save();
  show(item);
  area.value = "";
  if (hint) tellHidden([]);
  keep(DRAFT, "");
  typedAt = 0;
  grow();
  toBottom();
  flush();
};
/* With files the form goes as a whole, and the page comes back with the message: nothing is acknowledged before all is there. */
const files = form.elements.uploads;
const hasFiles = () => Boolean(files.files.length || form.querySelector("[name=kept]:checked"));
const sendForm = () => form.requestSubmit(form.querySelector("[data-send]"));
form.addEventListener("submit", (event) => {
  if (hasFiles() && !isOver) {
    const id = form.elements.client_id;
    if (find(id.value)) id.value = uuid(); // back on a page whose message was sent
    keep(SENDING, id.value);
    area.readOnly = true; // what is typed now would belong to no message
    return;
  }
  event.preventDefault();
  submit();
}, true);
const chosen = room.querySelector("[data-chosen]");
const showChosen = () => {
  chosen.hidden = !files.files.length;
  const remove = make("button", "link", words.remove);
  remove.type = "button";
  remove.onclick = () => { files.value = ""; showChosen(); area.focus(); };
  chosen.replaceChildren([...files.files].map((file) => file.name).join(", "), " ", remove);
};
/* Back on this page, from the one after a message with files or before it was there. */
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  area.readOnly = false;
  area.value = kept(DRAFT) ?? "";
  files.value = "";
  showChosen();
});
files.addEventListener("change", () => { showChosen(); area.focus(); });
/* Pasted and dropped files are chosen ones. */
const choose = (event, transfer) => {
  if (!transfer?.files.length || form.querySelector(".attach").hidden) return;
  event.preventDefault();
  const all = new DataTransfer();
  for (const file of [...files.files, ...transfer.files]) all.items.add(file);
  files.files = all.files;
  files.dispatchEvent(new Event("change", { bubbles: true }));
};
area.addEventListener("paste", (event) => choose(event, event.clipboardData));
room.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
room.addEventListener("drop", (event) => choose(event, event.dataTransfer));
log.addEventListener("click", (event) => {
  const what = event.target.dataset.do;
  if (!what) return;
  const node = event.target.closest("[data-client]");
  const item = outbox.find((each) => each.client_id === node.dataset.client);
  if (what === "discard") { drop(node.dataset.client); node.remove(); }
  else if (item) { delete item.failed; save(); state(node, "saved"); flush(); }
});

/* Writing. Enter sends where there is a keyboard; on a phone it is a new line. */
let typedAt = 0;
const desktop = matchMedia("(hover: hover) and (pointer: fine)");
const grow = () => {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 160)}px`;
};
area.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !desktop.matches) return;
  event.preventDefault();
  hasFiles() ? sendForm() : submit();
});
area.addEventListener("input", () => {
  area.setCustomValidity("");
  keep(DRAFT, area.value);
  grow();
  if (isOver) { isOver = false; endSession(); }
  if (area.value && Date.now() - typedAt > 2500) { typedAt = Date.now(); send({ type: "typing", conversation: talk }); }
});
/* A text that went with files is done with once its message is there. */
if (find(kept(SENDING))) { keep(DRAFT, ""); keep(SENDING, ""); }
const isBegun = "begun" in area.dataset;
if (isBegun) history.replaceState(null, "", location.pathname); // a reload begins nothing again
const draft = back.texts?.[talk] || kept(DRAFT) || "";
if (!area.value) area.value = draft;
else if (isBegun && draft && !draft.startsWith(area.value)) area.value += draft;
else if (isBegun) area.value = draft || area.value;
if (area.value && !isBegun) keep(DRAFT, area.value);
if (back.outbox?.length) save();
grow();

/* While somebody writes: which contact data the other side will not see yet. The server knows them. */
const hint = room.querySelector("[data-contact-hint]");
let checked = "", checkSoon, askedAt = 0;
const PACE = 600; // milliseconds: what comes sooner the server does not answer
const tellHidden = (found) => {
  const parts = room.querySelector("[data-locked]") ? found : []; // money may be held by now
  hint.hidden = !parts.length;
  hint.textContent = parts.length ? hint.dataset.contactHint.replace("{parts}", parts.join(", ")) : "";
};
const check = () => {
  const text = area.value.trim();
  if (text === checked) return;
  if (!text) tellHidden([]);
  const wait = askedAt + PACE - Date.now();
  if (text && wait > 0) { clearTimeout(checkSoon); checkSoon = setTimeout(check, wait); return; }
  if (!text || send({ type: "contact.find", text })) [checked, askedAt] = [text, Date.now()];
};
if (hint) {
  area.addEventListener("input", () => { clearTimeout(checkSoon); checkSoon = setTimeout(check, area.value ? 700 : 0); });
  area.addEventListener("focusout", check);
  document.addEventListener("live:contact.found", ({ detail }) => area.value.trim() && tellHidden(detail.parts));
}

/* The menu closes on Escape, and on a click beside it. */
const menu = () => form.querySelector(".talk-menu[open]");
addEventListener("click", (event) => { const open = menu(); if (open && !open.contains(event.target)) open.open = false; });
addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && menu();
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});

/* Reading. */
const markRead = () => {
  if (document.hidden || !atBottom() || held <= marked || !isNewest) return;
  marked = held;
  if (!send({ type: "read", conversation: talk, seq: held })) POST(room.dataset.mark, { seq: held }).catch(() => (marked = 0));
};
const readTo = (seq) => {
  seen = Math.max(seen, seq);
  for (const node of log.querySelectorAll(".mine[data-seq]"))
    if (Number(node.dataset.seq) <= seen && !node.querySelector(".read")) state(node, "read");
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
      const answer = await fetch(`${room.dataset.messages}?after_seq=${held}`, { headers: { "Accept-Language": lang } });
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
line.append(make("span"));
const online = make("span", "here");
room.querySelector("[data-state]").prepend(online);
const present = (is) => { online.textContent = is ? `${words.online} · ` : ""; };
const opened = () => { isOver = false; line.hidden = true; clearTimeout(again); resume(); flush(); };
let stopTyping, closing;
const on = (name, act) => document.addEventListener(`live:${name}`, (event) => act(event.detail, event));
on("open", opened);
on("closed", () => {
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
on("read", ({ conversation, user, seq }) => conversation === talk && user !== me && readTo(seq));
on("typing", ({ conversation }) => {
  if (conversation !== talk) return;
  typing.textContent = words.typing;
  clearTimeout(stopTyping);
  stopTyping = setTimeout(() => (typing.textContent = ""), 4000);
});
on("presence", ({ user, online: is }) => user !== me && present(is));

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
    const count = Number([...badge.textContent].map((sign) => { const n = "০১২৩৪৫৬৭৮৯".indexOf(sign); return n < 0 ? sign : n; }).join("")) || 0;
    badge.textContent = toBangla(String(count + 1));
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
  link.replaceWith(...found);
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

outbox.filter((item) => item.conversation === talk && !find(item.client_id)).forEach(show);
outbox.filter((item) => find(item.client_id)?.dataset.seq).forEach((item) => drop(item.client_id));
document.querySelector(`[data-row="${talk}"]`)?.classList.remove("unread");
const own = document.querySelector(`[data-row="${talk}"] .count`);
if (own) own.textContent = "";
toBottom();
watchOlder();
if (isLive()) opened();
else setTimeout(() => isLive() || pollOn(), 4000);
if (desktop.matches && isNewest) area.focus({ preventScroll: true });
