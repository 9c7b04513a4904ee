// Keeps on this device what a user types into a form with a text area, more than two fields, or data-keep, until it was sent. A page
// that comes back (reload, other language, new sign-in, refusal, lost line) has it again, and says so.

const LIFETIME = 864e5;
const PAUSE = 400; // milliseconds after the last key
const root = document.documentElement;
const PREFIX = `draft:${root.dataset.me}:form:`;
const words = document.getElementById("draft-notice");

const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const write = (key, draft) => { try { if (!("shared" in root.dataset)) localStorage.setItem(key, JSON.stringify(draft)); } catch { /* no room, or private */ } };
const remove = (key) => { try { localStorage.removeItem(key); } catch { /* private: nothing is there */ } };
const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };

const CLOSED = /^\/(accounts|claim|settings\/(tokens|webhooks|address|phone|google|close))\//; // as in accounts/sign_in/kept_forms.py
const pathOf = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && /^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName) && !/^(hidden|password|file|submit|button)$/.test(field.type));
const isKept = (form) => {
  if (form.method !== "post" || CLOSED.test(pathOf(form)) || form.closest("[data-composer], [data-roll-form], [data-note]") || form.querySelector("[type=password], [autocomplete=one-time-code]")) return false;
  const fields = fieldsOf(form);
  return "keep" in form.dataset || fields.some((field) => field.tagName === "TEXTAREA") || new Set(fields.map((field) => field.name)).size > 2;
};

/* What the fields hold, in order: the text, or whether it is ticked, or the chosen values. */
const isTick = (field) => /^(checkbox|radio)$/.test(field.type);
const nameOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
const valueOf = (field) =>
  isTick(field) ? field.checked : field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
const entries = (form) => fieldsOf(form).map((field) => [nameOf(field), valueOf(field)]);
const snapshot = (form) => JSON.stringify(entries(form));
const trimmed = (typed) => JSON.parse(typed).map(([name, value]) => JSON.stringify([name, value.trim?.() ?? value]));
const isIn = (typed, shown) => { const there = trimmed(shown); return trimmed(typed).every((entry) => there.includes(entry)); };
const fill = (form, typed) => {
  const left = JSON.parse(typed);
  for (const field of fieldsOf(form)) {
    const at = left.findIndex(([name]) => name === nameOf(field));
    if (at < 0) continue;
    const [[, value]] = left.splice(at, 1);
    const shown = JSON.stringify(valueOf(field));
    if (typeof value === "boolean") field.checked = value;
    else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
    if (field.closest("details") && value && value !== field.defaultValue) field.closest("details").open = true;
    if (JSON.stringify(valueOf(field)) === shown) continue;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
};

/* A form that was sent is done with once a redirect has led on to a page that refuses nothing. */
const [{ redirectCount = 0 } = {}] = performance.getEntriesByType("navigation");
const isRefused = redirectCount === 0 || document.querySelector("main > .refusal, #errors, .messages .bad");
for (const key of keys()) {
  const draft = read(key);
  if (!draft || Date.now() - draft.at > LIFETIME || (draft.sent && !isRefused)) remove(key);
  else if (draft.sent) write(key, { ...draft, sent: false });
}

const notice = (form, text, label, act) => {
  const box = words.content.firstElementChild.cloneNode(true);
  box.firstElementChild.textContent = words.dataset[text];
  const button = box.appendChild(document.createElement("button"));
  Object.assign(button, { type: "button", className: "button quiet small", textContent: words.dataset[label] });
  button.addEventListener("click", () => { act(); box.remove(); });
  const column = form.matches(".split") ? form.querySelector(":scope > div") : form;
  column.querySelector(":scope > :not([type=hidden])").before(box);
};

/* Forms that come later, by a live part of the page, are first seen when somebody enters them. */
const states = new WeakMap();
const begin = (form) => {
  if (states.has(form) || !isKept(form)) return states.get(form);
  const path = pathOf(form);
  const key = `${PREFIX}${path}:${[...document.forms].filter((each) => pathOf(each) === path).indexOf(form)}`;
  const shown = snapshot(form), draft = read(key);
  const isShown = draft && (isIn(draft.typed, shown) || form.querySelector("#errors")); // a refused form comes back filled
  const state = { form, key, base: isShown ? draft.base : shown };
  states.set(form, state);
  if (!draft || isShown) return state;
  if (draft.base === shown) {
    fill(form, draft.typed);
    notice(form, "restored", "restart", () => { fill(form, shown); remove(key); });
  } else notice(form, "offered", "restore", () => { fill(form, draft.typed); save(state); });
  return state;
};
const save = ({ form, key, base }) => {
  const typed = snapshot(form);
  if (typed === base) remove(key);
  else write(key, { typed, base, at: Date.now() });
};

let timer, typing;
const flush = () => { clearTimeout(timer); if (typing) save(typing); typing = undefined; };
addEventListener("focusin", ({ target }) => target.form && begin(target.form));
addEventListener("input", ({ target, isTrusted }) => {
  const state = isTrusted && target.form && begin(target.form);
  if (!state) return;
  if (typing !== state) flush();
  clearTimeout(timer);
  [typing, timer] = [state, setTimeout(flush, PAUSE)];
});
addEventListener("kept", ({ target }) => { // it waits in an outbox now
  const state = states.get(target);
  if (!state) return;
  if (typing === state) { clearTimeout(timer); typing = undefined; }
  remove(state.key);
});
addEventListener("pagehide", flush);
addEventListener("submit", ({ target, defaultPrevented }) => {
  const state = states.get(target);
  if (!state || defaultPrevented) return;
  flush();
  const draft = read(state.key);
  if (draft) write(state.key, { ...draft, sent: true });
});
for (const form of document.forms) begin(form);
