// What the first view of every page does beyond its HTML; forms.js and device.js come after it. Without them everything
// still works.

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

/* A script that the first view does not need comes after it, so that it takes nothing of a slow line before: modules, in
their order, once the page is painted, others (htmx, which begins only where the page is complete) once it is loaded. */
const append = (late) => {
  const { src, type = "" } = late.dataset;
  const onload = () => {
    late.remove();
    if (!type) repeat();
  };
  document.head.append(Object.assign(document.createElement("script"), { src, type, async: false, onload }));
};
/* What was chosen, or brought back by drafts.js, before htmx was there, it hears of once it is. */
const early = new Set();
const note = ({ target }) => target.type !== "file" && early.add(target);
addEventListener("change", note);
const repeat = () => {
  removeEventListener("change", note);
  for (const field of early) for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
};
const afterPaint = (selector) =>
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelectorAll(selector).forEach(append)));
afterPaint("script[type=late][data-type]");
addEventListener("load", () => afterPaint("script[type=late]:not([data-type])"));

/* A menu that opens comes into view; it closes on Escape and on a click beside it. */
const menus = () => document.querySelectorAll("#menu[open], [data-menu][open]");
addEventListener("click", (event) => menus().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
addEventListener("toggle", ({ target }) => target.open && target.matches("[data-menu]") && target.lastElementChild.scrollIntoView({ block: "nearest" }), true);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
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
