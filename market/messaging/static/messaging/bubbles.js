// How messages are drawn, as messaging/parts.html draws them on the server.

import { button, dateOf, icon, clock, lang, langOf, log, make, me, room, toBangla, words } from "./room.js";

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]}।])/;
const link = (href) => Object.assign(make("a", "", href), { href, rel: "nofollow noopener noreferrer", target: "_blank" });
/* What was written, with its addresses as links where somebody wrote it. */
export const body = (text, hasLinks) => {
  const node = make("span", "bubble-text");
  node.lang = langOf(text);
  const parts = (row) => (hasLinks ? row.split(ADDRESS).map((part, at) => (at % 2 ? link(part) : part)) : [row]);
  text.split("\n").forEach((row, at) => node.append(...(at ? [make("br")] : []), ...parts(row)));
  return node;
};
export const state = (bubble, kind, detail) => {
  let mark = bubble.querySelector("[data-mark]");
  if (!mark) {
    mark = make("span");
    bubble.querySelector("time").after(" ", mark);
  }
  bubble.classList.toggle("unsent", kind === "saved");
  bubble.classList.toggle("failed", kind === "failed");
  mark.dataset.mark = kind;
  mark.textContent = (kind === "failed" && detail) || words[kind];
  if (kind === "failed") for (const name of ["again", "discard"]) {
    const way = button(words[name]);
    way.dataset.do = name;
    mark.append(" ", way);
  }
};
/* A message that has its number: where it is linked to, and its menu. */
export const number = (node, seq) => {
  node.dataset.seq = seq;
  const foot = node.querySelector(".bubble-foot");
  if (!foot || foot.querySelector("[data-acts]")) return;
  node.id = `m${seq}`;
  const way = room.querySelector("[data-menu-way]").content.firstElementChild.cloneNode(true);
  way.href = way.getAttribute("href").replace("/0/", `/${seq}/`);
  foot.append(way);
};
const linked = (content, url) => {
  if (!url) return content;
  const link = make("a");
  link.href = url;
  link.append(content);
  return link;
};
/* The place of how that stands which a system message tells of: it comes with the other parts of the page (realtime/live.js). */
const placeOfCard = (seq) => {
  const place = make("div");
  place.dataset.liveRefresh = `conversation.parts card:${seq}`;
  return place;
};
/* Of one's own message, what the other side does not see yet. */
const hiddenNote = (hidden) => {
  const note = make("p", "bubble-hidden tiny");
  note.append(room.querySelector("[data-lock]").content.cloneNode(true), " ", hidden.note);
  return note;
};
export const mask = (node, hidden) => {
  if (node.querySelector(".bubble-hidden")) return;
  node.querySelector(".bubble-text").replaceWith(body(hidden.text, true), hiddenNote(hidden));
};
/* The files of a message, as messaging/parts.html draws them. */
export const playVoices = () => log.querySelector("[data-voice]") && import("./player.js").then(({ enhance }) => enhance(log));
const fileOf = ({ id, name, size_label, kind, url, thumbnail_url, is_veiled, note, voice }) => {
  const item = make("li"), link = make("a", `bubble-file${is_veiled && thumbnail_url ? " veiled" : ""}`), title = make("span", "file-name small", name);
  link.href = url;
  if (is_veiled && thumbnail_url) link.dataset.veil = words.veil;
  title.lang = langOf(name);
  const picture = thumbnail_url ? Object.assign(make("img"), { src: thumbnail_url, alt: "", width: 240, height: 180 }) : icon(["video", "audio"].includes(kind) ? "play" : "file");
  if (voice) {
    link.classList.add("voice");
    Object.assign(link.dataset, { voice: voice.waveform, seconds: voice.seconds, sound: `/files/${id}/` });
    title.textContent = words.voice;
    title.removeAttribute("lang");
    setTimeout(playVoices);
  }
  link.append(picture, title, " ", make("span", "tiny muted nowrap", size_label));
  item.append(link, ...(note ? [hiddenNote({ note })] : []));
  return item;
};
const filesOf = (attachments) => {
  const list = make("ul", "bubble-files");
  list.append(...attachments.map(fileOf));
  return list;
};
/* What a reply answers to: `files` says how many it has in words, where it has no text. */
export const quoteOf = ({ seq, sender, text, file_count }) => {
  const node = make("a", "bubble-quote small"), beginning = make("span", "clip", text || (file_count ? "" : "…"));
  node.href = `?before=${seq + 1}#m${seq}`;
  node.dataset.quote = seq;
  if (sender) node.dataset.sender = sender;
  beginning.lang = langOf(text);
  if (!text && file_count) beginning.append(icon("file"), ` ${toBangla(file_count)}`);
  node.append(...(sender ? [make("b", "clip tiny", sender === me ? words.yourself : words.them.slice(0, -1))] : []), beginning);
  return node;
};
const signs = document.getElementById("reactions").content;
export const reactionsOf = (reactions) => {
  const row = make("p", "bubble-reactions");
  for (const { kind, users } of reactions) {
    const sign = make("span", users.includes(me) ? "own" : "", signs.querySelector(`[data-kind="${kind}"]`).textContent);
    if (users.length > 1) sign.append(` ${toBangla(users.length)}`);
    row.append(sign);
  }
  return row;
};
export const bubble = ({ seq, text, sender, client_id, code, url, card, masked, attachments, reply_to, reactions, edited_at }, at) => {
  const node = make("div", code ? "system" : `bubble${sender === me ? " mine" : ""}`);
  if (client_id) node.dataset.client = client_id;
  node.dataset.date = dateOf(at);
  const time = make("time", code ? "tiny nowrap" : "", clock(at));
  time.dateTime = at.toISOString();
  if (code) {
    const sentence = make("p");
    sentence.append(linked(body(text), url), " ", time);
    node.append(sentence, ...(card ? [placeOfCard(seq)] : []));
  }
  else {
    const foot = make("p", "bubble-foot");
    if (edited_at) foot.append(make("span", "", words.edited), " ");
    foot.append(time);
    node.append(make("span", "sr", sender === me ? words.you : words.them), " ", ...(reply_to ? [quoteOf(reply_to)] : []), ...(attachments ? [filesOf(attachments)] : []), ...(text ? [body(text, true)] : []), foot);
    if (reactions) node.append(reactionsOf(reactions));
    if (masked) mask(node, masked);
    if (sender !== me && langOf(text) !== lang) import("./phrases.js").then(({ mark }) => mark(node, text)).catch(() => undefined);
  }
  return node;
};
