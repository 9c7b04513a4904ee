// Sends a file part by part by the tus protocol: after a cut, a reload or a day it goes on where it was, also where another
// device of the same person began. A file is {name, size, voice, place, purpose}, `place` that of a form's field, and gets `url` and
// `offset`, and `id` once it is whole.

const ADDRESS = "/api/v1/uploads/resumable/";
const KB = 1024, SMALLEST = 64 * KB, FIRST = 512 * KB, LARGEST = 1024 * KB;
const QUICK = 4000, PATIENCE = 90_000, LONGEST_WAIT = 30_000; // milliseconds
const SOON = 60; // seconds after which a limit ends that is worth waiting for
let piece = FIRST;

/* One request; undefined where the line was cut. `upload` is whose it is, and may abort it. */
const ask = (method, url, headers = {}, upload = {}, body, onprogress) => new Promise((done) => {
  const request = upload.request = new XMLHttpRequest();
  request.open(method, url);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const all = { "Tus-Resumable": "1.0.0", "Accept-Language": document.documentElement.lang, "X-CSRFToken": token, ...headers };
  for (const name in all) request.setRequestHeader(name, all[name]);
  request.timeout = PATIENCE;
  request.upload.onprogress = onprogress;
  request.onload = ({ target }) => done(target);
  request.onerror = request.ontimeout = request.onabort = () => done();
  request.send(body);
});
const detailOf = ({ responseText }) => {
  try {
    const { errors, detail } = JSON.parse(responseText);
    return Object.values(errors ?? {})[0]?.[0] ?? detail;
  } catch { /* not from the site itself */ }
};

/* A file is the same on another device by its name, its size and its first megabyte. */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const fingerprint = async (blob) => {
  const digest = await crypto.subtle?.digest("SHA-256", await blob.slice(0, KB * KB).arrayBuffer());
  return digest && [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
/* Addresses of uploads that have a file on this page: no other one goes on with them. */
const taken = new Set();
export const claim = ({ url }) => url && taken.add(url);
export const isTaken = ({ url }) => taken.has(url);
const begin = async (file, blob, upload) => {
  const about = { filename: file.name, fingerprint: await fingerprint(blob), voice: file.voice, place: file.place, purpose: file.purpose };
  const metadata = Object.keys(about).filter((name) => about[name]).map((name) => `${name} ${base64(about[name])}`).join(",");
  const list = await ask("GET", ADDRESS, {}, upload);
  if (list?.status !== 200) return list;
  const there = about.fingerprint && JSON.parse(list.responseText).find((each) => each.size === file.size && each.metadata === metadata && !isTaken(each));
  const answer = there ? list : await ask("POST", ADDRESS, { "Upload-Length": file.size, "Upload-Metadata": metadata }, upload);
  if (there) file.url = there.url;
  else if (answer?.status === 201) [file.url, file.offset] = [new URL(answer.getResponseHeader("Location"), location).pathname, 0];
  claim(file);
  if (file.url) upload.save();
  return answer;
};
const look = async (file, blob, upload) => {
  const answer = await ask("HEAD", file.url, {}, upload);
  if (answer?.status === 200) file.offset = Number(answer.getResponseHeader("Upload-Offset"));
  return answer;
};
/* On a bad line parts get smaller: a cut costs one. */
const sendPart = async (file, blob, upload) => {
  const start = Date.now(), { offset } = file;
  const headers = { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
  const answer = await ask("PATCH", file.url, headers, upload, blob.slice(offset, offset + piece), ({ loaded }) => upload.show(Math.min(file.size, offset + loaded)));
  if (answer?.status === 204) file.offset = Number(answer.getResponseHeader("Upload-Offset"));
  piece = answer && Date.now() - start < QUICK ? Math.min(LARGEST, piece * 2) : Math.max(SMALLEST, piece / 2);
  return answer;
};

/* What is under way, by its file. Its request and its wait for the line can be ended early. */
const uploads = new Map();
const wait = (upload, time) => new Promise((done) => { upload.end = done; setTimeout(done, time); });
export const wake = (file) => uploads.get(file)?.end?.();
/* Whoever paused or gave up a file does not wait for its part. */
export const stop = (file) => { uploads.get(file)?.request?.abort(); wake(file); };
addEventListener("online", () => [...uploads.keys()].forEach(wake));
addEventListener("offline", () => [...uploads.keys()].forEach(stop));

const waitOf = (answer) => Number(answer?.getResponseHeader("Retry-After")) || 0;
const passes = (answer) => !answer?.status || answer.status >= 500 || [408, 423].includes(answer.status) || (answer.status === 429 && waitOf(answer) <= SOON);
const sendWhole = async (file, blob, way) => {
  let cuts = 0, restarts = 0;
  delete file.offset; // what the server has it says itself
  while (way.isOn()) {
    const answer = await (!file.url ? begin : file.offset === undefined ? look : sendPart)(file, blob, way);
    const status = answer?.status ?? 0;
    if (file.url && file.offset === file.size) {
      file.id = file.url.match(/([^/]+)\/$/)[1];
      return {};
    }
    if (status >= 200 && status < 300) { cuts = 0; way.show(file.offset ?? 0); }
    else if (status === 409 && answer.responseText.includes("upload_offset_differs")) delete file.offset;
    else if ([404, 410].includes(status) && file.url && restarts++ < 3) { delete file.url; delete file.offset; }
    else if (status === 401) return { isOver: true };
    else if (!passes(answer)) return { isRefused: true, detail: detailOf(answer) };
    else if (way.isOn()) {
      delete file.offset;
      way.waits();
      await wait(way, 1000 * waitOf(answer) || Math.min(LONGEST_WAIT, 1000 * 2 ** cuts++));
    }
  }
  return {};
};
/* One file, until it is whole, or `isOn` says no more. What happens on the way is told: `save` it, `show` so many bytes,
that it `waits` for the line. Gives {isOver} where nobody is signed in any more, {isRefused, detail} where the server will
not have it. Its request and its wait stand in `way` too, so that nothing else is ended with them. */
export const upload = (file, blob, way) => {
  uploads.set(file, way);
  return sendWhole(file, blob, way).finally(() => uploads.delete(file));
};
/* Of two windows one sends a file, and the other one looks when it is done. */
export const alone = (key, work) => (navigator.locks ? navigator.locks.request(`upload:${key}`, work) : work());
export const giveUp = (file) => {
  stop(file);
  taken.delete(file.url);
  return ask("DELETE", file.url);
};
/* What became of a whole one: "used" by what a form made, "loose", or "gone"; undefined where the line is cut. */
export const stateOf = async (file) => {
  const answer = await ask("HEAD", file.url);
  if (answer?.status === 200) return answer.getResponseHeader("Upload-In-Use") ? "used" : "loose";
  return [404, 410].includes(answer?.status) ? "gone" : undefined;
};
