// What is typed into a form of somebody without an account comes back after a reload, in another language, and on the way
// back from the page that says where the mail went: in this tab alone, and never a password.

const form = document.querySelector("form[data-typed]");
const FRESH = 3_600_000; // milliseconds
const KEY = `typed:${location.pathname}`;
const fields = [...form.elements].filter((field) => field.name && field.name !== "consent" && !/^(hidden|password|submit|button|fieldset)$/.test(field.type));
const isTick = (field) => /^(checkbox|radio)$/.test(field.type);
const valueOf = (field) => (isTick(field) ? field.checked : field.value);

const keep = () => {
  const typed = fields.map(valueOf);
  try { sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), typed })); } catch { /* private */ }
};
const restore = () => {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch { /* private */ }
  const { at, typed } = kept ?? {};
  if (Date.now() - at > FRESH || typed?.length !== fields.length) return; // somebody else may sit here by now
  for (const [at, field] of fields.entries()) {
    const shown = valueOf(field);
    if (isTick(field)) field.checked = typed[at];
    else field.value ||= typed[at];
    if (valueOf(field) === shown) continue;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  }
};

restore();
form.addEventListener("submit", keep);
addEventListener("pagehide", keep);
document.addEventListener("click", ({ target }) => target.closest("a.switch") && keep());
