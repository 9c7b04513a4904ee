// The phrase book in a dialog over the conversation, and marks on messages in the other language. Without it both are pages.

import { area, button, complain, icon, lang, leave, make, words } from "./room.js";

let dialog;
export const open = async (url) => {
  const answer = await fetch(url).catch(() => undefined);
  if (!answer) return complain(words.noLine);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html"), book = page.querySelector("[data-phrases]");
  if (!book) return leave(url); // signed out, or what the worker has instead
  complain();
  const title = page.querySelector("h1"), close = button("", () => dialog.close(), "button quiet small");
  close.append(icon("close"));
  close.setAttribute("aria-label", words.close);
  const head = make("div", "row spread");
  title.className = "h3";
  head.append(title, close);
  dialog?.remove();
  dialog = make("dialog", "stack phrase-book");
  dialog.append(head, book);
  dialog.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (event.target === dialog) dialog.close();
    if (!phrase) return;
    event.preventDefault();
    dialog.close();
    put(phrase.textContent);
  });
  dialog.addEventListener("close", () => area.focus());
  document.body.append(dialog);
  dialog.showModal();
};

/* At the caret, with a space where a word stands before it. */
export const put = (text) => {
  const before = area.value.slice(0, area.selectionStart);
  area.setRangeText(/\S$/.test(before) ? ` ${text}` : text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
};

/* What a message in the other language is about: nothing where the phrase book has no hint. */
export const mark = async (bubble, text) => {
  const answer = await fetch(`/api/v1/phrases/?text=${encodeURIComponent(text.slice(0, 1000))}`);
  const hints = answer.ok ? await answer.json() : [];
  if (!hints.length || bubble.querySelector(".lang-mark")) return;
  const [theirs, own] = lang === "bn" ? ["en", "bn"] : ["bn", "en"];
  const details = make("details", "lang-mark"), list = make("ul");
  details.append(make("summary", "", words.phrases), list);
  for (const hint of hints) {
    const row = make("li"), phrase = make("a", "", hint[theirs]), meaning = make("span", "muted", hint[own]);
    [phrase.lang, meaning.lang] = [theirs, own];
    phrase.href = `?text=${encodeURIComponent(hint[theirs])}`;
    phrase.dataset.phrase = "";
    row.append(phrase, meaning);
    list.append(row);
  }
  bubble.querySelector(".bubble-foot").before(details);
};
