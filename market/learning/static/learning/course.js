// "Keep on this phone": the worker fetches the pages of a course, a part of it or a lesson with all that they show, and this page
// says how far it is.

const worker = navigator.serviceWorker;

const box = (element) => {
  const addresses = JSON.parse(element.dataset.chosen);
  const [keepButton, leaveButton] = element.querySelectorAll("button");
  const line = element.querySelector("output");
  const show = (count, failed) => {
    const isAll = count === addresses.length;
    keepButton.hidden = isAll;
    leaveButton.hidden = !isAll;
    line.textContent = isAll ? line.dataset.all : failed ? line.dataset.failed : count ? line.dataset.some.replace("{n}", `${Math.round((100 * count) / addresses.length)}`) : "";
    element.hidden = false;
  };
  const recount = async () => {
    const chosen = await caches.open("chosen");
    const held = new Set((await chosen.keys()).map(({ url }) => new URL(url).pathname));
    show(addresses.filter((address) => held.has(address)).length);
  };
  return { addresses, keepButton, leaveButton, show, recount };
};

if (worker && "caches" in window)
  worker.ready.then(async ({ active }) => {
    const boxes = [...document.querySelectorAll("[data-chosen]")].map(box);
    for (const { addresses, keepButton, leaveButton } of boxes) {
      keepButton.addEventListener("click", () => active.postMessage({ choose: addresses }));
      leaveButton.addEventListener("click", () => active.postMessage({ leave: addresses }));
    }
    worker.addEventListener("message", ({ data }) => {
      if (!("chosen" in data)) return;
      const isOf = ({ addresses }) => addresses.join() === data.chosen.join();
      for (const each of boxes) if (isOf(each)) each.show(data.count, data.failed); else each.recount();
    });
    for (const each of boxes) await each.recount();
  });
