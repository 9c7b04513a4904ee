// Marks of rolls that wait on this device, a list for each class. They are sent from whichever page is open; sent again
// under the same number a mark changes nothing. What is refused stays, with the reason, for the page of the roll to show.

import { outbox, post } from "../core/outbox.js";

const rolls = outbox("roll");
export const pending = (session) => rolls.get(session);
export const keep = (session, box) => rolls.put(session, box?.marks.length ? box : undefined);

/* "sent", "refused", or "waiting" for a line, a sign-in or a better moment. */
export const send = async (session) => {
  const box = pending(session);
  if (!box) return "sent";
  const answer = await post(box.address, { marks: box.marks });
  if (!answer || answer.status >= 500 || [401, 429].includes(answer.status)) return "waiting";
  const now = pending(session); // what was chosen meanwhile stays
  const sent = new Set(box.marks.map(({ client_id }) => client_id));
  if (answer.ok) {
    keep(session, now && { ...now, marks: now.marks.filter(({ client_id }) => !sent.has(client_id)) });
    return "sent";
  }
  const why = await answer.json().catch(() => ({}));
  keep(session, { ...box, refused: Object.values(why.errors ?? {}).flat(3).filter((each) => typeof each === "string")[0] ?? why.detail ?? String(answer.status) });
  return "refused";
};
export const sendAll = async () => {
  for (const session of rolls.names()) if (!pending(session)?.refused) await send(session);
};
