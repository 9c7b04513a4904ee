// The one socket of a page. Every frame becomes an event "live:<type>" on the document; who wants to send one dispatches
// "live:send". "live:open" and "live:closed" tell its state, also told by <html data-live>; "live:over", that the session was
// ended elsewhere. Without it all pages still work.

const root = document.documentElement;
const bangla = root.lang === "bn" && root.dataset.digits !== "latin";
const inDigits = (number) => new Intl.NumberFormat(bangla ? "bn-BD" : "en").format(number);
const tell = (name, detail) =>
  document.dispatchEvent(new CustomEvent(`live:${name}`, { detail, cancelable: true }));

const SIGNED_OUT = 4401, RESTART = 1012;
const BEAT = 25_000;
const SILENCE = 10_000;
let socket, tries = 0, timer, beat, silence, opened = 0;

const connect = () => {
  clearTimeout(timer);
  if (socket && socket.readyState < WebSocket.CLOSING) return;
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`);
  let wasOpen = false;
  socket.onopen = () => {
    wasOpen = true;
    tries = 0;
    root.dataset.live = "open";
    tell("open");
    acknowledge(); // what came before the line was cut
    if (opened++) catchUp();
  };
  socket.onmessage = ({ data }) => {
    clearTimeout(silence);
    const frame = JSON.parse(data);
    if (frame.type === "message.created") receive(frame);
    if (frame.type === "presence") present[frame.online ? "add" : "delete"](frame.user);
    const taken = !tell(frame.type, frame);
    react(frame, taken);
  };
  socket.onclose = ({ code, reason }) => {
    clearTimeout(silence);
    root.dataset.live = "closed";
    present.clear();
    tell("closed", { code, tries });
    if (code === SIGNED_OUT || (!wasOpen && tries < 2)) end(code);
    else again(code === RESTART && (Number(reason) || 5 * Math.random()));
  };
};

/* Closed by a word, or refused at the door, which a browser cannot tell from a line that is down: the site is asked who is
here, as a part of a page would ask: that is no act of hers. Whoever only changed the password goes on; without a line the
word counts. */
const end = async (code) => {
  const isOver = await fetch("/about/", { method: "HEAD", cache: "no-store", headers: { "HX-Request": "true" } })
    .then((answer) => answer.ok && answer.headers.get("Reader") === "nobody", () => code === SIGNED_OUT);
  if (isOver) tell("over");
  else again();
};

/* A server that restarts says after how many seconds, so that not all pages come back in the same moment. */
const again = (seconds) => {
  const wait = seconds ? seconds * 1000 : Math.min(30_000, 500 * 2 ** Math.min(tries++, 6)) * (0.5 + Math.random());
  clearTimeout(timer);
  timer = setTimeout(connect, wait);
};

const send = (frame) => {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(frame));
  if (frame.type === "read") delete received[frame.conversation];
  return true;
};
/* Who is here, for a script that comes later: "live:who" has it told again. */
const present = new Set();
document.addEventListener("live:who", () => present.forEach((user) => tell("presence", { user, online: true })));
document.addEventListener("live:send", (event) => send(event.detail) && event.preventDefault());

/* A line that died without a word is found by a question that gets no answer. */
const ask = () => {
  if (!send({ type: "ping" })) return;
  clearTimeout(silence);
  silence = setTimeout(() => socket.close(), SILENCE);
};
beat = setInterval(ask, BEAT);
addEventListener("online", () => { tries = 0; connect(); });
addEventListener("offline", () => socket?.close());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  ask();
  exchangeSoon();
  if (socket?.readyState !== WebSocket.OPEN) { tries = 0; connect(); }
});
addEventListener("pagehide", () => { clearInterval(beat); clearTimeout(timer); socket && (socket.onclose = null, socket.close()); });
addEventListener("pageshow", (event) => { if (event.persisted) { tries = 0; beat = setInterval(ask, BEAT); connect(); } });

/* What waits, in the bar. */
const waiting = {};
const show = (what, count) => {
  waiting[what] = Math.max(0, count);
  const text = !waiting[what] ? "" : waiting[what] < 100 ? inDigits(waiting[what]) : `${inDigits(99)}+`;
  for (const badge of document.querySelectorAll(`[data-live="${what}"]`)) badge.textContent = text;
};
const plain = (text) => Number([...text].map((sign) => "০১২৩৪৫৬৭৮৯".indexOf(sign)).map((n, at) => (n < 0 ? text[at] : n)).join("").replace("+", "")) || 0;
for (const badge of document.querySelectorAll("[data-live]")) if (badge !== root) waiting[badge.dataset.live] = plain(badge.textContent.trim());

const me = Number(root.dataset.me);
/* Messages that came are acknowledged together after a moment: their senders see that they were delivered. */
const MOMENT = 1000;
let received = {}, acknowledging;
const receive = ({ conversation, message: { sender, seq } }) => {
  if (!sender || sender === me) return;
  received[conversation] = Math.max(seq, received[conversation] ?? 0);
  acknowledging ??= setTimeout(acknowledge, MOMENT);
};
const acknowledge = () => {
  acknowledging = undefined;
  if (!Object.keys(received).length || send({ type: "received", conversations: received })) received = {};
};
const react = (frame, taken) => {
  if (frame.type === "unread")
    for (const what of ["messages", "notifications"]) if (what in frame) show(what, frame[what]);
  if (frame.type === "notification") {
    show("notifications", (waiting.notifications ?? 0) + 1);
    // News of the very page that she looks at is read: it is not mailed.
    const { id, url } = frame.notification;
    if (!document.hidden && url.split("#")[0] === location.pathname) send({ type: "notification.seen", notification: id });
  }
  if (frame.type === "message.created" && !taken && frame.message.sender && frame.message.sender !== me)
    show("messages", (waiting.messages ?? 0) + 1);
  if (frame.type === "missed") setTimeout(catchUp, Math.random() * 4000); // not all pages in the same moment
  refresh(frame.type === "changed" ? `${frame.what}:${frame.id}` : frame.type);
};

/* Parts of the page that show what a frame is about come anew: <… data-live-refresh="contract:5 message.created">. A part in
which somebody writes waits until they are done, or until the page is left, and all wait while the page is hidden: what was
fetched counts as seen. "live:refresh" asks for them by that word, "live:renewed" is told to each that came. */
let due = new Set(), soon;
const refresh = (what) => {
  for (const part of document.querySelectorAll("[data-live-refresh]"))
    if (!what || part.dataset.liveRefresh.split(" ").includes(what)) due.add(part);
  exchangeSoon();
};
const exchangeSoon = () => {
  if (due.size && !soon) soon = setTimeout(exchange, 300);
};
const isChanged = (field) =>
  field.options
    ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    : field.value !== field.defaultValue;
const isBusy = (part) =>
  [...part.querySelectorAll("textarea, select, input:not([type=hidden], [type=checkbox], [type=radio])")].some(
    (field) => field === document.activeElement || isChanged(field),
  ) || part.querySelector("form[data-sent], form[data-holds-files], details.ask[open]");
const exchange = async () => {
  soon = undefined;
  if (document.hidden) return;
  const all = [...due].filter((part) => part.isConnected), parts = all.filter((part) => !isBusy(part));
  due = new Set(all.filter(isBusy));
  if (!parts.length) return;
  const answer = await fetch(location.href, { headers: { "Live-Refresh": "1" } }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const twin = [...page.querySelectorAll("[data-live-refresh]")].find((each) => each.dataset.liveRefresh === part.dataset.liveRefresh);
    if (!twin) continue;
    if (isBusy(part)) due.add(part);
    else replace(part, twin);
  }
};
addEventListener("focusout", () => setTimeout(exchangeSoon));
document.addEventListener("live:refresh", (event) => refresh(event.detail));

/* What somebody had ticked, opened or reached with the keyboard stays so. */
const nameOf = (node) =>
  [node.localName, node.id, node.name, node.value, node.getAttribute("href"), node.closest("form")?.getAttribute("action"), node.localName === "summary" && node.textContent].join(" ");
const replace = (part, twin) => {
  const twins = new Map([...twin.querySelectorAll("a, button, input, summary")].map((node) => [nameOf(node), node]));
  for (const box of part.querySelectorAll("[type=checkbox], [type=radio]"))
    if (box.checked !== box.defaultChecked && twins.has(nameOf(box))) twins.get(nameOf(box)).checked = box.checked;
  for (const head of part.querySelectorAll("details > summary"))
    if (twins.has(nameOf(head))) twins.get(nameOf(head)).parentNode.open = head.parentNode.open;
  if (part.localName === "details" && twin.localName === "details") twin.open = part.open;
  const focused = part.contains(document.activeElement) && twins.get(nameOf(document.activeElement));
  part.replaceWith(twin);
  if (focused) focused.focus({ preventScroll: true });
  window.htmx?.process(twin);
  twin.dispatchEvent(new CustomEvent("live:renewed", { bubbles: true }));
};

/* After a gap: what hints told meanwhile is not known. */
const catchUp = () => {
  send({ type: "unread" });
  refresh();
};

if (root.dataset.liveOff === undefined && "WebSocket" in window) connect();
