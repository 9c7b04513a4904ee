// Writing: the text with its draft, files, the way into the outbox, and which contact data the other side will not see.

import { TRAY, add, back, endSessionAgain, isOver } from "./outbox.js";
import { quoteOf } from "./bubbles.js";
import { area, complain, find, form, keep, kept, lang, leave, me, now, room, send, talk, uuid, words } from "./room.js";

const DRAFT = `draft:${me}:${talk}`, SENDING = `draft:${me}:${talk}:sending`;
const MOST = 5000;

/* The message that is answered, as a reply shows it. */
const replying = room.querySelector("[data-replying]");
const quoted = () => {
  const shown = replying.querySelector("[data-quote]");
  return shown && { seq: Number(shown.dataset.quote), sender: Number(shown.dataset.sender) || null, text: shown.querySelector("span").textContent };
};
const answerNothing = () => {
  form.elements.reply_to.value = "";
  replying.hidden = true;
  replying.firstElementChild.replaceChildren();
};
/* For what is sent by another way than the form. */
const takeQuoted = () => {
  const quote = quoted();
  answerNothing();
  return quote;
};
export const answer = (seq) => {
  const node = document.getElementById(`m${seq}`);
  const text = node.querySelector(".bubble-text")?.innerText ?? node.querySelector(".file-name")?.textContent ?? "";
  const shown = quoteOf({ seq, sender: node.matches(".mine") ? me : -1, text: text.slice(0, 160) });
  form.elements.reply_to.value = seq;
  replying.firstElementChild.replaceChildren(shown);
  replying.hidden = false;
  area.focus();
};
replying.querySelector("[data-reply-not]").addEventListener("click", (event) => {
  event.preventDefault();
  answerNothing();
  area.focus();
});

let tray, isTaking = false, sentAt = 0;
const { placeholder } = area;
const submit = async () => {
  if (isOver) { endSessionAgain(); location.assign(room.dataset.login); return; }
  const hasChosen = tray?.textIs();
  const text = area.value.replace(/\r\n?/g, "\n").trim();
  if (isTaking || !(text || hasChosen)) return;
  const count = Intl.Segmenter ? [...new Intl.Segmenter(lang).segment(text)].length : [...text].length;
  area.setCustomValidity(count > MOST ? words.tooLong : "");
  if (!area.reportValidity()) return;
  isTaking = area.readOnly = true; // what is typed meanwhile would belong to no message
  const chosen = hasChosen ? await tray.take() : [];
  isTaking = area.readOnly = false;
  if (!chosen) return;
  const isSafe = add(text, uuid(), chosen, quoted());
  answerNothing();
  complain();
  area.value = "";
  sentAt = Date.now();
  isSafe.then(() => { keep(DRAFT, area.value); chosen.isSafe?.(); });
  chooseButton();
  if (hint) tellHidden([]);
  typedAt = 0;
  grow();
};
/* A form with files that were refused without this script goes as a whole, and the page comes back with the message. */
const hasFiles = () => form.querySelector("[name=kept]:checked");
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
/* Back on this page, from the one after a message with files or before it was there. */
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  area.readOnly = false;
  area.value = kept(DRAFT) ?? "";
});
/* Chosen, pasted and dropped files go into the tray. */
const files = form.elements.uploads;
const gather = async (list, voice) => {
  files.value = "";
  tray ??= await import("./attach.js").catch(() => undefined);
  if (!tray) return complain(words.noLine);
  complain();
  tray.choose(list, voice);
  area.focus();
};
const choose = (event, transfer) => {
  if (!transfer?.files.length || form.querySelector(".attach").hidden) return;
  event.preventDefault();
  gather([...transfer.files]);
};
files.addEventListener("change", () => gather([...files.files]));
/* The microphone stands where the send button is while there is nothing to send. */
const mic = form.querySelector("[data-mic]"), sendButton = form.querySelector("[data-send]");
const chooseButton = () => {
  const speaks = window.MediaRecorder && navigator.mediaDevices && !form.querySelector(".attach").hidden && !area.value.trim() && !hasFiles() && !tray?.textIs();
  area.placeholder = words[tray?.textIs()] ?? placeholder;
  const [shown, hidden] = speaks ? [mic, sendButton] : [sendButton, mic];
  const hasFocus = hidden.matches(":focus-visible"); // by keyboard
  shown.hidden = false;
  hidden.hidden = true;
  if (hasFocus) shown.focus();
};
const record = async (isHeld, x) => {
  if (Date.now() - sentAt < 700) return; // the second half of a double tap on the button that sends
  const script = await import("./voice.js").catch(() => complain(words.noLine));
  script?.record(isHeld, x, ({ blob, name, type, voice }) => gather([new File([blob], name, { type })], voice), takeQuoted);
};
mic.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  let isHeld = true;
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { isHeld = false; }, { once: true });
  record(() => isHeld, event.clientX);
});
mic.addEventListener("click", ({ detail }) => detail || record(() => false)); // by keyboard
mic.addEventListener("contextmenu", (event) => event.preventDefault());
document.addEventListener("composer:changed", chooseButton);
area.addEventListener("paste", (event) => choose(event, event.clipboardData));
room.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault(); // or the browser leaves the page for the file
  if (form.querySelector(".attach").hidden) event.dataTransfer.dropEffect = "none";
  else room.classList.add("takes-files");
});
for (const end of ["dragleave", "drop"])
  room.addEventListener(end, ({ relatedTarget }) => room.contains(relatedTarget) || room.classList.remove("takes-files"));
room.addEventListener("drop", (event) => choose(event, event.dataTransfer));
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
  form.requestSubmit(sendButton);
});
area.addEventListener("input", () => {
  area.setCustomValidity("");
  keep(DRAFT, area.value);
  keep(`${DRAFT}:at`, String(now()));
  grow();
  chooseButton();
  if (isOver) endSessionAgain();
  if (area.value && Date.now() - typedAt > 2500) { typedAt = Date.now(); send({ type: "typing", conversation: talk }); }
});
area.addEventListener("input", () => import("./draft_sync.js").catch(() => undefined), { once: true }); // finished on another device
/* A text that went with files is done with once its message is there. */
if (find(kept(SENDING))) { keep(DRAFT, ""); keep(SENDING, ""); }
const isBegun = "begun" in area.dataset;
if (isBegun) history.replaceState(null, "", location.pathname); // a reload begins nothing again
/* A draft of another device stands in the field already. One of this device counts unless it is older, or the server had it
("s", see draft_sync.js) and has it no more: then it was sent elsewhere. */
const ownAt = kept(`${DRAFT}:at`) ?? "", isSaved = "draftAt" in area.dataset;
const isPassed = isSaved ? Date.parse(area.dataset.draftAt) > Number(ownAt.replace("s", "")) : ownAt[0] === "s";
if (isPassed) keep(DRAFT, "");
const draft = back.texts?.[talk] || kept(DRAFT) || "";
if (draft && isSaved && area.value === area.defaultValue) area.value = draft;
if (!area.value) area.value = draft;
else if (isBegun && draft && !draft.startsWith(area.value)) area.value += draft;
else if (isBegun) area.value = draft || area.value;
if (area.value && !isBegun) keep(DRAFT, area.value);
if (isSaved && area.value === area.defaultValue) keep(`${DRAFT}:at`, `s${Date.parse(area.dataset.draftAt)}`);
area.setSelectionRange(area.value.length, area.value.length);
grow();
chooseButton();
if (kept(TRAY)) import("./attach.js").then((script) => (tray = script).restore()).catch(() => undefined);

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

/* The phrase book opens over the conversation, and a phrase beside a message in the other language comes into the field; both
are pages where their script did not come. */
room.addEventListener("click", (event) => {
  const way = event.target.closest("[data-phrase-book], [data-phrase]");
  if (!way || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  way.closest("details").open = false;
  import("./phrases.js").then(({ open, put }) => ("phrase" in way.dataset ? put(way.textContent) : open(way.href))).catch(() => leave(way.href));
});
