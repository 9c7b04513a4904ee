// The roll of a class on a phone: what is marked stays on this device until the server has it (roll_outbox.js), and cards
// are scanned (roll_cards.js). Without this script the form is sent as any other.

import { keep, pending, send } from "./roll_outbox.js";
import { scanner } from "./roll_cards.js";

const page = document.querySelector("[data-roll]"), form = page?.querySelector("[data-roll-form]");
const { lang, dataset: root } = document.documentElement;
const { session } = page?.dataset ?? {};
const EVERY = 15_000; // milliseconds between tries
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (n) => (n ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (n / 4)))).toString(16));
const toBangla = (text) => (lang === "bn" && root.digits !== "latin" ? String(text).replace(/\d/g, (n) => "০১২৩৪৫৬৭৮৯"[n]) : String(text));
const fill = (text, values) => Object.entries(values).reduce((so, [name, value]) => so.replace(`{${name}}`, toBangla(value)), text);
const field = (place, name) => form.elements[`${name}_${place}`];
const rows = () => [...form.querySelectorAll("[data-place]")];
const rowOf = (place) => form.querySelector(`[data-place="${place}"]`);
const chosen = (place) => form.querySelector(`[name=value_${place}]:checked`);
const knownOf = (place) => Number(field(place, "known").value || 0);
const reasonOf = (place) => field(place, "reason")?.value.trim() ?? "";

/* What differs from what the server said: of each trainee the last choice of this device counts. */
const changes = () => rows().flatMap(({ dataset: { place } }) => {
  const value = chosen(place), reason = reasonOf(place), known = knownOf(place);
  return !value || (known && value.defaultChecked && !reason) ? [] : [{ enrolment: Number(place), value: value.value, known, reason }];
});

/* Choices that nobody has saved yet stay for this page to come back to: phones close pages that stand behind. */
const DRAFT = `draft:${root.me}:roll:${session}`;
const keepDraft = (marks) => {
  try { marks?.length && !("shared" in root) ? localStorage.setItem(DRAFT, JSON.stringify(marks)) : localStorage.removeItem(DRAFT); } catch { /* private */ }
};
const draft = () => {
  try { return JSON.parse(localStorage.getItem(DRAFT)) ?? []; } catch { return []; }
};

/* The bar below: how many are marked, and what has become of the marks. It is always in sight. */
const bar = form?.querySelector("[data-roll-bar]");
const say = (name) => bar.querySelector(`[data-${name}]`);
const draw = () => {
  const all = rows(), marked = all.filter(({ dataset: { place } }) => chosen(place)).length;
  say("marked").textContent = fill(say("marked").dataset.marked, { marked, left: all.length - marked });
  const box = pending(session), waits = say("waits"), open = changes().filter((mark) => !isIn(box, mark)).length;
  const text = box?.refused ? fill(waits.dataset.refused, { why: box.refused }) : open ? fill(waits.dataset.open, { n: open }) : box ? fill(waits.dataset.waits, { n: box.marks.length }) : marked ? waits.dataset.saved : "";
  if (waits.textContent !== text) waits.textContent = text; // what changes is read out
  waits.className = `small ${box?.refused ? "bad" : ""}`;
  say("undo").hidden = !steps.length;
};
const isIn = (box, mark) => box?.marks.find((each) => ["enrolment", "value", "known", "reason"].every((name) => each[name] === mark[name]));

/* Each step can be taken back: one thumb too far, or everybody present. */
const steps = [], now = new Map();
const need = (place) => {
  const value = chosen(place), why = field(place, "reason");
  if (why) why.required = Boolean(value && !value.defaultChecked && (value.value === "excused" || knownOf(place)));
  const fold = rowOf(place).querySelector("details");
  if (fold && why?.required) fold.open = true;
};
const choose = (place, value) => {
  for (const radio of form.querySelectorAll(`[name=value_${place}]`)) radio.checked = radio.value === value;
};
const note = (places) => {
  const step = places.map((place) => [place, now.get(place) ?? ""]).filter(([place, before]) => before !== (chosen(place)?.value ?? ""));
  if (step.length) steps.push(step);
  settle(places);
};
const settle = (places) => {
  for (const place of places) {
    now.set(place, chosen(place)?.value ?? "");
    need(place);
  }
  keepDraft(changes());
  draw();
};
const undo = () => {
  const step = steps.pop() ?? [];
  for (const [place, value] of step) choose(place, value);
  settle(step.map(([place]) => place));
  if (step.length === 1) rowOf(step[0][0]).scrollIntoView({ block: "center" });
};

const flush = async () => {
  const was = await send(session);
  if (was === "sent" && !pending(session)) return location.replace(location.pathname);
  draw();
};
const save = (event) => {
  const marks = changes(), old = pending(session);
  if (!marks.length) return; // the server says so
  const whole = marks.map((each) => isIn(old, each) ?? { ...each, client_id: uuid(), noted_at: new Date().toISOString() });
  if (!keep(session, { address: page.dataset.roll, marks: whole })) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keepDraft();
  steps.length = 0;
  draw();
  flush();
};

/* A class that has not begun yet: its roll is on this device by then, and opens by itself. */
const open = () => {
  for (const each of form.querySelectorAll("[data-opens]")) each.disabled = false;
  for (const each of page.querySelectorAll("[data-not-yet]")) each.hidden = true;
  bar.hidden = false;
};
const begin = () => {
  const left = Date.parse(page.dataset.opens) - Date.now();
  if (!(left > 0)) open();
  else if (left < 864e5) setTimeout(begin, left + 500);
};

if (form && !("shared" in root)) {
  form.addEventListener("submit", save, true);
  form.addEventListener("change", ({ target: { name } }) => {
    const place = name.match(/^(?:value|reason)_(\d+)$/)?.[1];
    if (place) note([place]);
  });
  for (const { dataset: { place } } of rows()) now.set(place, chosen(place)?.value ?? "");
  for (const mark of [...(pending(session)?.marks ?? []), ...draft()]) {
    if (!rowOf(mark.enrolment) || knownOf(mark.enrolment) !== mark.known) continue;
    choose(mark.enrolment, mark.value);
    if (field(mark.enrolment, "reason")) field(mark.enrolment, "reason").value = mark.reason;
    settle([String(mark.enrolment)]);
  }
  say("undo").addEventListener("click", undo);
  draw();
  begin();
  if (pending(session) && !pending(session).refused) flush();
  addEventListener("online", () => pending(session) && flush());
  setInterval(() => pending(session) && !pending(session).refused && flush(), EVERY);

  /* One tap, then the exceptions. */
  page.querySelector("[data-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const left = rows().map(({ dataset: { place } }) => place).filter((place) => !chosen(place));
    for (const place of left) choose(place, "present");
    note(left);
  });

  /* Who shows a card is there. In sight is the row that it belongs to. */
  scanner(page, {
    rowOf: ({ place, seat }) => (place ? rowOf(place) : form.querySelector(`[data-seat="${seat}"]`)),
    mark: ({ dataset: { place } }) => {
      const before = now.get(place);
      const put = (value) => { choose(place, value); note([place]); };
      put("present");
      return { name: document.getElementById(`name-${place}`).textContent, takeBack: () => put(before) };
    },
  });
}
