// What is kept on this phone: which lessons, how much room each takes, and which are older than those of the site. It works
// without a line: then nobody knows what is old.

import { sizeOf } from "../files/pictures.js";
import { FILMS, leaveFilm } from "./film_keeping.js";

const page = document.querySelector("[data-kept-lessons]");
const find = (sign) => page.querySelector(`[data-${sign}]`);
const [output, list, words] = [page.querySelector("output"), find("list"), find("words").dataset];
const LESSON = /^\/learn\/([^/]+)\/[^/]+\/$/, PART = /^\/(static|learn\/pictures)\//;
const reader = new DOMParser();
const sized = (bytes) => sizeOf(bytes, page.dataset);
const bytesOf = async (answer) => (answer ? (await answer.blob()).size : 0);

/* The current versions of the courses, by slug; none without a line. */
const versions = async () => {
  const answer = await fetch(page.dataset.courses).catch(() => undefined);
  return new Map(answer?.ok ? (await answer.json()).map(({ slug, version }) => [slug, version]) : []);
};
const read = async (chosen, url) => {
  const text = await (await chosen.match(url)).text();
  const copy = reader.parseFromString(text, "text/html");
  const pictures = [...copy.querySelectorAll(".lesson img")].map((each) => each.getAttribute("src"));
  let room = new Blob([text]).size;
  for (const each of pictures) room += await bytesOf(await chosen.match(each));
  const version = Number(copy.querySelector("[data-version]")?.dataset.version);
  return { path: new URL(url).pathname, title: copy.querySelector("h1")?.textContent ?? copy.title, lang: copy.documentElement.lang, room, version };
};
const rowOf = ({ path, title, lang, room, isOld }, ask) => {
  const row = page.querySelector("template").content.cloneNode(true).querySelector("li");
  const part = (sign) => row.querySelector(sign), link = part("a");
  [link.href, link.textContent, link.lang] = [path, title, lang];
  part("[data-room]").textContent = sized(room);
  part("[data-stale]").hidden = part("[data-update]").hidden = !isOld;
  part("[data-update]").addEventListener("click", () => ask({ choose: [path] }));
  part("[data-remove]").addEventListener("click", () => ask({ leave: [path] }));
  for (const button of row.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent}: ${title}`);
  return row;
};

let shown = [];
const show = async (ask) => {
  const chosen = await caches.open("chosen"), current = await versions();
  const urls = (await chosen.keys()).map(({ url }) => url);
  shown = [];
  let all = 0;
  for (const url of urls) all += await bytesOf(await chosen.match(url));
  for (const url of urls) {
    const [, course] = LESSON.exec(new URL(url).pathname) ?? [];
    if (!course || PART.test(new URL(url).pathname)) continue;
    const lesson = await read(chosen, url);
    shown.push({ ...lesson, isOld: current.has(course) && current.get(course) !== lesson.version });
  }
  list.replaceChildren(...shown.map((each) => rowOf(each, ask)));
  find("all").textContent = page.dataset.room.replace("{size}", sized(all));
  find("all").dataset.bytes = all;
  find("some").hidden = !shown.length;
  find("none").hidden = Boolean(shown.length);
  find("update-all").hidden = !shown.some(({ isOld }) => isOld);
  await showFilms(ask);
  return current.size;
};

/* Videos, each in one size: they are played in their lesson. One that is there no more was replaced: the lesson has the new one. */
const isGone = (address) => fetch(address, { method: "HEAD" }).then(({ status }) => status === 404, () => false);
const showFilms = async (ask) => {
  const films = await caches.open(FILMS), rows = [];
  let all = 0;
  for (const { url } of await films.keys()) {
    const held = await films.match(url), title = held.headers.get("Title"), path = held.headers.get("Lesson"), room = await bytesOf(held);
    all += room;
    if (!title) continue; // captions, slides, and pieces of what is not whole yet
    const row = rowOf({ path, title: decodeURIComponent(title), room, isOld: await isGone(url) }, ask), button = row.querySelector("[data-remove]").cloneNode(true);
    row.querySelector("[data-update]").hidden = true;
    button.addEventListener("click", async () => { await leaveFilm(new URL(url).pathname); show(ask); });
    row.querySelector("[data-remove]").replaceWith(button);
    rows.push(row);
  }
  if (!rows.length) return;
  list.append(...rows);
  find("all").textContent = page.dataset.room.replace("{size}", sized(all + Number(find("all").dataset.bytes)));
  [find("some").hidden, find("none").hidden] = [false, true];
};

const worker = navigator.serviceWorker;
if (!worker || !("caches" in window)) find("cannot").hidden = false;
else
  worker.ready.then(async ({ active }) => {
    const ask = (what) => active.postMessage(what);
    let isSure = false;
    worker.addEventListener("message", async ({ data }) => {
      if (!("chosen" in data)) return;
      output.textContent = data.failed ? words.failed : "";
      await show(ask);
    });
    find("update-all").addEventListener("click", () => ask({ choose: shown.filter(({ isOld }) => isOld).map(({ path }) => path) }));
    find("remove-all").addEventListener("click", async () => {
      if (!isSure) [isSure, output.textContent] = [true, words.sure];
      else {
        await caches.delete(FILMS);
        ask({ leave: (await (await caches.open("chosen")).keys()).map(({ url }) => new URL(url).pathname).filter((path) => !PART.test(path)) });
      }
    });
    if ((await show(ask)) && shown.length && !shown.some(({ isOld }) => isOld)) output.textContent = words.done;
  });
