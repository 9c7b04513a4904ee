// What waits on this device for a line: for each kind some entries by name, of whoever is signed in. Each is sent from
// whichever page is open, and stays until the server has it.

const { lang, dataset } = document.documentElement;
const PATIENCE = 8000;

export const outbox = (kind) => {
  const box = `outbox:${dataset.me}:${kind}:`;
  return {
    names: () => Object.keys(localStorage).filter((key) => key.startsWith(box)).map((key) => key.slice(box.length)),
    get: (name) => { try { return JSON.parse(localStorage.getItem(box + name)) ?? undefined; } catch { return undefined; } },
    /* Whether the device has room for it; nothing takes the entry away. */
    put: (name, entry) => { if (entry !== undefined && "shared" in dataset) return false; try { entry === undefined ? localStorage.removeItem(box + name) : localStorage.setItem(box + name, JSON.stringify(entry)); return true; } catch { return false; } },
  };
};
export const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
/* The server's answer to fields of a form, or to anything else as JSON; undefined without a line. */
export const post = (address, body) => {
  const isForm = body instanceof URLSearchParams;
  if (isForm) body.set("csrfmiddlewaretoken", token());
  const headers = isForm ? {} : { "Content-Type": "application/json", "Accept-Language": lang, "X-CSRFToken": token() };
  return fetch(address, { method: "POST", keepalive: true, body: isForm ? body : JSON.stringify(body), headers, signal: AbortSignal.timeout(PATIENCE) }).catch(() => undefined);
};
/* Whether to send again later: without a line, in trouble, or where the server leads to the sign-in. */
export const isLater = (answer) =>
  !answer || answer.status >= 500 || [401, 403, 429].includes(answer.status) || (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/"));
