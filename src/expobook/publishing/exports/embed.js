/* The values of the mark nearest to the pointer or finger. Without a script the browser shows them
   by itself, at the mark alone and after a while. */
(() => {
  "use strict";
  const REACH = 36; // pixels
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);

  const distance = ({ left, right, top, bottom }, { clientX, clientY }) =>
    Math.hypot(Math.max(left - clientX, 0, clientX - right), Math.max(top - clientY, 0, clientY - bottom));

  function show(words, event) {
    tip.hidden = !words;
    if (!words) return;
    tip.textContent = words;
    const { width, height } = tip.getBoundingClientRect();
    const above = event.clientY - height - 12;
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 12, innerWidth - width - 4))}px`;
    tip.style.top = `${above > 4 ? above : event.clientY + 16}px`;
  }

  for (const picture of document.querySelectorAll(".picture")) {
    const marks = [...picture.querySelectorAll(".value > title")].map((title) => {
      const found = [title.parentNode, title.textContent];
      title.remove();
      return found;
    });
    for (const sign of ["pointermove", "pointerdown"]) {
      picture.addEventListener(sign, (event) => {
        const near = marks.map(([mark, words]) =>
          [distance(mark.getBoundingClientRect(), event), words]);
        const [off, words] = near.reduce((one, two) => (two[0] < one[0] ? two : one), [REACH, ""]);
        show(off < REACH ? words : "", event);
      });
    }
    picture.addEventListener("pointerleave", () => show("", null));
  }
})();
