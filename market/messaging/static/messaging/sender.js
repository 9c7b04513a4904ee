// Sends what waits on this device while no conversation is open, and says how much that is. core/device.js loads it where there is
// something.

import { connect, drop, flush, loaded, outbox, refused } from "./outbox.js";
import { isLive, make, toBangla } from "./room.js";

const PAUSE = 10_000, MOMENT = 1500; // milliseconds: between tries without a socket, and before anything is said
const template = document.getElementById("draft-notice");
const main = document.querySelector("main"), notice = make("div", `messages${main.matches(".page") ? "" : " page"}`), link = make("a");
notice.append(template.content.cloneNode(true));
notice.querySelector("span").append(link);
notice.hidden = true;
main.prepend(notice);

let isLate = false;
const draw = () => {
  notice.hidden = !isLate || !outbox.length;
  link.textContent = template.dataset.waiting.replace("{n}", toBangla(String(outbox.length)));
  if (outbox.length) link.href = `/messages/${(outbox.find(({ failed }) => failed) ?? outbox[0]).conversation}/`;
};
const sent = ({ client_id }) => { drop(client_id); draw(); };
connect({ show() {}, gone: draw, mark: draw, answered: sent });
document.addEventListener("live:message.acknowledged", ({ detail }) => sent(detail));
document.addEventListener("live:error", ({ detail }) => { if (detail.client_id) refused(detail); });
document.addEventListener("live:open", flush);
addEventListener("online", flush);
setInterval(() => outbox.length && !isLive() && flush(), PAUSE);
loaded.then(flush);
setTimeout(() => { isLate = true; draw(); }, MOMENT);
