// What the page keeps on this device, and what it knows of it. It comes after the first view (`late` in parts.html).

/* What no first view needs is done when the browser has time, one thing after the other: no long task keeps a tap waiting. */
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));

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

/* What was read is kept for when there is no line; the browser does it beside the page, when it has time. */
const keepPages = () => whenIdle(() => navigator.serviceWorker?.register("/sw.js").catch(() => undefined));
if (document.readyState === "complete") keepPages();
else addEventListener("load", keepPages);

/* What is written on this device stays for who wrote it, also for a day after the session has ended. A page for somebody
else, a sign-out, and an open page whose session was ended elsewhere throw it away; that page keeps nothing from then on but
what it shows itself, in its own window, for the same person to go on with (messaging/outbox.js). Pages out of
the worker's memory say nothing about who is here. */
const DAY = 864e5;
const root = document.documentElement;
const forgetDrafts = (but) => {
  try {
    for (const key of Object.keys(localStorage))
      if (/^(draft|outbox|tray|place):/.test(key) && key.split(":")[1] !== but) {
        localStorage.removeItem(key);
        if (/^(outbox|tray):/.test(key)) indexedDB.deleteDatabase(key.replace(/^tray:(\d+).*/, "outbox:$1")); // see messaging/outbox.js, files/fields.js
      }
    indexedDB.databases?.().then((all) => all.forEach(({ name }) => name.startsWith("outbox:") && name.split(":")[1] !== but && indexedDB.deleteDatabase(name)));
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
  for (const key of Object.keys(localStorage)) if (/^outbox:\d+:files$/.test(key)) localStorage.setItem(key, "{}");
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
addEventListener("submit", ({ target }) => target.matches("[action$='/accounts/logout/']") && (root.dataset.shared = "", forgetDrafts(), forgetWindow()));
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
const { fields, drafts, sender, rolls, exams, lessons } = document.querySelector("script[data-fields]")?.dataset ?? {};
const isTyping = () =>
  document.querySelector("main form[method=post]:not([data-composer]) :is(textarea, select, input:not([type=hidden]))") ||
  Object.keys(localStorage).some((key) => key.startsWith(`draft:${root.dataset.me}:form:`));
whenIdle(() => {
  try {
    clearDrafts();
    if (drafts && !isKept && isTyping()) import(drafts);
    if (fields && !isKept && (localStorage.getItem(`outbox:${root.dataset.me}:files`) || document.querySelector("template[data-begun]"))) import(fields);
  } catch { /* private */ }
});

/* Messages that wait on this device are sent from whichever page is open; that of a conversation does so itself. */
const sendWaiting = () => {
  try {
    if (localStorage.getItem(`outbox:${root.dataset.me}`)) import(sender).catch(() => addEventListener("online", sendWaiting, { once: true }));
  } catch { /* private */ }
};
if (sender && !document.querySelector("[data-composer]")) whenIdle(sendWaiting);

/* So are marks of a class's roll, answers of an exam, and what was done at lessons; the page of each does so itself. */
const me = `outbox:${root.dataset.me}:`;
const others = [
  [rolls, "[data-roll]", [`${me}roll:`]],
  [exams, "[data-sitting]", [`exam:${root.dataset.me}:`]],
  [lessons, "[data-waits]", [`${me}lesson:`, `${me}check:`, `${me}note:`]],
].filter(([script, page]) => script && !isKept && !document.querySelector(page));
const sendOthers = () => {
  try {
    const keys = Object.keys(localStorage);
    for (const [script, , starts] of others)
      if (keys.some((key) => starts.some((start) => key.startsWith(start)))) import(script).then(({ sendAll }) => sendAll()).catch(() => undefined);
  } catch { /* private */ }
};
if (others.length) {
  whenIdle(sendOthers);
  addEventListener("online", sendOthers);
}

/* A face that is not shown any more, as after a block, leaves the letter below it and no broken picture. */
addEventListener("error", ({ target }) => target.matches?.(".avatar img") && target.remove(), true);
for (const picture of document.querySelectorAll(".avatar img")) if (picture.complete && !picture.naturalWidth) picture.remove();
