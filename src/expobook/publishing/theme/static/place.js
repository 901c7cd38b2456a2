/* Marks in the contents of the page the section that a reader is in, however they came there. */
(() => {
  "use strict";
  const LINE = 0.3; // the height in the window at which one reads
  const links = [...document.querySelectorAll("#on-this-page a[href^='#']")].filter(
    (link) => link.hash.length > 1 && sectionOf(link));
  if (!links.length) return;
  let named = null; // the link of the section that was asked for by name
  let waiting = false;

  function sectionOf(link) {
    return document.getElementById(decodeURIComponent(link.hash.slice(1)));
  }

  const topOf = (link) => sectionOf(link).getBoundingClientRect().top;

  /* The last section on a page may be too short to come up to the line: being named is enough. */
  function here() {
    if (named && topOf(named) >= 0 && topOf(named) < innerHeight) return named;
    named = null;
    const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const line = end ? innerHeight : innerHeight * LINE;
    return links.findLast((link) => topOf(link) <= line) ?? null;
  }

  function mark() {
    waiting = false;
    const current = here();
    for (const link of links) {
      link.classList.toggle("active", link === current);
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    document.querySelectorAll("#on-this-page .toc-entry").forEach((entry) => {
      entry.classList.toggle("active", entry.contains(current));
    });
  }

  function soon() {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  }

  function name() {
    named = links.find((link) => link.hash === location.hash) ?? null;
    soon();
  }

  ["wheel", "touchmove", "keydown"].forEach((kind) =>
    addEventListener(kind, () => { named = null; }, { passive: true }));
  ["scroll", "resize", "load"].forEach((kind) => addEventListener(kind, soon, { passive: true }));
  addEventListener("hashchange", name);
  document.addEventListener("click", (event) => {
    if (event.target.closest("a")?.hash) setTimeout(name);
  });
  name();
})();
