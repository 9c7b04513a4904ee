// What was written at lessons on this phone and is not with the site: it waits for a line, or was refused. Its writer reads
// it here, and sends it again or removes it.

import { outbox } from "../core/outbox.js";
import { sendAll } from "./lesson.js";

const part = document.querySelector("[data-unsent]"), forms = outbox("check");
const WRITTEN = /^(text|answer)/;
const written = (body) => [...new URLSearchParams(body)].filter(([name]) => WRITTEN.test(name)).map(([, value]) => value).join(" · ");
const lessonOf = (address) => new URL(address).pathname.replace(/\/(checks|questions)\/.*$/, "/");
const rowOf = (id) => {
  const { address, body, refused } = forms.get(id);
  const row = part.querySelector("template").content.cloneNode(true).querySelector("li"), find = (sign) => row.querySelector(sign);
  find("a").href = lessonOf(address);
  find("[data-text]").textContent = written(body);
  find("[data-reason]").textContent = refused ?? "";
  find("[data-reason]").hidden = !refused;
  find("[data-again]").addEventListener("click", async () => {
    forms.put(id, { address, body });
    await sendAll();
    show();
  });
  find("[data-drop]").addEventListener("click", () => {
    forms.put(id);
    show();
  });
  return row;
};
const show = () => {
  part.querySelector("ul").replaceChildren(...forms.names().map(rowOf));
  part.hidden = !forms.names().length;
};
show();
sendAll().then(show);
