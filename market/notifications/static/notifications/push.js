// The part of the settings by which this browser asks to be told by push.

const part = document.querySelector("[data-push]");
const on = part.querySelector("[data-push-on]");
const off = part.querySelector("[data-push-off]");
const words = part.querySelector("[data-push-words]");
const token = document.querySelector("#ways [name=csrfmiddlewaretoken]").value;
const say = (what) => { words.textContent = what ? words.dataset[what] : ""; };

const call = async (method, address, body) => {
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer.status === 204 ? undefined : answer.json();
};

/* A name by which she knows the device again: what it is and which browser. */
const named = () => {
  const agent = navigator.userAgent;
  const find = (names) => Object.keys(names).find((name) => names[name].test(agent)) ?? "";
  const browser = find({ Edge: /Edg\//, Opera: /OPR\//, Firefox: /Firefox\//, Samsung: /SamsungBrowser/, Chrome: /Chrome\//, Safari: /Safari\// });
  const system = find({ Android: /Android/, iPhone: /iPhone/, iPad: /iPad/, Windows: /Windows/, Mac: /Macintosh/, Linux: /Linux/ });
  return [browser, system].filter(Boolean).join(", ");
};
const keep = (held) => call("POST", part.dataset.url, { ...JSON.parse(JSON.stringify(held)), device: named() });
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const show = async (registration) => {
  const held = await registration.pushManager.getSubscription();
  on.hidden = Boolean(held);
  off.hidden = !held;
};

const guarded = (work) => async (event) => {
  event.currentTarget.setAttribute("aria-busy", "true");
  try { await work(); } catch { say(Notification.permission === "denied" ? "denied" : "failed"); }
  event.target.closest("button").removeAttribute("aria-busy");
};

const begin = async () => {
  part.hidden = false;
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return say("none");
  const registration = await navigator.serviceWorker.ready;
  on.addEventListener("click", guarded(async () => {
    say();
    if ((await Notification.requestPermission()) !== "granted") return say("denied");
    const held = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(part.dataset.key) });
    await keep(held);
    location.reload();
  }));
  off.addEventListener("click", guarded(async () => {
    const held = await registration.pushManager.getSubscription();
    if (held) {
      const { id } = await keep(held);
      await call("DELETE", `${part.dataset.url}${id}/`);
      await held.unsubscribe();
    }
    location.reload();
  }));
  await show(registration);
};
begin();
