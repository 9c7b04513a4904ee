// The form of a job in steps, one after the other; without script it is one page. The browser's way back leads to the step
// before. An example fills the fields that are blank.

const digits = new Intl.NumberFormat(document.documentElement.lang === "bn" && document.documentElement.dataset.digits !== "latin" ? "bn-BD" : "en");
const form = document.querySelector("form[data-steps]");
const steps = [...(form?.querySelectorAll("[data-step]") ?? [])];
const place = form?.querySelector(".step-place");
const [back, next] = ["back", "next"].map((name) => form?.querySelector(`[data-${name}]`));
let at = 0;

const show = (number) => {
  at = Math.min(Math.max(number, 0), steps.length - 1);
  steps.forEach((step, index) => { step.hidden = index !== at; });
  const isLast = at === steps.length - 1;
  back.hidden = at === 0;
  next.hidden = isLast;
  form.querySelector("[data-last]").hidden = !isLast;
  form.dataset.at = at;
  place.querySelector("progress").value = at + 1;
  place.querySelector("span").textContent = place.dataset.words.replace("{n}", digits.format(at + 1)).replace("{of}", digits.format(steps.length)).replace("{name}", steps[at].dataset.step);
};
const go = (number) => {
  history.pushState({ step: number }, "");
  show(number);
  scrollTo(0, 0);
  place.focus({ preventScroll: true });
};
const stepOf = (element) => steps.findIndex((step) => step.contains(element));
const onwards = () => {
  const wrong = [...form.elements].find((field) => stepOf(field) === at && !field.checkValidity());
  if (wrong) wrong.reportValidity();
  else go(at + 1);
};

if (steps.length) {
  const refused = form.querySelector("[aria-invalid=true], [data-step] .error");
  show(refused ? stepOf(refused) : (history.state?.step ?? 0));
  history.replaceState({ step: at }, "");
  next.addEventListener("click", onwards);
  back.addEventListener("click", () => go(at - 1));
  addEventListener("popstate", ({ state }) => state && show(state.step)); // without a state: a link within the page
  form.addEventListener("invalid", ({ target }) => target.closest("[data-step][hidden]") && show(stepOf(target)), true);
  addEventListener("submit", (event) => { // Enter in a field
    if (event.target !== form || at === steps.length - 1) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    onwards();
  }, true);
  form.querySelector("#errors")?.addEventListener("click", ({ target }) => {
    const field = target.hash && document.getElementById(target.hash.slice(1));
    if (field && stepOf(field) >= 0) show(stepOf(field));
  });
}

// What was wrong with the amounts of another kind of budget is not wrong any more.
document.querySelector(".budget")?.addEventListener("change", ({ target }) => {
  if (target.name !== "budget") return;
  for (const name of ["budget_min", "budget_max"]) {
    const field = target.form.elements[name];
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", (field.getAttribute("aria-describedby") ?? "").replace(`${field.id}_error`, "").trim());
    field.closest(".field").querySelectorAll(".error").forEach((error) => error.remove());
    target.form.querySelector(`#errors a[href="#${field.id}"]`)?.closest("li").remove();
  }
  const summary = target.form.querySelector("#errors");
  if (summary && !summary.querySelector("li")) summary.remove();
});

document.querySelector("select[name=topic]")?.addEventListener("change", ({ target }) => {
  const skills = document.querySelector(`[data-topic="${CSS.escape(target.value)}"]`);
  if (skills) skills.open = true;
});

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-fill]") && event.target.closest("#example, .guide");
  if (!box || !document.querySelector("[name=title]")) return;
  event.preventDefault();
  for (const [name, part] of [["title", ".example-title"], ["description", ".example-text"]]) {
    const field = document.querySelector(`[name=${name}]`);
    if (field.value.trim()) continue;
    field.value = box.querySelector(part).innerText;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
