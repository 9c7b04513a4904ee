// How far a lesson was read, and answers to its checks: the server hears of them when there is a line, else the device keeps
// them and sends them later, each once.

const root = document.documentElement.dataset;
const READ = `outbox:${root.me}:lesson:`, CHECK = `outbox:${root.me}:check:`;
const PATIENCE = 8000;
const article = document.querySelector("[data-address]");

const waiting = (box) => Object.keys(localStorage).filter((key) => key.startsWith(box));
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const isLater = (answer) => !answer || answer.status >= 500 || [401, 403, 429].includes(answer.status);
/* The server's answer, or undefined without a line. */
const post = (address, body, headers) =>
  fetch(address, { method: "POST", keepalive: true, body, headers, signal: AbortSignal.timeout(PATIENCE) }).catch(() => undefined);

const sendReading = async () => {
  for (const key of waiting(READ)) {
    const readTo = localStorage.getItem(key);
    const answer = await post(key.slice(READ.length), JSON.stringify({ read_to: Number(readTo) }), { "Content-Type": "application/json", "X-CSRFToken": token() });
    if (isLater(answer)) return;
    if (localStorage.getItem(key) === readTo) localStorage.removeItem(key);
  }
};
const sendCheck = async (key) => {
  const { address, body } = JSON.parse(localStorage.getItem(key));
  const fields = new URLSearchParams(body);
  fields.set("csrfmiddlewaretoken", token());
  const answer = await post(address, fields);
  if (!isLater(answer)) localStorage.removeItem(key);
  return answer;
};
const sendAll = async () => {
  await sendReading();
  for (const key of waiting(CHECK)) if (isLater(await sendCheck(key))) return;
};

const note = (form) => (form.querySelector("output").textContent = article.dataset.waits);
const answerCheck = async (event) => {
  const form = event.target, id = crypto.randomUUID(), fields = new URLSearchParams(new FormData(form));
  fields.set("client_id", id);
  try { localStorage.setItem(CHECK + id, JSON.stringify({ address: form.action.split("#")[0], body: `${fields}` })); } catch { return; }
  event.preventDefault();
  const answer = await sendCheck(CHECK + id);
  if (isLater(answer)) note(form);
  else if (answer.ok) { location.hash = form.id; location.reload(); }
  else form.submit(); // the page says what is wrong with it
};

if (article) {
  const blocks = [...article.querySelectorAll(".blocks > *:not(.other)")];
  let readTo = Number(article.dataset.read), timer;
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const at = blocks.indexOf(target) + 1;
      if (!isIntersecting || at <= readTo) continue;
      readTo = at;
      try { localStorage.setItem(READ + article.dataset.address, readTo); } catch { return; }
      clearTimeout(timer);
      timer = setTimeout(sendReading, 3000);
    }
  });
  for (const block of blocks) seen.observe(block);
  for (const form of article.querySelectorAll("form[id^=check-]")) {
    form.addEventListener("submit", answerCheck);
    if (waiting(CHECK).some((key) => localStorage.getItem(key).includes(new URL(form.action).pathname))) note(form);
  }
  addEventListener("pagehide", sendReading);
}
addEventListener("online", sendAll);
sendAll();
