// Shows, while a moderator types, who would get what: of the held money, and of the client's fee on it. In whole cents,
// by the rule of the books (`fee_back`): the fee that is kept is rounded once, the last release keeps all that is left.
const form = document.querySelector("[data-split]");
const shown = form?.querySelector("[data-split-shows]");
const latin = (text) => text.replace(/[০-৯]/g, (digit) => "০১২৩৪৫৬৭৮৯".indexOf(digit)).replaceAll(",", "").trim();
const cents = (text) => Math.round(Number(text) * 100);
const root = document.documentElement;
const bangla = root.lang === "bn" && root.dataset.digits !== "latin";

if (form && shown) {
  const { split, released, rate, feeHeld, feeTaken, sign } = form.dataset;
  const whole = cents(split), left = cents(feeHeld), parts = Math.round(Number(rate) * 10000);
  const kept = (share) => {
    if (share === whole) return left;
    const due = Math.floor(((cents(released) + share) * parts + 5000) / 10000) - cents(feeTaken);
    return share ? Math.min(due, left) : 0;
  };
  const groups = bangla ? "bn" : sign === "৳" || root.lang === "bn" ? "en-IN" : "en";  // as `format_money` writes them
  const money = (amount) => {
    const places = sign === "৳" && amount % 100 === 0 ? 0 : 2;
    return sign + (amount / 100).toLocaleString(groups, { minimumFractionDigits: places, maximumFractionDigits: places });
  };
  const show = () => {
    const share = cents(latin(form.elements.to_freelancer.value) || NaN);
    shown.hidden = !(share >= 0 && share <= whole);
    shown.querySelector("span").textContent = shown.dataset.splitShows
      .replace("{share}", money(share))
      .replace("{back}", money(whole - share))
      .replace("{fee}", money(left - kept(share)));
  };
  form.elements.to_freelancer.addEventListener("input", show);
  show();
}
