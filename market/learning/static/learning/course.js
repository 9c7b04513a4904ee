// "Keep on this phone": the worker fetches the lessons of a course with their pictures, and this page says how far it is.

const box = document.querySelector("[data-chosen]");
const worker = navigator.serviceWorker;

const addresses = JSON.parse(box?.dataset.chosen ?? "[]");
const [keepButton, leaveButton] = box?.querySelectorAll("button") ?? [];
const line = box?.querySelector("output");
const show = (count, failed) => {
  const all = count === addresses.length;
  keepButton.hidden = all;
  leaveButton.hidden = !all;
  line.textContent = all ? line.dataset.all : failed ? line.dataset.failed : count ? line.dataset.some.replace("{n}", `${Math.round((100 * count) / addresses.length)}`) : "";
};
const count = async () => {
  const chosen = await caches.open("chosen");
  const held = new Set((await chosen.keys()).map(({ url }) => new URL(url).pathname));
  return addresses.filter((address) => held.has(address)).length;
};

if (box && worker && "caches" in window)
  worker.ready.then(async ({ active }) => {
    worker.addEventListener("message", ({ data }) => "chosen" in data && show(data.chosen, data.failed));
    keepButton.addEventListener("click", () => active.postMessage({ choose: addresses }));
    leaveButton.addEventListener("click", () => active.postMessage({ leave: addresses }));
    show(await count());
    box.hidden = false;
  });
