// Suggestions under a search box. Without this module the box is a plain form.
// The pattern is ARIA's combobox with a list: arrows choose, Enter goes, Escape closes.

const WAIT = 120;
let count = 0;

const enhance = (input) => {
  const list = document.createElement("div");
  list.id = `suggestions-${++count}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.closest("form").after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);

  let timer, running, at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const show = (found) => {
    list.replaceChildren(
      ...found.map((each, number) => {
        const option = document.createElement("div");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.textContent = each.name;
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(option));
        return option;
      }),
    );
    list.setAttribute("aria-label", input.getAttribute("aria-label") ?? "");
    at = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const choose = (option) => {
    input.value = option.textContent;
    close();
    input.form.requestSubmit();
  };

  const mark = (step) => {
    const options = [...list.children];
    options[at]?.removeAttribute("aria-selected");
    at = (at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length;
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  };

  const ask = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`/api/v1/search/suggest/?q=${encodeURIComponent(input.value)}`, {
        headers: { "Accept-Language": document.documentElement.lang },
        signal: running.signal,
      });
      if (answer.ok && document.activeElement === input) show((await answer.json()).results);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.childElementCount && !list.hidden) {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      choose(list.children[at]);
    }
  });
  input.addEventListener("blur", close);
};

document.querySelectorAll("form.search input[type=search]").forEach(enhance);

/* Filters that are not set, and the plain order, stay out of the address. */
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) if (value === "" || (name === "ordering" && value === "best")) event.formData.delete(name);
});
