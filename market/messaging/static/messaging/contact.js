// While somebody writes: which contact data the other side will not see yet. The rules are the server's (core/text/contact.py).

const hint = document.querySelector("[data-contact-hint]");
const form = document.querySelector("[data-composer]");
const rules = JSON.parse(hint.dataset.patterns);
const [plain, phones] = [rules.plain, rules.phones].map((each) => each.map((pattern) => new RegExp(pattern, "giu")));
const day = new RegExp(rules.day, "gu");
const noSite = new RegExp(`^(?:${rules.noSite})$`, "iu");
const [least, most] = rules.digits;

const isOurs = (text) => noSite.test(text) || text === location.origin || ["/", "?", "#"].some((sign) => text.startsWith(location.origin + sign));
const isPhone = (text) => { const count = text.replace(/\D/g, "").length; return count >= least && count <= most; };
const spans = (typed) => {
  const text = typed.replace(/[০-৯]/g, (sign) => "০১২৩৪৫৬৭৮৯".indexOf(sign));
  const undated = text.replace(day, (found) => " ".repeat(found.length));
  const all = [
    ...plain.flatMap((pattern) => [...text.matchAll(pattern)]).filter((match) => !isOurs(match[0])),
    ...phones.flatMap((pattern) => [...undated.matchAll(pattern)]).filter((match) => isPhone(match[0])),
  ];
  return all.map((match) => [match.index, match.index + match[0].length]).sort(([one], [other]) => one - other);
};
const parts = (typed) => {
  const merged = [];
  for (const [start, stop] of spans(typed)) {
    const last = merged.at(-1);
    if (last && start < last[1]) last[1] = Math.max(stop, last[1]);
    else merged.push([start, stop]);
  }
  return merged.map(([start, stop]) => typed.slice(start, stop).trim());
};

const show = () => {
  const hidden = parts(form.elements.text.value);
  hint.hidden = !hidden.length;
  hint.textContent = hidden.length ? hint.dataset.contactHint.replace("{parts}", hidden.join(", ")) : "";
};
let soon;
const showSoon = (wait) => { clearTimeout(soon); soon = setTimeout(show, wait); };
form.addEventListener("input", () => showSoon(500));
form.addEventListener("focusout", () => showSoon(0));
form.addEventListener("keyup", (event) => event.key === "Enter" && showSoon(0));
document.addEventListener("submit", () => showSoon(0), true);
show();
