// Shows, while a moderator types, who would get what: of the held money, and of the client's fee on it.
const form = document.querySelector("[data-split]");
const shown = form?.querySelector("[data-split-shows]");
const latin = (text) => text.replace(/[০-৯]/g, (digit) => "০১২৩৪৫৬৭৮৯".indexOf(digit)).replaceAll(",", "").trim();
const format = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

if (form && shown) {
  const words = shown.querySelector("span");
  const sentence = words.textContent;
  const whole = Number(form.dataset.split), rate = Number(form.dataset.fee);
  const money = (amount) => form.dataset.sign + format.format(amount);
  const show = () => {
    const share = Number(latin(form.elements.to_freelancer.value) || NaN);
    shown.hidden = !(share >= 0 && share <= whole);
    const back = whole - share;
    words.textContent = sentence
      .replace("{share}", money(share))
      .replace("{back}", money(back))
      .replace("{fee}", money(Math.round(back * rate * 100) / 100));
  };
  form.elements.to_freelancer.addEventListener("input", show);
  show();
}
