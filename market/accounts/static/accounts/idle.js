// Staff are signed out when nothing happens. Some minutes before, the page says so and offers to go on. The rule is the
// server's: without this it holds all the same.

const bar = document.querySelector("[data-idle]");
const LASTS = Number(bar.dataset.idle) * 1000;
const WARNING = Math.min(300_000, LASTS / 2);
const button = bar.querySelector("button");
const pages = "BroadcastChannel" in window ? new BroadcastChannel("idle") : null; // other pages of hers, open beside
let end;

const show = () => {
  const left = end - Date.now();
  bar.hidden = left > WARNING;
  button.hidden = left <= 0;
  if (left <= 0) bar.querySelector("[data-say]").textContent = bar.dataset.over;
};
const last = (until) => {
  end = until;
  show();
};
const anew = () => {
  last(Date.now() + LASTS);
  pages?.postMessage(end);
};

if (pages) pages.onmessage = ({ data }) => data > end && end > Date.now() && last(data);
button.addEventListener("click", async () => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(bar.dataset.goOn, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).catch(() => null);
  if (answer?.status === 204) anew();
  else if (answer) last(Date.now());
});
setInterval(show, 5000);
document.addEventListener("visibilitychange", show);
anew();
