// What can be read without a connection: the pages that this browser kept, the last one first.

const isUnsent = "unsent" in document.documentElement.dataset; // a form was sent, not a page asked for
document.querySelector("[data-unsent-part]").hidden = !isUnsent;
document.querySelector("[data-unread-part]").hidden = isUnsent;

/* The frame of the last page: it is that of whoever reads here. What it counted is old. */
const wear = (kept) => {
  document.body.className = kept.body.className;
  for (const part of [".bar", ".tabs"]) {
    const own = document.querySelector(part), theirs = kept.querySelector(part);
    if (!theirs) continue;
    theirs.querySelectorAll(".count, .avatar img").forEach((count) => count.remove());
    theirs.querySelectorAll("[aria-current]").forEach((way) => way.removeAttribute("aria-current"));
    own.replaceWith(theirs);
  }
};
const list = document.querySelector("[data-kept-pages]");
const word = new DOMParser();

for (const name of (await caches.keys()).reverse()) {
  if (!name.startsWith("pages-")) continue;
  const pages = await caches.open(name);
  for (const request of (await pages.keys()).reverse().slice(0, 20)) {
    const kept = word.parseFromString(await (await pages.match(request)).text(), "text/html");
    if (!list.children.length) wear(kept);
    const link = document.createElement("a");
    link.href = request.url;
    link.lang = kept.documentElement.lang;
    link.textContent = kept.title.split(" · ")[0];
    const row = document.createElement("li");
    row.append(link);
    list.append(row);
  }
}
document.querySelector("[data-kept-part]").hidden = !list.children.length;
const chosen = document.querySelector("[data-chosen-part]"); // lessons
chosen.hidden = !(await caches.match(chosen.querySelector("a").href));
document.querySelector("[data-again]").addEventListener("click", () => location.reload());
