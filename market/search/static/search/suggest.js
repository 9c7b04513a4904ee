// Suggestions over the page, below a search box. Without this module the box is a plain form.
// The pattern is ARIA's combobox with a list: arrows choose, Enter goes, Escape closes, a screen reader hears how many.

const WAIT = 150; // milliseconds after a key
const FRESH = 60_000; // milliseconds that an answer is taken again
const MOST_KEPT = 50;
const words = JSON.parse(document.getElementById("suggest-words").dataset.words);
const answers = new Map(); // by address: [when, suggestions]
let boxes = 0;
let silentUntil = 0; // too many were asked for

const make = (role, attributes = {}, text = "") => {
  const element = document.createElement("div");
  if (role) element.setAttribute("role", role);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

/* The suggestions for what was typed: of a moment ago, or fetched; none where the site does not answer. */
const load = async (typed, list, signal) => {
  const address = `/api/v1/search/suggest/?${new URLSearchParams({ q: typed, in: list })}`;
  const [at, known] = answers.get(address) ?? [0];
  if (Date.now() - at < FRESH) return known;
  if (Date.now() < silentUntil) return [];
  const answer = await fetch(address, { headers: { "Accept-Language": document.documentElement.lang }, signal });
  if (answer.status === 429) silentUntil = Date.now() + 1000 * Number(answer.headers.get("Retry-After") ?? 60);
  if (!answer.ok) return [];
  const { results } = await answer.json();
  if (answers.size >= MOST_KEPT) answers.clear();
  answers.set(address, [Date.now(), results]);
  return results;
};

/* Where a suggestion leads: the same list keeps the filters that are set beside the box. */
const destination = (suggestion, form) => {
  const to = new URL(suggestion.url, location.href);
  if (suggestion.kind !== "search" && to.pathname === new URL(form.action).pathname)
    for (const [name, value] of new FormData(form)) if (value && name !== "q" && !to.searchParams.has(name)) to.searchParams.set(name, value);
  return to.href;
};

/* A signed-in user's searches are kept, for suggestions. */
const record = (list, q) => {
  const token = document.body.matches(".member") && document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token || !q) return;
  fetch("/api/v1/me/past-searches/", {
    method: "POST",
    keepalive: true,
    body: JSON.stringify({ q, list }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  }).catch(() => {});
};

const enhance = (input) => {
  const { form } = input;
  const id = `suggestions-${++boxes}`;
  const list = make("listbox", { id, class: "suggestions", "aria-label": words.label });
  const status = make("status", { class: "sr" });
  list.hidden = true;
  form.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id }))
    input.setAttribute(name, value);
  const inList = Object.keys(words.lists).find((name) => words.lists[name] === new URL(form.action).pathname) ?? "";

  let timer, running, options = [], at = -1;

  const close = () => {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const option = (suggestion) => {
    const element = make("option", { id: `${id}-${options.length}`, "aria-selected": "false" });
    element.append(make("", { class: "grow" }, suggestion.name));
    if (suggestion.detail) element.append(make("", { class: "small muted" }, suggestion.detail));
    element.addEventListener("click", () => go(suggestion));
    options.push([element, suggestion]);
    return element;
  };

  const show = (suggestions) => {
    const groups = Map.groupBy ? Map.groupBy(suggestions, ({ kind }) => kind) : suggestions.reduce((map, each) => map.set(each.kind, [...(map.get(each.kind) ?? []), each]), new Map());
    [options, at] = [[], -1];
    list.replaceChildren(
      ...[...groups].map(([kind, each]) => {
        const group = make("group", { "aria-label": words.kinds[kind] });
        group.append(make("presentation", { class: "small muted", "aria-hidden": "true" }, words.kinds[kind]), ...each.map(option));
        return group;
      }),
    );
    input.removeAttribute("aria-activedescendant");
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = words.counts[options.length];
  };

  const go = (suggestion) => {
    close();
    location.assign(destination(suggestion, form));
  };

  const mark = (step) => {
    options[at]?.[0].setAttribute("aria-selected", "false");
    at = at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length;
    const [element] = options[at];
    element.setAttribute("aria-selected", "true");
    element.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", element.id);
  };

  const ask = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const suggestions = await load(input.value.trim(), inList, running.signal);
      if (document.activeElement === input) show(suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("click", () => list.hidden && !input.value && ask());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (step) {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(step);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      go(options[at][1]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  input.addEventListener("blur", close);
  form.addEventListener("submit", () => record(inList, input.value.trim()));
};

document.querySelectorAll("form.search input[type=search]").forEach(enhance);

/* Filters that are not set, the plain order and a currency without an amount stay out of the address. */
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  const hasAmount = [...event.target.querySelectorAll("[name^=price_], [name^=budget_], [name=rate_max]")].some((input) => input.value);
  const isPlain = (name, value) => value === "" || (name === "ordering" && value === "best") || (name === "currency" && !hasAmount);
  for (const [name, value] of [...event.formData]) if (isPlain(name, value)) event.formData.delete(name);
});
