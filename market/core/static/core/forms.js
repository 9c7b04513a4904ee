// What helps with the fields of a form. It comes after the first view (`late` in parts.html).

const bangla = document.documentElement.lang === "bn" && document.documentElement.dataset.digits !== "latin";
const inDigits = (number) => new Intl.NumberFormat(bangla ? "bn-BD" : "en").format(number);

/* How many characters are left, counted as a person counts them: a conjunct or a sign is part of its letter. */
let segments;
const graphemes = (text) => {
  segments ??= Intl.Segmenter && new Intl.Segmenter(document.documentElement.lang);
  return [...(segments ? segments.segment(text) : text)].length;
};

const count = (line) => {
  const area = document.getElementById(line.dataset.of);
  if (!area) return;
  const most = Number(area.dataset.count);
  const show = () => {
    const left = most - graphemes(area.value);
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = words.replace("{n}", inDigits(Math.abs(left)));
    line.classList.toggle("over", left < 0);
  };
  area.addEventListener("input", show);
  show();
};
document.querySelectorAll(".count-left").forEach(count);
document.addEventListener("live:renewed", ({ target }) => target.querySelectorAll(".count-left").forEach(count));

/* What the browser refuses in a field is explained in the language of the page, not in the browser's. */
const refusals = document.getElementById("field-words")?.dataset ?? {};
const MISSING = { checkbox: "tick", radio: "choose", "select-one": "choose", file: "file" };
const refused = new Map(); // what was said, by field: other scripts say other things
const refuse = (field) => {
  if (field.validity.customError && field.validationMessage !== refused.get(field)) return;
  field.setCustomValidity("");
  const { valid, valueMissing, badInput, typeMismatch } = field.validity;
  const word = valueMissing ? (MISSING[field.type] ?? "missing") : badInput || typeMismatch ? field.type : "";
  const text = valid ? "" : (refusals[word] ?? "");
  field.setCustomValidity(text);
  refused[valid ? "delete" : "set"](field, text);
};
addEventListener("invalid", ({ target }) => (refused.has(target) || !target.validity.customError) && refuse(target), true);
for (const event of ["input", "click"]) addEventListener(event, () => [...refused.keys()].forEach(refuse), true);

/* The names of the chosen files stand beside the button (`field` of parts.html). */
const showNames = ({ files, parentElement: { lastElementChild: line } }) => {
  if (line.dataset.none) line.textContent = [...files].map((file) => file.name).join(", ") || line.dataset.none;
};
document.querySelectorAll(".pick > input").forEach(showNames);
addEventListener("change", ({ target }) => target.type === "file" && showNames(target));

/* Chosen files go up at once (files/fields.js). Where they go with the form, what is too large, or too many files, is said
before it is sent: on a slow line that spares minutes. */
const { fields } = document.querySelector("script[data-fields]")?.dataset ?? {};
addEventListener("change", ({ target: input }) => {
  if (input.type !== "file" || !input.files.length) return;
  const check = () => {
    if (!input.dataset.over) return;
    const sizes = [...input.files].map((file) => file.size);
    const isOver = sizes.length > Number(input.dataset.most) || Math.max(0, ...sizes) > Number(input.dataset.largest) || sizes.reduce((a, b) => a + b, 0) > Number(input.dataset.together);
    input.setCustomValidity(isOver ? input.dataset.over : "");
    input.reportValidity();
  };
  if (fields && "resumes" in input.dataset) import(fields).then(({ take }) => take(input), check);
  else check();
});
