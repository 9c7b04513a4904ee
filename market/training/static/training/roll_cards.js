// Cards of trainees: by the camera, or typed. Without a line the page believes what it reads, since the trainer sees who
// stands there; with one the server looks.

const PAUSE = 250, PATIENCE = 8000, LINE = 3000; // milliseconds: between two looks, until a hint, for the server's word
const IDLE = window.requestIdleCallback ?? ((work) => setTimeout(work, 500));

/* What a card says: a place by its QR code, a seat by the short code or alone. */
const parse = (text) => {
  const plain = text.replace(/[০-৯]/g, (n) => "০১২৩৪৫৬৭৮৯".indexOf(n)).trim();
  const token = plain.match(/^AK1\.(\d+)\.[0-9a-f]{24}$/), seat = plain.replace(/[\s-]/g, "").match(/^(\d{1,2})([a-z2-9]{4})?$/i);
  return token ? { plain, place: token[1], isCard: true } : seat && { plain, seat: Number(seat[1]), isCard: Boolean(seat[2]) };
};

/* Some browsers have a reader and read nothing by it, others have none: they get ours. */
const readsItself = async () => Boolean(await window.BarcodeDetector?.getSupportedFormats().then((all) => all.includes("qr_code")).catch(() => false));
const detector = async (address) => {
  const Detector = (await readsItself()) ? window.BarcodeDetector : (await import(address)).BarcodeDetector;
  return new Detector({ formats: ["qr_code"] });
};
/* Our reader is fetched, and not run, while there is a line: the worker keeps it for when there is none. */
const fetchEarly = (address) => IDLE(async () => {
  if (await readsItself()) return;
  const get = () => fetch(address).catch(() => undefined);
  if (navigator.serviceWorker?.controller) get();
  else navigator.serviceWorker?.addEventListener("controllerchange", get, { once: true });
});

export const scanner = (page, { rowOf, mark }) => {
  const box = page.querySelector("[data-cards]"), view = page.querySelector("[data-view]"), said = page.querySelector("[data-card-said]");
  if (!box) return;
  const say = (name, is = "bad", values = {}) => {
    said.className = `notice ${is}`;
    said.textContent = Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), said.dataset[name]);
  };
  const take = async (text) => {
    const card = parse(text), row = card && rowOf(card);
    if (!row) return say("unknown");
    const { name, takeBack } = mark(row);
    say("present", "good", { name });
    navigator.vibrate?.(60);
    if (view.hidden) row.scrollIntoView({ block: "center" });
    if (!card.isCard) return;
    const answer = await fetch(`${page.dataset.cardApi}?card=${encodeURIComponent(card.plain)}`, { signal: AbortSignal.timeout?.(LINE) }).catch(() => undefined);
    if (answer && [400, 404].includes(answer.status)) {
      takeBack();
      say("unknown");
    }
  };
  const typed = box.querySelector("[data-card-code]");
  typed.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take(typed.value);
    typed.value = "";
  });
  box.hidden = false;

  const button = box.querySelector("[data-scan]"), video = view.querySelector("video");
  if (!navigator.mediaDevices) return;
  button.hidden = false;
  fetchEarly(page.dataset.reader);
  let last = "", since = 0;
  const look = async (reader) => {
    if (view.hidden) return;
    const [code] = await reader.detect(video).catch(() => []);
    if (code) since = Date.now();
    if (code && code.rawValue !== last) take((last = code.rawValue));
    else if (Date.now() - since > PATIENCE) {
      say("unread", "wait");
      since = Date.now();
      last = "";
    }
    setTimeout(look, PAUSE, reader);
  };
  const stop = () => {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    view.hidden = true;
    button.setAttribute("aria-pressed", "false");
  };
  const start = async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch ({ name }) { return say(/NotAllowed|Security/.test(name) ? "denied" : "missing"); }
    const reader = await detector(page.dataset.reader).catch(() => undefined);
    if (!reader) return stop(), say("reader");
    view.hidden = false;
    button.setAttribute("aria-pressed", "true");
    said.className = said.textContent = "";
    [last, since] = ["", Date.now()];
    await video.play();
    look(reader);
  };
  button.addEventListener("click", () => (view.hidden ? start() : stop()));
  addEventListener("pagehide", stop);
};
