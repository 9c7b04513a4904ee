// The page of a file with others beside it: arrow keys and swipes lead to them, Escape to where it belongs.

const FAR = 60; // pixels
const follow = (selector) => document.querySelector(`.viewer ${selector}`)?.click();
const isFree = ({ target }) => !target.closest("input, textarea, select, video, audio, [contenteditable]");

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !isFree(event)) return;
  if (document.querySelector("#menu[open]")) return; // Escape closes it
  const way = { ArrowLeft: "[rel=prev]", ArrowRight: "[rel=next]", Escape: ".back" }[event.key];
  if (way) follow(way);
}, true);

/* A finger that moves across, over a picture that is not enlarged. */
let start;
addEventListener("touchstart", (event) => {
  const [{ clientX, clientY }] = event.touches;
  start = event.touches.length === 1 && isFree(event) && visualViewport.scale === 1 ? { clientX, clientY } : undefined;
}, { passive: true });
addEventListener("touchend", ({ changedTouches: [end] }) => {
  if (!start) return;
  const across = end.clientX - start.clientX, down = Math.abs(end.clientY - start.clientY);
  start = undefined;
  if (Math.abs(across) > FAR && down < FAR) follow(across > 0 ? "[rel=prev]" : "[rel=next]");
}, { passive: true });
