// What every page does beyond its HTML. Without it everything still works.

const bangla = document.documentElement.lang === "bn" && document.documentElement.dataset.digits !== "latin";
const inDigits = (number) => new Intl.NumberFormat(bangla ? "bn-BD" : "en").format(number);

/* What no first view needs is done when the browser has time, one thing after the other: no long task keeps a tap waiting. */
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));

/* What came of an act is seen where the page lands too: it stays below the bar for a while (.flash in look.css). A part that
comes anew is no :target any more, so a class says it. */
if (location.hash.length > 1) document.querySelector(".flash")?.classList.add("over");

/* A second click on a button that changes something is no second request. */
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  if (event.defaultPrevented || form.method !== "post") return;
  form.dataset.sent = "yes";
  const button = event.submitter ?? form.querySelector("[data-once]");
  button?.setAttribute("aria-busy", "true");
});

/* Back from the next page, or after a part of the page was exchanged, the form can be sent again. */
const restore = (root) => {
  for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of root.querySelectorAll("[data-once][aria-busy]")) button.removeAttribute("aria-busy");
};
addEventListener("pageshow", (event) => event.persisted && restore(document));
document.addEventListener("htmx:afterRequest", () => restore(document));

/* How many characters are left, counted as a person counts them: a conjunct or a sign is part of its letter. */
let segments;
const graphemes = (text) => {
  segments ??= Intl.Segmenter && new Intl.Segmenter(document.documentElement.lang);
  return [...(segments ? segments.segment(text) : text)].length;
};

const count = (line) => {
  const area = document.getElementById(line.dataset.of);
  if (!area) return;
  const most = Number(area.dataset.count);
  const show = () => {
    const left = most - graphemes(area.value);
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = words.replace("{n}", inDigits(Math.abs(left)));
    line.classList.toggle("over", left < 0);
  };
  area.addEventListener("input", show);
  show();
};
document.querySelectorAll(".count-left").forEach(count);
document.addEventListener("live:renewed", ({ target }) => target.querySelectorAll(".count-left").forEach(count));

/* What the browser refuses in a field is explained in the language of the page, not in the browser's. */
const refusals = document.getElementById("field-words")?.dataset ?? {};
const MISSING = { checkbox: "tick", radio: "choose", "select-one": "choose", file: "file" };
const refused = new Set();
const refuse = (field) => {
  field.setCustomValidity("");
  const { valid, valueMissing, badInput, typeMismatch } = field.validity;
  const word = valueMissing ? (MISSING[field.type] ?? "missing") : badInput || typeMismatch ? field.type : "";
  field.setCustomValidity(valid ? "" : (refusals[word] ?? ""));
  refused[valid ? "delete" : "add"](field);
};
addEventListener("invalid", ({ target }) => (refused.has(target) || !target.validity.customError) && refuse(target), true);
for (const event of ["input", "click"]) addEventListener(event, () => refused.forEach(refuse), true);

/* The names of the chosen files stand beside the button (`field` of parts.html). */
const showNames = ({ files, parentElement: { lastElementChild: line } }) => {
  if (line.dataset.none) line.textContent = [...files].map((file) => file.name).join(", ") || line.dataset.none;
};
document.querySelectorAll(".pick > input").forEach(showNames);
addEventListener("change", ({ target }) => target.type === "file" && showNames(target));

/* What is too large, or too many files, is said before it is sent: on a slow line that spares minutes. */
addEventListener("change", ({ target: input }) => {
  if (!input.dataset.largest) return;
  const sizes = [...input.files].map((file) => file.size);
  const isOver = sizes.length > Number(input.dataset.most) || Math.max(0, ...sizes) > Number(input.dataset.largest) || sizes.reduce((a, b) => a + b, 0) > Number(input.dataset.together);
  input.setCustomValidity(isOver ? input.dataset.over : "");
  input.reportValidity();
});

/* Which zone this device's clock is in: times are told by it until somebody chooses another in the settings. The browser needs
a while to name it, so it is asked at the first sign that somebody is there, and again only when the clock has changed. */
const learnZone = () => {
  const offset = String(new Date().getTimezoneOffset());
  if (sessionStorage.offset === offset && document.cookie.includes("time_zone=")) return;
  sessionStorage.offset = offset;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (timeZone)
    document.cookie = `time_zone=${timeZone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
};
for (const sign of ["pointermove", "touchstart", "keydown", "scroll"])
  addEventListener(sign, () => whenIdle(learnZone), { once: true, passive: true });

/* A script that the first view does not need comes after it, so that it takes nothing of a slow line before. htmx begins
only where the page is complete. */
const late = () => {
  for (const { dataset } of document.querySelectorAll("script[type=late]"))
    document.head.append(Object.assign(document.createElement("script"), { src: dataset.src }));
};
addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(late)));

/* The menu closes on Escape and on a click beside it. */
const menu = document.getElementById("menu");
addEventListener("click", (event) => menu?.open && !menu.contains(event.target) && (menu.open = false));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* What was read is kept for when there is no line; the browser does it beside the page, when it has time. */
if ("serviceWorker" in navigator)
  addEventListener("load", () => whenIdle(() => navigator.serviceWorker.register("/sw.js").catch(() => undefined)));

/* What is written on this device stays for who wrote it, also for a day after the session has ended. A page for somebody
else, a sign-out, and an open page whose session was ended elsewhere throw it away; that page keeps nothing from then on but
what it shows itself, in its own window, for the same person to go on with (messaging/chat.js). Pages out of
the worker's memory say nothing about who is here. */
const DAY = 864e5;
const root = document.documentElement;
const forgetDrafts = (but) => {
  try {
    for (const key of Object.keys(localStorage))
      if (/^(draft|outbox):/.test(key) && key.split(":")[1] !== but) localStorage.removeItem(key);
  } catch { /* private: nothing is there */ }
};
const forgetWindow = (but) => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("typed:") || (key.startsWith("over:") && key.split(":")[1] !== but)) sessionStorage.removeItem(key);
  } catch { /* private */ }
};
/* What was sent and answered by a page for somebody who is not signed in was not taken: it waits for the next sign-in. */
const returnSentDrafts = () => {
  for (const key of Object.keys(localStorage).filter((each) => /^draft:\d+:form:/.test(each))) {
    const draft = JSON.parse(localStorage.getItem(key));
    if (draft?.sent) localStorage.setItem(key, JSON.stringify({ ...draft, sent: false, unsent: true }));
    const words = document.querySelector("[data-kept-draft]");
    if (words && (draft?.sent || draft?.unsent)) words.hidden = false;
  }
};
const isKept = "kept" in root.dataset || document.querySelector("[data-kept-part]");
const clearDrafts = () => {
  if (isKept) return; // nobody knows whose page it is
  if (root.dataset.me) {
    forgetDrafts(root.dataset.me);
    forgetWindow(root.dataset.me);
    localStorage.setItem("drafts-at", Date.now());
  } else {
    if (Date.now() - (localStorage.getItem("drafts-at") ?? 0) > DAY) forgetDrafts();
    returnSentDrafts();
  }
};
addEventListener("submit", ({ target }) => target.matches("[action$='/accounts/logout/']") && (forgetDrafts(), forgetWindow()));
/* What was kept by the site is sent or deleted there: its draft on this device is done with. */
const keptPlace = document.querySelector("[data-kept-place]")?.dataset.keptPlace;
if (keptPlace) document.querySelector("main").addEventListener("submit", () => {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`draft:${root.dataset.me}:form:${keptPlace}:`)) localStorage.removeItem(key);
  } catch { /* private */ }
});
document.addEventListener("live:over", async () => {
  root.dataset.shared = "";
  forgetDrafts();
  (await navigator.serviceWorker?.getRegistration())?.active?.postMessage("forget");
});
const drafts = document.querySelector("script[data-drafts]")?.dataset.drafts;
const isTyping = () =>
  document.querySelector("main form[method=post] :is(textarea, select, input:not([type=hidden]))") ||
  Object.keys(localStorage).some((key) => key.startsWith(`draft:${root.dataset.me}:form:`));
whenIdle(() => {
  try {
    clearDrafts();
    if (drafts && !isKept && isTyping()) import(drafts);
  } catch { /* private */ }
});

/* Where the site can be installed, the menu and the foot offer it; nothing pops up. */
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-install]")) {
    place.hidden = false;
    place.onclick = () => event.prompt();
  }
});
addEventListener("appinstalled", () => document.querySelectorAll("[data-install]").forEach((place) => { place.hidden = true; }));

/* A form that came back with errors is read from its summary on. */
document.getElementById("errors")?.focus();
