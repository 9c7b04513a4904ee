// How far a lesson was read, answers to its checks, questions, and notes: the server hears of them when there is a line, else
// the device keeps them and sends them later, each once.

import { isLater, outbox, post } from "../core/outbox.js";

const readings = outbox("lesson"), forms = outbox("check"), notes = outbox("note");
const PAUSE = 2000;
const article = document.querySelector("[data-address]");
const later = document.querySelector("[data-waits]")?.dataset.waits;
const note = (form) => (form.querySelector("output").textContent = later);

const sendReading = async () => {
  for (const address of readings.names()) {
    const readTo = readings.get(address);
    if (isLater(await post(address, { read_to: readTo }))) return;
    if (readings.get(address) === readTo) readings.put(address);
  }
};
const reasonOf = async (answer) =>
  new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#errors li, main .error, h1")?.textContent.trim() ?? `${answer.status}`;
const sendForm = async (id) => {
  const waiting = forms.get(id);
  if (!waiting) return; // sent meanwhile
  const answer = await post(waiting.address, new URLSearchParams(waiting.body));
  if (isLater(answer)) return answer;
  if (answer.ok) forms.put(id);
  else forms.put(id, { ...waiting, refused: await reasonOf(answer.clone()) }); // it stays for its writer: /learn/kept/
  return answer;
};
const sendNote = async (address) => {
  const written = notes.get(address);
  const answer = written && (await post(address, written));
  const form = document.querySelector(`[data-note="${address}"]`);
  if (isLater(answer) || !(answer.ok || form)) return; // what is refused stays, until its page says why
  const now = notes.get(address); // undefined: sent meanwhile
  const saved = answer.ok && (await answer.json());
  const isAll = !now || JSON.stringify(now) === JSON.stringify(written); // else more was written
  if (isAll) notes.put(address);
  else if (saved.text === written.text) notes.put(address, { ...now, based_on: saved.revision });
  if (form) showNote(form, saved, isAll);
};
const showNote = (form, saved, isAll) => {
  if (!saved) return form.submit(); // the page says what is wrong with it
  const other = form.querySelector("[data-other]");
  other.hidden = !saved.other_text;
  other.querySelector(".prose").textContent = saved.other_text;
  form.based_on.value = saved.revision;
  if (!isAll) return;
  if (form.text.value.trim().normalize("NFC") !== saved.text) form.text.value = saved.text; // written elsewhere later; the other one is below
  form.querySelector("output").textContent = form.dataset.saved;
};
export const sendAll = async () => {
  await sendReading();
  for (const address of notes.names()) await sendNote(address);
  for (const id of forms.names()) if (!forms.get(id)?.refused && !(await sendForm(id))) return; // no line
};

const kept = (form) => {
  const id = crypto.randomUUID(), fields = new URLSearchParams(new FormData(form));
  fields.set("client_id", id);
  return forms.put(id, { address: form.action.split("#")[0], body: `${fields}` }) && id;
};
const answerCheck = async (event) => {
  const form = event.target, id = kept(form);
  if (!id) return;
  event.preventDefault();
  const answer = await sendForm(id);
  if (isLater(answer)) note(form);
  else if (answer.ok) { location.hash = form.id; location.reload(); }
  else { forms.put(id); form.submit(); } // the page says what is wrong with it
};
/* A question or an answer is a form as any other, but while there is no line. */
const writeLater = (event) => {
  const form = event.target;
  if (navigator.onLine || !kept(form)) return;
  event.preventDefault();
  form.reset();
  form.text.dispatchEvent(new Event("input", { bubbles: true }));
  form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  note(form);
};
const keepNote = (form) => {
  const address = form.dataset.note, output = form.querySelector("output");
  const waiting = notes.get(address);
  if (waiting) [form.text.value, form.based_on.value, output.textContent] = [waiting.text, waiting.based_on, later];
  let timer;
  form.text.addEventListener("input", () => {
    const written = { text: form.text.value, based_on: Number(form.based_on.value), written_at: new Date().toISOString() };
    output.textContent = notes.put(address, written) ? later : "";
    clearTimeout(timer);
    timer = setTimeout(() => sendNote(address), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (!notes.get(address)) return;
    event.preventDefault();
    sendNote(address);
  });
};

if (article) {
  const blocks = [...article.querySelectorAll(".blocks > *:not(.other)")];
  let readTo = Number(article.dataset.read), timer;
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const at = blocks.indexOf(target) + 1;
      if (!isIntersecting || at <= readTo) continue;
      readTo = at;
      if (!readings.put(article.dataset.address, readTo)) return;
      clearTimeout(timer);
      timer = setTimeout(sendReading, 3000);
    }
  });
  for (const block of blocks) seen.observe(block);
  for (const form of article.querySelectorAll("form[id^=check-]")) {
    form.addEventListener("submit", answerCheck);
    if (forms.names().some((id) => forms.get(id).address.includes(new URL(form.action).pathname))) note(form);
  }
  article.querySelectorAll("form[data-note]").forEach(keepNote);
  addEventListener("pagehide", sendReading);
}
document.querySelectorAll("form[data-later]").forEach((form) => form.addEventListener("submit", writeLater));
if (later) {
  addEventListener("online", sendAll);
  sendAll();
}
