// Shows, while somebody types an amount, what it comes to. In whole cents, by the rules of the server, which counts again.

const root = document.documentElement;
const bangla = root.lang === "bn" && root.dataset.digits !== "latin";
const latin = (text) => text.replace(/[০-৯]/g, (digit) => "০১২৩৪৫৬৭৮৯".indexOf(digit)).replaceAll(",", "").trim();
const cents = (text) => Math.round(Number(text) * 100);
const typed = (field) => (field?.value.trim() ? cents(latin(field.value)) : NaN);
const part = (amount, rate) => Math.floor((amount * Math.round(Number(rate) * 10000) + 5000) / 10000); // rounded half up
const writer = (sign) => {
  const groups = bangla ? "bn" : sign === "৳" || root.lang === "bn" ? "en-IN" : "en"; // as `format_money` writes them
  return (amount) => {
    const places = sign === "৳" && amount % 100 === 0 ? 0 : 2;
    return sign + (amount / 100).toLocaleString(groups, { minimumFractionDigits: places, maximumFractionDigits: places });
  };
};
const watch = (form, show) => {
  form.addEventListener("input", show);
  show();
};

/* Terms: what the freelancer gets, the fee, what the client pays, and the milestones together. */
for (const box of document.querySelectorAll("[data-offer]")) {
  const form = box.closest("form"), money = writer(box.dataset.sign);
  const [list, unequal, hint] = box.children;
  watch(form, () => {
    const amount = typed(form.elements.amount);
    const parts = [...form.querySelectorAll("[name^=amount_]")].map(typed).filter((each) => each > 0);
    const fee = part(amount, box.dataset.rate), together = parts.reduce((sum, each) => sum + each, 0);
    const sums = { freelancer: amount, fee, client: amount + fee, parts: together };
    for (const shown of list.querySelectorAll("[data-sum]")) shown.textContent = money(sums[shown.dataset.sum] || 0);
    list.lastElementChild.hidden = !together;
    list.hidden = !(amount > 0);
    unequal.hidden = list.hidden || !together || together === amount;
    hint.hidden = !list.hidden;
  });
}

/* A share of what is held: the rest, and what becomes of the fee (`fee_back`): the fee that is kept is rounded once, the
last release keeps all that is left. */
const showShares = (root) => {
  for (const shown of root.querySelectorAll("[data-share-shows]")) {
    const form = shown.closest("form"), field = form.elements[shown.dataset.field];
    const { whole, released = 0, rate = 0, feeHeld = 0, feeTaken = 0, sign } = shown.dataset;
    const all = cents(whole), left = cents(feeHeld), money = writer(sign);
    const feeKept = (share) => (share === all ? left : share ? Math.min(part(cents(released) + share, rate) - cents(feeTaken), left) : 0);
    watch(form, () => {
      const share = typed(field);
      shown.hidden = !(share >= 0 && share <= all);
      const amounts = { share, back: all - share, fee: left - feeKept(share) };
      shown.lastElementChild.textContent = shown.dataset.shareShows.replace(/\{(\w+)\}/g, (_, name) => money(amounts[name]));
    });
  }
};
/* Whole numbers of several fields together. */
for (const shown of document.querySelectorAll("[data-adds]")) {
  const form = shown.closest("form"), fields = [...form.querySelectorAll(`[name^=${shown.dataset.adds}]`)];
  watch(form, () => {
    const sum = fields.reduce((all, each) => all + (Number(latin(each.value)) || 0), 0);
    shown.hidden = !fields.some((each) => each.value.trim());
    shown.textContent = shown.dataset.text.replace("{n}", sum.toLocaleString(bangla ? "bn" : "en"));
  });
}

showShares(document);
document.addEventListener("live:renewed", ({ target }) => showShares(target));
