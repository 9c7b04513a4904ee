// The service worker: keeps what every page needs and the pages that were read last, shows pushes. The server puts VERSION,
// SHELL, OFFLINE, ICON and BADGE before this text. Without it all pages work as they do on any site.

const FILES = `files-${VERSION}`;
const PAGES = `pages-${VERSION}`;
const READER = "reader"; // whose pages are kept, across versions
const CHOSEN = "chosen"; // pages and pictures that somebody chose to keep, whatever else was read since
const MOST = 60;
const PATIENCE = 4000;
// What is never kept: doors and keys, money, papers and files, desks of staff, answers to programs, the provider's pages.
// The server says the same of most of them by `no-store`, and of every page for staff or on a shared device.
const NEVER = /^\/(accounts|api|claim|files|language|money|readyz|healthz|sandbox|settings|staff|unsubscribe|webhooks|offline)(\/|$)|\/(fund|funded|pay)\/$/;
const PARTS = /^\/messages\/phrases\/$/; // pages that open over another one
const PICTURES = /^\/learn\/pictures\//; // whose address is that of their content
const FILMS = "films"; // videos that somebody chose to keep, in one size each, with their captions and slides: their page puts them there
const FILM = /^\/learn\/videos\//;
const LESSONS = "/learn/kept/"; // the page that says what is chosen: it is kept with it
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

const sleep = (wait) => new Promise((done) => setTimeout(done, wait));
const path = (request) => new URL(request.url).pathname;

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const files = await caches.open(FILES);
    // A name that may stand for another content tomorrow is asked for anew, past what the browser remembers of it.
    const anew = (address) => (HASHED.test(address) ? address : new Request(address, { cache: "reload" }));
    await files.addAll([...SHELL, ...Object.values(OFFLINE)].map(anew));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    // Pages ask for files of their own version. Those of the version before stay readable, both; what is older goes.
    const names = await caches.keys(); // in the order in which they were made
    const before = names.filter((name) => name.startsWith("files-") && name !== FILES).pop()?.slice(6);
    const stay = [FILES, PAGES, READER, CHOSEN, FILMS, `files-${before}`, `pages-${before}`];
    for (const name of names) if (!stay.includes(name)) await caches.delete(name);
    await clients.claim();
    // The pages of a first visit came before there was a worker. Fetched now they are not looked at: the server is told.
    if (await known()) return;
    const requests = (await clients.matchAll({ type: "window" })).map(({ url }) => new Request(url.split("#")[0]));
    for (const request of requests.filter((each) => !NEVER.test(path(each))))
      await fetch(request, { headers: { Purpose: "prefetch" } }).then((answer) => keep(request, answer)).catch(() => undefined);
  })());
});

/* The caches of pages, this version's first. */
const shelves = async () => [PAGES, ...(await caches.keys()).filter((name) => name.startsWith("pages-") && name !== PAGES)];
const clear = async () => {
  for (const name of [...(await shelves()), CHOSEN, FILMS]) await caches.delete(name);
};

/* Whose pages these are. The server names the reader of each page by a word that says nothing else. */
const known = async () => (await (await caches.open(READER)).match("/reader"))?.text();
const meet = async (reader, language) => {
  const last = await known();
  await (await caches.open(READER)).put("/language", new Response(language));
  if (last === reader) return;
  await clear();
  if (last && last !== "nobody" && reader !== "nobody") await unsubscribe();
  await (await caches.open(READER)).put("/reader", new Response(reader));
};
const unsubscribe = async () => (await registration.pushManager?.getSubscription())?.unsubscribe();
const forget = async () => {
  await clear();
  await caches.delete(READER);
  await unsubscribe();
};

/* A page as it is kept. What is shown from here says so: the page's frame has a line for it. */
const copyOf = async (answer) => {
  const headers = new Headers({ "Content-Type": answer.headers.get("Content-Type"), Reader: answer.headers.get("Reader") });
  const policy = answer.headers.get("Content-Security-Policy");
  if (policy) headers.set("Content-Security-Policy", policy);
  const marked = (await answer.text()).replace(/<html /, `<html data-kept="${new Date().toISOString()}" `);
  return new Response(marked, { headers });
};
const keep = async (request, answer) => {
  const reader = answer.headers.get("Reader");
  if (!reader) return;
  await meet(reader, answer.headers.get("Content-Language") ?? "en");
  if (!answer.ok || answer.redirected || NEVER.test(path(request)) || /no-store/.test(answer.headers.get("Cache-Control") ?? "")) return;
  const copy = await copyOf(answer);
  for (const name of await shelves()) await (await caches.open(name)).delete(request.url); // put anew it stands last
  const pages = await caches.open(PAGES), chosen = await caches.open(CHOSEN);
  if (await chosen.match(request.url)) return alone(() => put(chosen, request.url, copy).then(() => sweep(chosen))).catch(() => undefined);
  await pages.put(request.url, copy);
  const held = await pages.keys();
  for (const old of held.slice(0, Math.max(0, held.length - MOST))) await pages.delete(old);
};

const offline = async () => {
  const spoken = await (await (await caches.open(READER)).match("/language"))?.text();
  return (await caches.match(OFFLINE[spoken] ?? OFFLINE.en)) ?? Response.error();
};

/* Pages: the network first. A line that is slow or dead is answered with what was read before, if it was. */
const page = (event) => {
  let copy;
  const fresh = fetch(event.request).then((answer) => {
    if (answer.type === "basic") copy = answer.clone();
    return answer;
  });
  event.waitUntil(fresh.then(() => copy && keep(event.request, copy)).catch(() => undefined));
  const kept = async () => {
    for (const cacheName of [...(await shelves()), CHOSEN]) {
      const held = await caches.match(event.request.url, { cacheName });
      if (held) return held;
    }
  };
  const late = sleep(PATIENCE).then(async () => (await kept()) ?? fresh);
  return Promise.race([fresh, late]).catch(async () => (await kept()) ?? offline());
};

/* A form that is sent while the browser knows of no line: our page instead of the browser's says that nothing was sent. */
const unsent = async (request) => {
  try { return await fetch(request); } catch { /* no line */ }
  const answer = await offline();
  return new Response((await answer.text()).replace("<html ", "<html data-unsent "), { headers: answer.headers });
};

/* Files: those with a hash in their name never change; of others what is kept counts only without a line. */
const file = async (request) => {
  const files = await caches.open(FILES);
  if (HASHED.test(path(request))) {
    const held = await files.match(request);
    if (held) return held;
  }
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") await files.put(request, answer.clone());
    return answer.ok ? answer : ((await caches.match(request)) ?? answer); // a kept page asks for a file of its own day
  } catch (broken) {
    const held = (await files.match(request)) ?? (await caches.match(request));
    if (held) return held;
    throw broken;
  }
};

/* A picture of a lesson, or of a video, that is kept. */
const picture = async (request) => {
  for (const cacheName of [CHOSEN, FILMS]) {
    const held = await caches.match(request, { cacheName });
    if (held) return held;
  }
  return fetch(request);
};

/* A video that is kept, or the part of it that its player asks for. */
const film = async (request) => {
  const held = await caches.match(request.url, { cacheName: FILMS });
  if (!held) return fetch(request);
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "") ?? [];
  if (!first) return held;
  const whole = await held.blob(), start = Number(first), end = last ? Math.min(whole.size, Number(last) + 1) : whole.size;
  if (start >= end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  const headers = { "Content-Type": held.headers.get("Content-Type"), "Accept-Ranges": "bytes", "Content-Range": `bytes ${start}-${end - 1}/${whole.size}`, "Content-Length": end - start };
  return new Response(whole.slice(start, end), { status: 206, headers });
};
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/accounts/logout/") event.waitUntil(forget());
  if (request.method === "POST" && request.mode === "navigate" && !navigator.onLine) event.respondWith(unsent(request));
  if (request.method !== "GET") return;
  if (FILM.test(pathname)) event.respondWith(film(request));
  else if (request.mode === "navigate" || PARTS.test(pathname)) event.respondWith(page(event));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (PICTURES.test(pathname)) event.respondWith(picture(request));
});

/* An open page learnt that its session is over: nothing of it waits for the next page. */
addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(forget());
  if (event.data.choose) event.waitUntil(choose(event.data.choose, event.source));
  if (event.data.leave) event.waitUntil(leave(event.data.leave, event.source));
});

/* What a page, a style or a module shows or asks for, as addresses: files and pictures of lessons, not other pages. */
const PARTS_OF = [/ (?:src|data-src|href)="([^"]+)"/g, /url\("?([^")]+)"?\)/g, /(?:from|import) ?"([^"]+)"/g];
const partsOf = (address, text, isPage) => // what people wrote on a page may look like a style
  PARTS_OF.filter((_each, at) => !isPage || at !== 1)
    .flatMap((each) => [...text.matchAll(each)])
    .flatMap(([, named]) => { try { return [new URL(named, new URL(address, location.origin))]; } catch { return []; } })
    .filter(({ origin, pathname }) => origin === location.origin && (pathname.startsWith("/static/") || PICTURES.test(pathname)))
    .map(({ pathname }) => pathname);
const TEXTS = /html|css|javascript/;
/* The parts that are there, of what is there: the parts of parts too. */
const everyPart = async (chosen, address, seen = new Set()) => {
  const held = await chosen.match(address);
  if (held && TEXTS.test(held.headers.get("Content-Type"))) {
    const parts = partsOf(address, await held.text(), /html/.test(held.headers.get("Content-Type"))).filter((each) => !seen.has(each));
    for (const part of parts) seen.add(part);
    for (const part of parts) await everyPart(chosen, part, seen);
  }
  return seen;
};
/* Keep a page with all that it shows, or a part with its own. A part that is there stays: its name is that of its content. Of
what a style names, fonts, only those are kept that this phone has: nobody pays for others. */
const put = async (chosen, address, answer, seen = new Set()) => {
  const type = answer.headers.get("Content-Type");
  const parts = TEXTS.test(type) ? partsOf(address, await answer.clone().text(), /html/.test(type)).filter((each) => !seen.has(each)) : [];
  for (const part of parts) {
    seen.add(part);
    if (await chosen.match(part)) continue;
    const copy = (await caches.match(part)) ?? (/css/.test(type) ? undefined : await fetch(part));
    if (copy && !copy.ok) throw new Error(part);
    if (copy) await put(chosen, part, copy, seen);
  }
  await chosen.put(address, answer);
};
/* What puts pages with their parts, and what takes parts away, wait for each other: else one removes what the other one needs. */
let last = Promise.resolve();
const alone = (work) => (last = last.then(work, work));
/* Take away the files and pictures that no kept page shows any more; with the last lesson, the page that lists them. */
const sweep = async (chosen) => {
  const held = (await chosen.keys()).map(({ url }) => new URL(url).pathname);
  const isPart = (each) => each.startsWith("/static/") || PICTURES.test(each);
  const pages = held.filter((each) => !isPart(each));
  if (pages.every((each) => each === LESSONS)) return caches.delete(CHOSEN);
  const shown = new Set();
  for (const page of pages) await everyPart(chosen, page, shown);
  for (const each of held) if (isPart(each) && !shown.has(each)) await chosen.delete(each);
};

/* Keep these pages, one after the other; the page that asked hears how many are there, and where the line failed. */
const choose = async (addresses, page) => {
  const chosen = await caches.open(CHOSEN);
  const isHere = await chosen.match(LESSONS);
  for (const [before, address] of [...addresses, ...(isHere ? [] : [LESSONS])].entries()) {
    try {
      const answer = await fetch(address, { headers: { Purpose: "prefetch" } });
      if ([404, 410].includes(answer.status)) { await chosen.delete(address); continue; } // a newer version has it no more
      if (!answer.ok || answer.redirected || /no-store/.test(answer.headers.get("Cache-Control") ?? "")) throw new Error(address);
      await alone(async () => put(chosen, address, await copyOf(answer)));
    } catch {
      return page.postMessage({ chosen: addresses, count: Math.min(before, addresses.length - 1), failed: true });
    }
    if (before + 1 < addresses.length) page.postMessage({ chosen: addresses, count: before + 1 });
  }
  await alone(() => sweep(chosen));
  page.postMessage({ chosen: addresses, count: addresses.length });
};
const leave = async (addresses, page) => {
  const chosen = await caches.open(CHOSEN);
  for (const address of addresses) await chosen.delete(address);
  await alone(() => sweep(chosen));
  page.postMessage({ chosen: addresses, count: 0 });
};

addEventListener("push", (event) => {
  event.waitUntil((async () => {
    const said = event.data?.json() ?? {};
    const open = await clients.matchAll({ type: "window" });
    const target = new URL(said.url ?? "/notifications/", location.origin);
    if (open.some((each) => each.visibilityState === "visible" && new URL(each.url).pathname === target.pathname)) return;
    await registration.showNotification(said.title ?? "আমার কাজ", {
      body: said.body, tag: target.pathname, renotify: true, lang: said.language, icon: ICON, badge: BADGE, data: { url: target.href },
    });
  })());
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const { url } = event.notification.data;
    const open = await clients.matchAll({ type: "window" });
    // Another page of ours stays as it is: something may be half written there.
    const here = open.find((each) => each.url.split("#")[0] === url.split("#")[0]);
    await (here ? here.focus() : clients.openWindow(url));
  })());
});
