// The roll of a class on a phone: what is marked stays on this device until the server has it (roll_outbox.js), and cards
// are scanned where the browser can. Without this script the form is sent as any other.

import { keep, pending, send } from "./roll_outbox.js";

const page = document.querySelector("[data-roll]"), form = page?.querySelector("[data-roll-form]");
const { lang, dataset: root } = document.documentElement;
const { session } = page?.dataset ?? {};
const EVERY = 15_000; // milliseconds between tries
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (n) => (n ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (n / 4)))).toString(16));
const toBangla = (text) => (lang === "bn" && root.digits !== "latin" ? String(text).replace(/\d/g, (n) => "০১২৩৪৫৬৭৮৯"[n]) : String(text));
const notice = page?.querySelector("[data-waiting]");
const field = (place, name) => form.elements[`${name}_${place}`];
const choose = (place, value) => { const radio = [...form.querySelectorAll(`[name=value_${place}]`)].find((each) => each.value === value); if (radio) radio.checked = true; };

const draw = () => {
  const box = pending(session);
  notice.hidden = !box;
  if (!box) return;
  notice.firstElementChild.textContent = box.refused ? notice.dataset.refused.replace("{why}", box.refused) : notice.dataset.text.replace("{n}", toBangla(box.marks.length));
};

/* What differs from what the server said: of each trainee the last choice of this device counts. */
const changed = () => [...form.querySelectorAll("[data-place]")].flatMap(({ dataset: { place } }) => {
  const value = form.querySelector(`[name=value_${place}]:checked`), reason = field(place, "reason")?.value.trim() ?? "";
  const known = Number(field(place, "known").value || 0);
  if (!value || (known && value.defaultChecked && !reason)) return [];
  return [{ enrolment: Number(place), value: value.value, known, reason, client_id: uuid(), noted_at: new Date().toISOString() }];
});
const flush = async () => {
  const was = await send(session);
  if (was === "sent" && !pending(session)) return location.replace(location.pathname);
  draw();
};

if (form && !("shared" in root)) {
  form.addEventListener("submit", (event) => {
    const marks = changed(), old = pending(session);
    const same = (one) => old?.marks.find((each) => ["enrolment", "value", "known", "reason"].every((name) => each[name] === one[name]));
    const lacking = marks.find((each) => (each.known || each.value === "excused") && !each.reason);
    if (!marks.length || lacking || !keep(session, { address: page.dataset.roll, marks: marks.map((each) => same(each) ?? each) })) return; // the server says what is missing
    event.preventDefault();
    event.stopImmediatePropagation();
    flush();
  }, true);
  form.addEventListener("change", ({ target: { name } }) => {
    const place = name.match(/^value_(\d+)$/)?.[1];
    if (place && !Number(field(place, "known").value)) field(place, "reason").required = field(place, "value").value === "excused";
  });
  for (const mark of pending(session)?.marks ?? []) {
    choose(mark.enrolment, mark.value);
    if (field(mark.enrolment, "reason")) field(mark.enrolment, "reason").value = mark.reason;
  }
  draw();
  if (pending(session) && !pending(session).refused) flush();
  addEventListener("online", () => pending(session) && flush());
  setInterval(() => pending(session) && !pending(session).refused && flush(), EVERY);
}

/* One tap, then the exceptions. */
page?.querySelector("[data-all]")?.addEventListener("click", (event) => {
  event.preventDefault();
  for (const { dataset: { place } } of form.querySelectorAll("[data-place]"))
    if (!form.querySelector(`[name=value_${place}]:checked`)) choose(place, "present");
});

/* Cards. Without a line the page believes what it reads: the trainer sees who stands there. With one the server looks. */
const said = page?.querySelector("[data-card-said]");
const unknown = () => { said.textContent = said.dataset.unknown; };
const placeOf = (text) => {
  const token = text.trim().match(/^AK1\.(\d+)\.[0-9a-f]{24}$/);
  const plain = text.replace(/[০-৯]/g, (n) => "০১২৩৪৫৬৭৮৯".indexOf(n)).trim();
  const seat = plain.match(/^(\d{1,2})(?:[a-z2-9]{4})?$/i);
  return token ? form.querySelector(`[data-place="${token[1]}"]`) : seat && form.querySelector(`[data-seat="${Number(seat[1])}"]`);
};
const take = async (text) => {
  const row = placeOf(text);
  if (!row) return unknown();
  const isCard = text.trim().length > 2;
  const answer = isCard ? await fetch(`${page.dataset.cardApi}?card=${encodeURIComponent(text.trim())}`).catch(() => undefined) : undefined;
  if (answer && [400, 404].includes(answer.status)) return unknown();
  choose(row.dataset.place, "present");
  said.textContent = said.dataset.present.replace("{name}", document.getElementById(`name-${row.dataset.place}`).textContent);
  row.scrollIntoView({ block: "nearest" });
};
const cards = form?.querySelector("[data-cards]");
if (cards) {
  cards.hidden = false;
  const typed = cards.querySelector("[data-card-code]");
  typed.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take(typed.value);
    typed.value = "";
  });
  const scan = cards.querySelector("[data-scan]"), video = page.querySelector("[data-video]");
  scan.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
  let last = "";
  const look = async (detector) => {
    if (video.hidden) return;
    const codes = await detector.detect(video).catch(() => []);
    if (codes[0] && codes[0].rawValue !== last) take((last = codes[0].rawValue));
    setTimeout(look, 300, detector);
  };
  const stop = () => {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.hidden = true;
  };
  scan.addEventListener("click", async () => {
    if (!video.hidden) return stop();
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch { return void (scan.hidden = true); }
    video.hidden = false;
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
  addEventListener("pagehide", stop);
}
