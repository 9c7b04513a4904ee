// "Keep the videos on this phone": all of a course in one size, with the lessons in which they are.

import { isKept, keepFilm, leaveFilm, wantedOf } from "./film_keeping.js";

const worker = navigator.serviceWorker;
const reader = new DOMParser();

/* Let the worker keep these pages. Throws where the line is cut. */
const keepPages = (addresses) => new Promise((done, fail) => {
  const hear = ({ data }) => {
    if (data.chosen?.join() !== addresses.join() || (data.count < addresses.length && !data.failed)) return;
    worker.removeEventListener("message", hear);
    if (data.failed) fail(new Error("cut")); else done();
  };
  worker.addEventListener("message", hear);
  worker.ready.then(({ active }) => active.postMessage({ choose: addresses }));
});
/* What is to be kept of each of these videos, as the pages of their lessons have it. */
const read = async (films) => {
  const pages = new Map(), wanted = [];
  for (const [lesson, address] of films) {
    const held = await caches.match(lesson, { cacheName: "chosen" });
    if (!pages.has(lesson) && held) pages.set(lesson, reader.parseFromString(await held.text(), "text/html"));
    const link = pages.get(lesson)?.querySelector(`[data-film] [data-kind][href="${address}"]`);
    if (link) wanted.push(wantedOf(link.closest("[data-film]"), link, lesson)); // none: it was replaced meanwhile
  }
  return wanted;
};

const setUp = async (box) => {
  const [keepButton, leaveButton] = box.querySelectorAll("button"), select = box.querySelector("select");
  const output = box.querySelector("output"), words = output.dataset;
  const films = () => JSON.parse(select.selectedOptions[0].dataset.films);
  const say = (text) => { output.textContent = text; };
  const draw = async () => {
    const held = await Promise.all(films().map(([, address]) => isKept(address))), isAll = held.every(Boolean);
    [keepButton.hidden, leaveButton.hidden, box.hidden] = [isAll, !isAll, false];
  };
  const keepAll = async () => {
    await keepPages([...new Set(films().map(([lesson]) => lesson))]);
    const wanted = await read(films()), all = wanted.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    for (const each of wanted) {
      await keepFilm(each, (percent) => say(words.keeping.replace("{n}", Math.round((100 * done + percent * each.size) / all))));
      done += each.size;
    }
  };
  keepButton.addEventListener("click", async () => {
    keepButton.disabled = select.disabled = true;
    say(words.keeping.replace("{n}", "0"));
    try {
      await keepAll();
      say(words.kept);
    } catch (error) { say(error.name === "QuotaExceededError" ? words.full : words.failed); }
    keepButton.disabled = select.disabled = false;
    draw();
  });
  leaveButton.addEventListener("click", async () => {
    for (const [, address] of films()) await leaveFilm(address);
    say("");
    draw();
  });
  select.addEventListener("change", () => { say(""); draw(); });
  await draw();
};

if (worker && "caches" in window) document.querySelectorAll("[data-course-films]").forEach(setUp);
