// A paper on a bad line: one question at a time; each answer stays on this device with a number until the server has it. The
// clock is the server's: it is asked with each sending, and the device only counts on from there.

import { isLater, post } from "../core/outbox.js";
import * as outbox from "./exam_outbox.js";

const page = document.querySelector("[data-sitting]"), words = page.dataset;
const EACH_MINUTE = 60000, TYPING = 3000;
const box = { waiting: [], last: {}, next: 1, ...outbox.read(words.sitting), answers: words.answers };
let isFull = false; // where this device stores nothing, answers go straight to the server and live in this page only
const store = () => { if (!outbox.store(words.sitting, box)) isFull = true; };
const line = page.querySelector("[data-line]"), clock = page.querySelector("[data-clock]");
const forms = [...page.querySelectorAll("form[data-question]")];
const digits = (text) => (document.documentElement.lang === "bn" ? String(text).replace(/\d/g, (each) => "০১২৩৪৫৬৭৮৯"[each]) : String(text));

/* The server's time: what it said last, and what has passed since. A page that was kept knows it by this device's clock. */
const isKept = "kept" in document.documentElement.dataset;
const anchor = { at: isKept ? Date.now() + (box.ahead ?? 0) : Date.parse(words.now ?? new Date().toISOString()), since: performance.now() };
const now = () => anchor.at + performance.now() - anchor.since;
const isOver = () => box.ends !== undefined && now() >= box.ends;
const hear = ({ now: at, ends_at, is_current }) => {
  Object.assign(anchor, { at: Date.parse(at), since: performance.now() });
  Object.assign(box, { ahead: anchor.at - Date.now(), ends: Date.parse(ends_at) });
  if (is_current || !forms.length) return;
  stop(words.gone);
  box.waiting.length || location.reload(); // the server's page says where it goes on, and offers to go on here
};
let isStopped = false;
const stop = (sentence) => {
  isStopped = true;
  page.querySelectorAll("form[data-question] :is(input, select, textarea)").forEach((each) => (each.disabled = true));
  clock.textContent = sentence;
};

const say = () => {
  const count = box.waiting.length;
  line.textContent = count ? words.waits.replace("{n}", digits(count)) : box.submitted ? words.unsubmitted ?? "" : box.sentOnce ? words.sent : "";
};
/* Send what waits, oldest first; nothing at all still tells the server that this page is there, and brings the time. */
let sending;
const inFlight = new Set(); // numbers that the server may have
const send = () => (sending ??= sendNow().finally(() => (sending = undefined)));
const sendNow = async () => {
  for (const device of new Set([...box.waiting.map((each) => each.device), words.device].filter(Boolean).map(Number))) {
    const rows = outbox.batchOf(box, device);
    if (!rows.length && !forms.length) continue;
    for (const { number } of rows) inFlight.add(number);
    const answer = await outbox.postAnswers(words.answers, device, rows);
    if (!answer?.ok) {
      if (!isLater(answer)) refuse(await answer.json().catch(() => ({})));
      break;
    }
    const { receipts, clock: heard } = await answer.json();
    const done = new Set(receipts.map(({ number }) => number));
    box.waiting = box.waiting.filter((each) => each.device !== device || !done.has(each.number));
    box.next = Math.max(box.next, heard.next_number);
    for (const { number, is_used } of receipts) {
      const row = is_used && rows.find((each) => each.number === number);
      if (row && JSON.stringify(box.last[row.question]) === JSON.stringify(row.answer)) box.waiting.push({ ...row, device: Number(words.device ?? device), number: box.next++ });
    }
    for (const { number, sentence, is_used } of receipts) if (sentence && !is_used) tell(rows.find((each) => each.number === number)?.question, sentence);
    if (done.size) box.sentOnce = true;
    hear(heard);
  }
  store();
  say();
  if (box.submitted && !box.waiting.length) await finish();
};
const refuse = ({ detail, code }) => {
  if (code === "sitting_over" || code === "no_such_device") { box.refused = box.waiting; box.waiting = []; }
  line.textContent = detail ?? "";
};
const tell = (question, sentence) => {
  const output = page.querySelector(`form[data-question="${question}"] > output`);
  if (output) output.textContent = sentence;
  else line.textContent = sentence;
};

/* An answer of a form as the server takes it; null: it is left open. */
const answerOf = (form) => {
  const data = new FormData(form), all = [...data].filter(([name]) => name.startsWith("answer")).map(([, value]) => value.trim());
  switch (form.dataset.kind) {
    case "multiple": return all.length ? all : null;
    case "match": case "gap": return all.some(Boolean) ? all : null;
    case "order": {
      const places = form.dataset.keys.split(" ").map((key, at) => [Number(all[at]), key]).filter(([place]) => place);
      form.querySelector("output").textContent = new Set(places.map(([place]) => place)).size < places.length ? words.places : "";
      return places.length ? places.sort((one, other) => one[0] - other[0]).map(([, key]) => key) : null;
    }
    case "file": {
      const files = form.dataset.files.split(" ").filter(Boolean);
      return all[0] || files.length ? { text: all[0], files } : null;
    }
    default: return all[0] || null;
  }
};
const note = (form) => {
  const answer = answerOf(form), question = Number(form.dataset.question);
  if (isStopped || isOver() || JSON.stringify(box.last[question] ?? null) === JSON.stringify(answer)) return;
  box.last[question] = answer;
  const row = { device: Number(words.device), question, answer, answered_at: new Date(now()).toISOString() };
  const unsent = box.waiting.find((each) => each.question === question && each.device === row.device && !inFlight.has(each.number));
  if (unsent) Object.assign(unsent, row);
  else box.waiting.push({ ...row, number: box.next++ });
  store();
  mark();
  say();
  send();
};

/* One question at a time. */
const buttons = [...page.querySelectorAll(".places [data-go]")];
const submission = page.querySelector("[data-submit]");
const mark = () => {
  const isAnswered = forms.map(({ dataset }) => (box.last[dataset.question] ?? null) !== null);
  buttons.forEach((each, at) => each.classList.toggle("answered", isAnswered[at]));
  if (submission) submission.querySelector("p").textContent = submission.dataset.answered.replace("{n}", digits(isAnswered.filter(Boolean).length));
};
const show = (place) => {
  const at = Math.min(Math.max(place, 1), forms.length);
  forms.forEach((form, index) => (form.hidden = index !== at - 1));
  buttons.forEach((each, index) => (index === at - 1 ? each.setAttribute("aria-current", "true") : each.removeAttribute("aria-current")));
  box.place = at;
  store();
};
/* What this device knows of an answer is newer than the page where it was not sent, or the page was kept. */
const fill = (form) => {
  const answer = box.last[form.dataset.question];
  if (answer === undefined) return;
  const fields = [...form.elements].filter(({ name }) => name?.startsWith("answer"));
  const chosen = [answer ?? []].flat();
  if (["single", "multiple", "picture"].includes(form.dataset.kind)) fields.forEach((each) => (each.checked = chosen.includes(each.value)));
  else if (form.dataset.kind === "order") form.dataset.keys.split(" ").forEach((key, at) => (fields[at].value = chosen.includes(key) ? chosen.indexOf(key) + 1 : ""));
  else if (form.dataset.kind === "file") fields[0].value = answer?.text ?? "";
  else fields.forEach((each, at) => (each.value = chosen[at] ?? ""));
};
const tick = () => {
  const left = Math.max(0, Math.ceil((box.ends - now()) / 1000));
  if (left <= 2) forms.forEach((form) => !form.hidden && note(form));
  if (!left) { stop(words.over); return clearInterval(ticking); }
  const clockText = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (!page.querySelector(":disabled[name^=answer]")) clock.textContent = words.left.replace("{n}", digits(clockText));
  page.querySelector(".exam-bar").classList.toggle("short", left < 300);
};
let ticking;

/* Submitting: all answers first. Without a line it is noted here, with its time, and sent when there is one. */
const finish = async () => {
  const answer = submission && (await post(submission.dataset.submit, { submitted_at: box.submitted }));
  if (!answer?.ok) return say();
  delete box.submitted;
  store();
  location.reload();
};
submission?.addEventListener("submit", async (event) => {
  if (isFull) return;
  event.preventDefault();
  forms.forEach((form) => !form.hidden && note(form));
  box.submitted ??= new Date(now()).toISOString();
  box.submission = submission.dataset.submit;
  store();
  stop(words.unsubmitted);
  await send();
});

if (forms.length) {
  const server = Object.fromEntries(forms.map((form) => [form.dataset.question, answerOf(form)]));
  const unsent = new Set(box.waiting.map(({ question }) => String(question)));
  for (const question in server) if (!isKept && !unsent.has(question)) box.last[question] = server[question];
  box.next = Math.max(box.next, Number(words.next));
  box.ends = isKept && box.ends ? Math.max(box.ends, Date.parse(words.ends)) : Date.parse(words.ends);
  forms.forEach(fill);
  for (const form of forms) {
    let typing;
    form.addEventListener("change", () => note(form));
    form.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(note, TYPING, form); });
    form.addEventListener("submit", (event) => { event.preventDefault(); note(form); show((box.place ?? 1) + 1); });
  }
  page.addEventListener("click", (event) => {
    const go = event.target.closest("[data-go]");
    if (!go) return;
    event.preventDefault();
    forms.forEach((form) => !form.hidden && note(form));
    show(Number(go.dataset.go));
    go.closest("nav") || forms[box.place - 1].querySelector("p b").scrollIntoView({ block: "center" });
  });
  show(box.place ?? 1);
  mark();
  tick();
  ticking = setInterval(tick, 1000);
  setInterval(send, EACH_MINUTE);
  if (box.submitted) stop(words.unsubmitted);
  addEventListener("pagehide", () => forms.forEach((form) => !form.hidden && note(form)));
}
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.hidden || send()); // who turns back to this device learns at once whether it goes on here
say();
if (forms.length || box.waiting.length || box.submitted) send();
else outbox.forget(words.sitting);
