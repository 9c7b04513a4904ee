// A code said in class, on the trainer's screen: how long it counts, and how many have entered it.

const room = document.querySelector("[data-code]");
const { lang, dataset: root } = document.documentElement;
const toBangla = (text) => (lang === "bn" && root.digits !== "latin" ? String(text).replace(/\d/g, (n) => "০১২৩৪৫৬৭৮৯"[n]) : String(text));
const EVERY = 4000; // milliseconds

if (room) {
  const left = room.querySelector("[data-left]"), entered = room.querySelector("[data-entered]");
  const skew = Date.parse(room.dataset.now) - Date.now();
  const ends = Date.parse(room.dataset.closes);
  const tick = () => {
    const seconds = Math.max(0, Math.round((ends - Date.now() - skew) / 1000));
    left.hidden = false;
    left.textContent = toBangla(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    if (!seconds) location.reload();
    else setTimeout(tick, 1000);
  };
  const count = async () => {
    if (document.visibilityState === "visible") {
      const answer = await fetch(room.dataset.code).catch(() => undefined);
      const now = answer?.ok ? await answer.json() : undefined;
      if (now && !now.code) return location.reload(); // ended on another device
      if (now) entered.textContent = toBangla(now.entered);
    }
    setTimeout(count, EVERY);
  };
  tick();
  setTimeout(count, EVERY);
}
