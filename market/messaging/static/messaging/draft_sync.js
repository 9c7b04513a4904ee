// What is being written goes to the server too, so that it can be finished on another device. composer.js loads this at the
// first letter, and tells with which text each device began (`data-draft-at`).

import { API, area, ask, form, keep, me, talk } from "./room.js";

const PAUSE = 2000;
const AT = `draft:${me}:${talk}:at`; // when this device's draft was written; "s" before it: the server has it
let saved = "draftAt" in area.dataset ? area.defaultValue.trim() : "", timer, running = Promise.resolve();

const put = (draft, keepalive) => ask("PATCH", `${API}${talk}/`, { draft }, keepalive);
/* One after the other, so that the last one counts. What fails is sent with the next letter. */
const save = () => {
  clearTimeout(timer);
  timer = undefined;
  running = running.then(async () => {
    const text = area.value.trim();
    if (text === saved) return;
    const answer = await put(text).catch(() => undefined);
    if (!answer?.ok) return;
    saved = text;
    const { draft_at } = await answer.json();
    if (area.value.trim() === text) keep(AT, draft_at ? `s${Date.parse(draft_at)}` : "");
  });
};
const soon = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); };

area.addEventListener("input", soon);
form.addEventListener("submit", soon); // sent: what is left is saved, mostly nothing
area.addEventListener("keydown", (event) => event.key === "Enter" && soon());
addEventListener("pagehide", () => {
  const text = area.value.trim();
  if (timer === undefined || text === saved) return;
  clearTimeout(timer);
  timer = undefined;
  put(text, true).catch(() => undefined);
});
soon();
