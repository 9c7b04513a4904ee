// A lesson of a draft: buttons that put parts into the text, saving while somebody writes, and the way to a fault's line.
// Without this the page has its buttons "Save" and "Save and preview".

const form = document.querySelector("[data-draft]");
const PAUSE = 2000, AGAIN = 10_000, PATIENCE = 20_000; // milliseconds: after the last key, after a cut, for an answer
const LANGUAGES = ["en", "bn"];
const areas = Object.fromEntries(LANGUAGES.map((name) => [name, form.elements[`text_${name}`]]));
const { edition } = form.elements;
const output = form.querySelector(".keeping output");
const bangla = document.documentElement.lang === "bn" && document.documentElement.dataset.digits !== "latin";
const inDigits = (number) => new Intl.NumberFormat(bangla ? "bn-BD" : "en").format(number);

/* Saving. One request at a time; the next one has the edition that the last one gave. */
const typed = () => JSON.stringify(LANGUAGES.map((name) => areas[name].value));
let saved = typed(), timer, flying, isRefused = Boolean(document.getElementById("errors"));
const say = (state, text = output.dataset[state]) => {
  output.textContent = text;
  output.closest(".keeping").dataset.state = state;
};
const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };
const send = async () => {
  const sent = typed();
  const body = JSON.stringify({ edition: Number(edition.value), text_en: areas.en.value, text_bn: areas.bn.value });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(form.dataset.draft, { method: "PUT", body, headers, signal: AbortSignal.timeout(PATIENCE) }).catch(() => undefined);
  const lesson = await answer?.json().catch(() => undefined);
  if (answer?.ok && lesson) {
    edition.value = lesson.edition;
    saved = sent;
    for (const name of LANGUAGES) showFaults(name, lesson.faults.filter((fault) => fault.language === name));
    say("saved");
    return typed() === sent ? 0 : PAUSE;
  }
  if (!answer || answer.status >= 500 || answer.status === 429) { say("failed"); return AGAIN; }
  isRefused = true;
  say("refused", lesson?.detail ?? output.dataset.failed);
  return 0;
};
const save = () => {
  clearTimeout(timer);
  if (flying || isRefused || typed() === saved) return;
  say("saving");
  flying = send().then((pause) => { flying = undefined; if (pause) later(pause); });
};
form.addEventListener("input", ({ target }) => Object.values(areas).includes(target) && later(PAUSE));
addEventListener("online", save);
document.addEventListener("visibilitychange", () => document.hidden && save());

/* A form that is sent while a request is on its way waits for the edition that this one gives. */
form.addEventListener("submit", (event) => {
  place();
  clearTimeout(timer);
  if (!flying) return;
  event.preventDefault();
  const { submitter } = event;
  flying.then(() => { clearTimeout(timer); form.requestSubmit(submitter); });
});

/* A picture comes after the part in which somebody wrote last; the other language has as many parts before it. */
let last;
const lineAfter = (text, gaps) => { // the line after so many empty ones; the last line where there are fewer
  const gap = [...text.matchAll(/\n[^\S\n]*\n\s*/g)][gaps - 1];
  return text.slice(0, gaps ? (gap ? gap.index + gap[0].length : text.length) : 0).split("\n").length - 1;
};
const place = () => {
  if (!last) return;
  const part = areas[last].value.slice(0, areas[last].selectionStart).split(/\n\s*\n/).length;
  for (const name of LANGUAGES) form.elements[`at_${name}`].value = lineAfter(areas[name].value, part - 1);
};
form.addEventListener("focusin", ({ target }) => { last = LANGUAGES.find((name) => areas[name] === target) ?? last; });

/* What is to be mended, and the way to its line. */
const showFaults = (name, faults) => {
  const list = document.getElementById(`faults_${name}`);
  const rows = faults.map(({ line, sentence, words }) => {
    const row = document.createElement("li");
    if (line) {
      const link = Object.assign(document.createElement("a"), { href: `#id_text_${name}`, textContent: list.dataset.line.replace("{n}", inDigits(line)) });
      link.dataset.line = line;
      row.append(link, ": ");
    }
    row.append(sentence);
    if (words) row.append(" ", Object.assign(document.createElement("q"), { lang: name, textContent: words }));
    return row;
  });
  if (!rows.length) rows.push(Object.assign(document.createElement("li"), { className: "good", textContent: list.dataset.clean }));
  list.replaceChildren(...rows);
};
form.addEventListener("click", (event) => {
  const line = Number(event.target.closest("a[data-line]")?.dataset.line);
  if (!line) return;
  event.preventDefault();
  const area = document.querySelector(event.target.getAttribute("href"));
  const lines = area.value.split("\n"), start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.setSelectionRange(start, start);
  area.blur();
  area.focus(); // which brings the cursor into view
  area.setSelectionRange(start, start + lines[line - 1].length);
});

/* The buttons. A part stands alone between two empty lines; what stands between ⟨ ⟩ is selected, to be typed over. */
const write = (area, from, to, text) => {
  area.focus();
  area.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return; // which can be undone
  area.setRangeText(text);
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
const put = (area, template, isWithin) => {
  const { value, selectionStart, selectionEnd } = area;
  const [before, placeholder, after] = template.split(/[⟨⟩]/);
  if (isWithin) {
    const words = value.slice(selectionStart, selectionEnd) || placeholder;
    write(area, selectionStart, selectionEnd, before + words + after);
    return area.setSelectionRange(selectionStart + before.length, selectionStart + before.length + words.length);
  }
  const end = value.indexOf("\n\n", Math.max(selectionEnd - 1, 0));
  const at = end < 0 ? value.length : end;
  const head = value.slice(0, at), tail = value.slice(at);
  const lead = !head.trim() || head.endsWith("\n\n") ? "" : head.endsWith("\n") ? "\n" : "\n\n";
  const close = !tail.trim() || tail.startsWith("\n\n") ? "" : "\n\n";
  write(area, at, at, lead + before + placeholder + after + close);
  const start = at + lead.length + before.length;
  area.setSelectionRange(start, start + placeholder.length);
};
for (const bar of form.querySelectorAll("[role=toolbar]")) {
  const buttons = [...bar.children], area = document.getElementById(bar.getAttribute("aria-controls"));
  bar.hidden = false;
  bar.addEventListener("click", ({ target }) => {
    const tool = target.closest("[data-put]");
    if (tool) put(area, tool.dataset.put, "within" in tool.dataset);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    buttons.forEach((button, place) => { button.tabIndex = place === at ? 0 : -1; });
    buttons[at].focus();
  });
}
