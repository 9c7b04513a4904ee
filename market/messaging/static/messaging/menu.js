// The menu of a message: what its page offers, in a dialog. What is refused there says so there.

import { answer } from "./composer.js";
import { complain, log, make, room, words } from "./room.js";

const dialog = make("dialog", "menu-dialog");
room.append(dialog);
let origin;

const fill = (text) => {
  const menu = new DOMParser().parseFromString(text, "text/html").getElementById("message-menu");
  if (!menu) return false;
  const copy = navigator.clipboard && menu.querySelector("[data-copy]");
  if (copy) copy.parentElement.hidden = false;
  dialog.replaceChildren(menu);
  return true;
};
export const open = async (link) => {
  origin = link;
  const response = await fetch(link.href).catch(() => undefined);
  if (!response) return complain(words.noLine);
  if (!response.ok || !fill(await response.text())) return location.assign(link.href);
  complain();
  if (!dialog.open) dialog.showModal();
};
const done = () => {
  dialog.close();
  document.dispatchEvent(new Event("menu:done"));
  (origin.isConnected ? origin : log).focus();
};
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) return done(); // on the ground behind it
  const copy = event.target.closest("[data-copy]"), reply = event.target.closest("[data-reply]");
  if (copy) return navigator.clipboard.writeText(copy.dataset.copy).then(done, done);
  if (!reply) return;
  event.preventDefault();
  dialog.close();
  answer(Number(reply.dataset.reply));
});
dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const body = new FormData(event.target), { submitter } = event;
  if (submitter?.name) body.set(submitter.name, submitter.value); // older browsers take no second argument
  const response = await fetch(event.target.action, { method: "POST", body }).catch(() => undefined);
  if (response?.ok && new URL(response.url).pathname === location.pathname) return done();
  if (response && fill(await response.text())) return;
  origin.isConnected ? location.assign(origin.href) : location.reload(); // the session is over, or no line: the page says so
});
