// A video of a lesson: its size is chosen before anything is loaded, what is said can be read and tapped, the sound alone shows
// slides, and where somebody was goes on on another device. What was seen is kept here until there is a line.

import { isLater, outbox, post } from "../core/outbox.js";
import { isKept, keepFilm, leaveFilm, wantedOf } from "./film_keeping.js";

const watched = outbox("film");
const PART = 10, SEEN = 5, PAUSE = 15_000; // seconds of a part, of it that make it seen; milliseconds between two notes
const CHOICE = "film:size";
const read = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const write = (name, value) => { try { localStorage.setItem(name, value); } catch { /* no room, or not allowed */ } };
/* Where somebody was on this device: a page that is kept here tells what the server knew when it was fetched. */
const root = document.documentElement.dataset;
const placeAt = (address) => `place:${root.me}:${address}`;
const keepPlace = (address, place) => { if (!("shared" in root)) write(placeAt(address), JSON.stringify(place)); };
const newest = (address, known) => {
  const here = JSON.parse(read(placeAt(address)) ?? "null");
  return (here && !(new Date(known.at) > new Date(here.at)) ? here : known).position;
};

const send = async (address) => {
  const noted = watched.get(address), sent = JSON.stringify(noted);
  if (!noted) return;
  const answer = await post(address, noted);
  if (isLater(answer) || JSON.stringify(watched.get(address)) !== sent) return;
  watched.put(address);
  if (answer.ok && noted.at) { const { position, position_at: at } = await answer.json(); keepPlace(address, { position, at }); }
};
const sendAll = () => watched.names().forEach(send);
/* More that was seen: parts add up, the last position counts. */
const note = (address, more) => {
  const before = watched.get(address) ?? { parts: [] };
  return watched.put(address, { ...before, ...more, parts: [...new Set([...before.parts, ...(more.parts ?? [])])] });
};

/* "Keep on this phone" is for the size that is chosen, and keeps the lesson too. Without a worker, and on a shared device, there is
nothing. */
const setUpKeeping = (film, links) => {
  const box = film.querySelector("[data-keep]"), worker = navigator.serviceWorker;
  if (!box || !worker || !("caches" in window)) return () => undefined;
  const [keepButton, leaveButton] = box.querySelectorAll("button"), output = film.querySelector("output"), words = output.dataset;
  let link = links[0];
  const draw = async (chosen = link) => {
    link = chosen;
    const isHere = await isKept(link.pathname);
    box.querySelector("[data-what]").textContent = link.textContent;
    [keepButton.hidden, leaveButton.hidden, box.hidden] = [isHere, !isHere, false];
  };
  const say = (text) => { output.textContent = text; };
  keepButton.addEventListener("click", async () => {
    keepButton.disabled = true;
    say(words.keeping.replace("{n}", "0"));
    try {
      await keepFilm(wantedOf(film, link, location.pathname), (percent) => say(words.keeping.replace("{n}", percent)));
      (await worker.ready).active.postMessage({ choose: [location.pathname] });
      say(words.kept);
    } catch (error) { say(error.name === "QuotaExceededError" ? words.full : words.failed); }
    keepButton.disabled = false;
    draw();
  });
  leaveButton.addEventListener("click", async () => { await leaveFilm(link.pathname); say(""); draw(); });
  return draw;
};

const setUp = (film) => {
  const video = film.querySelector("video"), address = film.dataset.film, links = [...film.querySelectorAll("[data-kind]")];
  const isKnown = "signedIn" in film.dataset, slides = JSON.parse(film.dataset.slides), pictures = film.dataset.pictures.split(" ");
  const cues = [...film.querySelectorAll("[data-at]")], spoken = film.querySelector("[data-spoken]");
  let position = newest(address, { position: Number(film.dataset.position), at: film.dataset.positionAt });

  const seconds = new Map(); // played of each part
  let last = 0, timer;
  const drawKeeping = setUpKeeping(film, links);
  const keep = (more) => {
    const place = { position: Math.floor(video.currentTime), at: new Date().toISOString() };
    keepPlace(address, place);
    if (!isKnown) return;
    note(address, { ...more, ...place });
    timer ??= setTimeout(() => { timer = undefined; send(address); }, PAUSE);
  };
  const choose = (link, isByHand) => {
    for (const each of links) each.setAttribute("aria-pressed", each === link);
    if (isByHand) write(CHOICE, link.dataset.kind);
    drawKeeping(link);
    const at = video.currentTime || position, wasPlaying = !video.paused;
    if (new URL(video.src).pathname === link.pathname) return;
    video.src = link.href;
    position = at;
    if (wasPlaying) video.play().catch(() => undefined);
  };
  for (const link of links) {
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => { event.preventDefault(); choose(link, true); });
    link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); choose(link, true); } });
  }
  choose(links.find(({ dataset }) => dataset.kind === read(CHOICE)) ?? links[0]);

  const speed = film.querySelector("[data-speed]");
  speed.hidden = false;
  speed.addEventListener("change", () => { video.defaultPlaybackRate = video.playbackRate = Number(speed.querySelector("select").value); });

  video.addEventListener("loadedmetadata", () => { if (position && position < video.duration - 2) video.currentTime = position; position = 0; });
  video.addEventListener("play", () => {
    const tracks = [...video.textTracks];
    if (tracks.length && tracks.every(({ mode }) => mode === "disabled"))
      (tracks.find(({ language }) => language === document.documentElement.lang) ?? tracks[0]).mode = "showing";
  }, { once: true });
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime, played = now - last, part = Math.floor(now / PART);
    last = now;
    const cue = cues.findLast(({ dataset }) => Number(dataset.at) <= now);
    for (const each of cues) if (each === cue) each.setAttribute("aria-current", "true"); else each.removeAttribute("aria-current");
    if (spoken) { // a browser writes captions into pictures only
      spoken.hidden = video.videoWidth > 0;
      spoken.textContent = cue?.lastChild.textContent ?? "";
    }
    const slide = pictures[slides.findLastIndex((at) => at <= now)];
    if (slide && !video.videoWidth && !video.poster.endsWith(slide)) video.poster = slide;
    if (video.seeking || played <= 0 || played > 2 * video.playbackRate) return;
    const all = (seconds.get(part) ?? 0) + played, enough = Math.min(SEEN, (video.duration - part * PART) / 2);
    seconds.set(part, all);
    if (all >= enough && all - played < enough) keep({ parts: [part] });
  });
  const leave = () => { if (video.currentTime) { keep({}); send(address); } };
  for (const event of ["pause", "ended"]) video.addEventListener(event, leave);
  addEventListener("pagehide", () => { if (!video.paused) leave(); });
  for (const cue of cues) cue.addEventListener("click", (event) => {
    event.preventDefault();
    position = Number(cue.dataset.at);
    if (video.readyState) video.currentTime = position;
    video.play().catch(() => undefined);
  });
  const transcript = film.querySelector("[data-transcript]");
  const end = new IntersectionObserver((entries) => {
    if (!transcript.open || !entries.some(({ isIntersecting }) => isIntersecting)) return;
    end.disconnect();
    if (isKnown) { note(address, { is_read: true }); send(address); }
  });
  if (cues.length) end.observe(cues.at(-1));
};

document.querySelectorAll("[data-film]").forEach(setUp);
addEventListener("online", sendAll);
addEventListener("pagehide", sendAll);
sendAll();
