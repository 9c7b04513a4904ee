// Videos on this phone. One is fetched in pieces, so that a cut costs a piece and no more; once it is whole it lies in the cache
// "films" in one size, with its captions and slides beside it, and the worker answers its player from there.

export const FILMS = "films";
const PIECE = 262_144;
const partsOf = (held) => JSON.parse(held.headers.get("Parts") ?? "[]");

export const isKept = async (address) => Boolean(await caches.match(address, { cacheName: FILMS }));

/* What is to be kept of a video of a lesson's page, in the size that a link of it has. */
export const wantedOf = (film, link, lesson) => {
  const { size, type, kind, name } = link.dataset, pictures = film.dataset.pictures.split(" ").filter(Boolean);
  const captions = [...film.querySelectorAll("track")].map(({ src }) => new URL(src).pathname);
  const parts = [...captions, ...(kind === "sound" ? pictures : pictures.slice(0, 1))];
  return { address: link.pathname, size: Number(size), type, title: `${film.dataset.title} (${name})`, lesson, parts };
};

/* Fetch what is not here yet; `report` hears how much is, in percent. Throws where the line is cut, or where there is no room. */
export const keepFilm = async ({ address, size, type, title, lesson, parts }, report) => {
  const films = await caches.open(FILMS);
  const piece = async (name, request) => {
    const held = await films.match(name);
    if (held) return held.blob();
    const answer = await fetch(request);
    if (!answer.ok) throw new Error(name);
    await films.put(name, new Response(await answer.blob(), { headers: { "Content-Type": answer.headers.get("Content-Type") } }));
    return (await films.match(name)).blob();
  };
  for (const each of parts) await piece(each, each);
  const names = Array.from({ length: Math.ceil(size / PIECE) }, (_each, at) => `${address}?piece=${at}`), pieces = [];
  for (const [at, name] of names.entries()) {
    pieces.push(await piece(name, new Request(address, { headers: { Range: `bytes=${at * PIECE}-${(at + 1) * PIECE - 1}` } })));
    report(Math.round((100 * pieces.length) / names.length));
  }
  const headers = { "Content-Type": type, Title: encodeURIComponent(title), Lesson: lesson, Parts: JSON.stringify(parts) };
  await films.put(address, new Response(new Blob(pieces), { headers }));
  for (const name of names) await films.delete(name);
};

/* Remove one, with those of its parts that no other one needs. */
export const leaveFilm = async (address) => {
  const films = await caches.open(FILMS), held = await films.match(address);
  await films.delete(address);
  const needed = new Set();
  for (const request of await films.keys()) for (const each of partsOf(await films.match(request))) needed.add(each);
  for (const each of held ? partsOf(held) : []) if (!needed.has(each)) await films.delete(each);
};
