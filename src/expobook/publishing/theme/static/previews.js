/* Previews. Pointing at a link to a figure, a section or a source, or reaching it with the keyboard,
   shows beside it what it leads to. The data stands in the page. A finger follows the link at once.
   The preview stays while the pointer is on it or its link; Escape closes it. */
(() => {
  "use strict";
  const island = document.getElementById("link-previews");
  if (!island || !("showPopover" in HTMLElement.prototype)) return;
  const previews = JSON.parse(island.textContent);
  const OPEN_AFTER = 300;
  const CLOSE_AFTER = 200;
  const GAP = 6;
  const EDGE = 12; // pixels kept free at the sides of the window
  let card = null;
  let owner = null;
  let timer = 0;

  const previewOf = (link) => Object.hasOwn(previews, link.getAttribute("href") ?? "")
    && previews[link.getAttribute("href")];

  function build({ about, title, more, picture }) {
    const made = document.createElement("div");
    made.id = made.className = "link-preview";
    made.setAttribute("popover", "manual");
    made.setAttribute("role", "tooltip");
    if (picture) {
      made.append(Object.assign(new Image(), picture, { alt: "", className: "thumbnail" }));
    }
    for (const [name, text] of Object.entries({ about, title, more })) {
      if (!text) continue;
      const line = document.createElement("p");
      line.className = `preview-${name}`;
      line.textContent = text;
      made.append(line);
    }
    made.addEventListener("pointerenter", () => clearTimeout(timer));
    made.addEventListener("pointerleave", () => later(close, CLOSE_AFTER));
    return made;
  }

  function place(link) {
    const line = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const below = innerHeight - line.bottom - GAP - EDGE;
    const up = card.offsetHeight > below && line.top > below;
    const most = document.documentElement.clientWidth - card.offsetWidth - EDGE;
    card.style.left = `${Math.max(EDGE, Math.min(line.left, most)) + scrollX}px`;
    card.style.top = `${scrollY + (up ? line.top - GAP - card.offsetHeight : line.bottom + GAP)}px`;
  }

  function open(link) {
    clearTimeout(timer);
    if (owner === link) return;
    close();
    owner = link;
    card = build(previewOf(link));
    document.body.append(card);
    card.showPopover();
    place(link);
    link.setAttribute("aria-describedby", card.id);
  }

  function close() {
    clearTimeout(timer);
    owner?.removeAttribute("aria-describedby");
    card?.remove();
    owner = card = null;
  }

  function later(what, delay) {
    clearTimeout(timer);
    timer = setTimeout(what, delay);
  }

  for (const link of document.querySelectorAll("main a.reference.internal")) {
    if (!previewOf(link)) continue;
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") later(() => open(link), OPEN_AFTER);
    });
    link.addEventListener("pointerleave", () => later(close, CLOSE_AFTER));
    link.addEventListener("focus", () => { if (link.matches(":focus-visible")) open(link); });
    link.addEventListener("blur", close);
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  addEventListener("scroll", close, { passive: true });
})();
