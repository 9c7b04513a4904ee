// A video of a lesson: its size is chosen before anything is loaded, what is said can be read and tapped, the sound alone shows
// slides, and where somebody was goes on on another device. What was seen is kept here until there is a line.

import { isLater, outbox, post } from "../core/outbox.js";

const watched = outbox("film");
const PART = 10, SEEN = 5, PAUSE = 15_000; // seconds of a part, of it that make it seen; milliseconds between two notes
const CHOICE = "film:size";
const read = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const write = (name, value) => { try { localStorage.setItem(name, value); } catch { /* no room, or not allowed */ } };

const send = async (address) => {
  const noted = watched.get(address), sent = JSON.stringify(noted);
  if (!noted) return;
  const answer = await post(address, noted);
  if (!isLater(answer) && JSON.stringify(watched.get(address)) === sent) watched.put(address);
};
const sendAll = () => watched.names().forEach(send);
/* More that was seen: parts add up, the last position counts. */
const note = (address, more) => {
  const before = watched.get(address) ?? { parts: [] };
  return watched.put(address, { ...before, ...more, parts: [...new Set([...before.parts, ...(more.parts ?? [])])] });
};

/* "Keep on this phone" is for the size that is chosen. Without a worker, and on a shared device, there is nothing. */
const setUpKeeping = (film, links, give) => {
  const box = film.querySelector("[data-keep]"), worker = navigator.serviceWorker;
  if (!box || !worker || !("caches" in window)) return;
  const [keepButton, leaveButton] = box.querySelectorAll("button"), output = film.querySelector("output");
  const captions = [...film.querySelectorAll("track")].map(({ src }) => new URL(src).pathname);
  let link = links[0];
  const draw = async (chosen = link) => {
    link = chosen;
    const isKept = Boolean(await caches.match(link.pathname, { cacheName: "films" }));
    keepButton.querySelector("span").textContent = link.textContent;
    [keepButton.hidden, leaveButton.hidden, box.hidden] = [isKept, !isKept, false];
  };
  keepButton.addEventListener("click", async () => {
    output.textContent = output.dataset.keeping;
    (await worker.ready).active.postMessage({ film: { address: link.pathname, title: film.dataset.title, captions } });
  });
  leaveButton.addEventListener("click", async () => (await worker.ready).active.postMessage({ leaveFilm: link.pathname }));
  worker.addEventListener("message", ({ data }) => {
    if (data.film !== link.pathname) return;
    output.textContent = data.failed ? output.dataset.failed : data.isKept ? output.dataset.kept : "";
    draw();
  });
  give(draw);
};

const setUp = (film) => {
  const video = film.querySelector("video"), address = film.dataset.film, links = [...film.querySelectorAll("[data-kind]")];
  const isKnown = "signedIn" in film.dataset, slides = JSON.parse(film.dataset.slides), poster = video.poster;
  const cues = [...film.querySelectorAll("[data-at]")];
  const mine = watched.get(address);
  let position = Number(film.dataset.position);
  if (mine?.at && (!film.dataset.positionAt || new Date(mine.at) > new Date(film.dataset.positionAt))) position = mine.position ?? position;

  const seconds = new Map(); // played of each part
  let last = 0, timer, drawKeeping = () => undefined;
  const keep = (more) => {
    if (!isKnown) return;
    note(address, { ...more, position: Math.floor(video.currentTime), at: new Date().toISOString() });
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
  setUpKeeping(film, links, (draw) => { drawKeeping = draw; });
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
    for (const each of cues) each.toggleAttribute("aria-current", each === cue);
    const slide = slides.findLast(({ at }) => at <= now);
    if (slide && !video.videoWidth) {
      const picture = poster.replace(/[^/]+\/$/, `${slide.picture}/`);
      if (video.poster !== picture) video.poster = picture;
    }
    if (video.seeking || played <= 0 || played > 2) return;
    const all = (seconds.get(part) ?? 0) + played, enough = Math.min(SEEN, (video.duration - part * PART) / 2);
    seconds.set(part, all);
    if (all >= enough && all - played < enough) keep({ parts: [part] });
  });
  for (const event of ["pause", "ended"]) video.addEventListener(event, () => { if (video.currentTime) { keep({}); send(address); } });
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
