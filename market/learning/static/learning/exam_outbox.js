// Answers of exams that wait on this device, a box for each sitting: they are sent from whichever page is open, each under
// the number that it has, so that sent twice is once. What is refused stays for the page of the exam, which says why.

import { isLater, post } from "../core/outbox.js";

const BOX = `exam:${document.documentElement.dataset.me}:`; // outlives a sign-out: what was answered counts whenever it arrives
const MOST_AT_ONCE = 50, MOST_BYTES = 40000;

export const read = (sitting) => { try { return JSON.parse(localStorage.getItem(BOX + sitting)) ?? {}; } catch { return {}; } };
/* Whether the device has room for it. */
export const store = (sitting, box) => { try { localStorage.setItem(BOX + sitting, JSON.stringify(box)); return true; } catch { return false; } };
export const forget = (sitting) => localStorage.removeItem(BOX + sitting);

/* The oldest answers of a device, as many as one request carries. */
export const batchOf = ({ waiting }, device) => {
  let bytes = 0;
  const rows = waiting.filter((each) => each.device === device).slice(0, MOST_AT_ONCE);
  const end = rows.findIndex((row) => (bytes += new Blob([JSON.stringify(row)]).size) > MOST_BYTES);
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
};
export const postAnswers = (address, device, rows) => post(address, { device, answers: rows.map(({ device: _, ...rest }) => rest) });

/* Send what waits of a sitting, then that it was submitted; whether to go on with others. */
const sendOne = async (sitting) => {
  for (const device of new Set(read(sitting).waiting?.map((each) => each.device))) {
    for (let rows; (rows = batchOf(read(sitting), device)).length; ) {
      const answer = await postAnswers(read(sitting).answers, device, rows);
      if (!answer?.ok) return !isLater(answer);
      const done = new Set((await answer.json()).receipts.filter(({ is_used }) => !is_used).map(({ number }) => number));
      const box = read(sitting); // what its own page wrote meanwhile stays
      if (!done.size) return true;
      store(sitting, { ...box, waiting: box.waiting.filter((each) => each.device !== device || !done.has(each.number)), sentOnce: true });
    }
  }
  const { submitted, submission, waiting } = read(sitting);
  if (!submitted || waiting.length) return true;
  const answer = await post(submission, { submitted_at: submitted });
  if (answer?.ok) forget(sitting);
  return !isLater(answer);
};
export const sendAll = async () => {
  const boxes = Object.keys(localStorage).filter((key) => key.startsWith(BOX)).map((key) => key.slice(BOX.length));
  for (const sitting of boxes) if (read(sitting).answers && !(await sendOne(sitting))) return; // no line
};
