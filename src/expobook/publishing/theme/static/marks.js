/* The words that a search looked for, marked in the page that it led to. Ranges are highlighted, so
   that no element of the page is touched; charts, scripts and what isn't seen are passed over. */
(() => {
  "use strict";
  const { button, make, style } = window.expobook;
  const { MARKED } = window.expobookSearch;
  const PASSED_OVER = "svg, script, style, button, select, textarea, .sr-only, .headerlink, "
    + ".figure-extras";
  const address = new URL(location.href);
  const words = address.searchParams.get(MARKED) ?? "";
  const article = document.querySelector("article.bd-article");
  if (!article || !CSS.highlights || !words.trim()) return;
  style("_static/search.css");

  function rangesIn(element, pattern) {
    const found = [];
    const walker = document.createTreeWalker(element,
      NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT
        : node.matches(PASSED_OVER) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP));
    while (walker.nextNode()) {
      for (const hit of walker.currentNode.data.matchAll(pattern)) {
        const range = new Range();
        range.setStart(walker.currentNode, hit.index);
        range.setEnd(walker.currentNode, hit.index + hit[0].length);
        found.push(range);
      }
    }
    return found;
  }

  const ranges = rangesIn(article, window.expobookFind.matcher(window.expobookFind.termsOf(words)));
  if (!ranges.length) return;
  CSS.highlights.set("search", new Highlight(...ranges));
  const count = make("span", { role: "status" });
  let at = -1;

  function go(to) {
    at = (to + ranges.length) % ranges.length;
    const around = ranges[at].startContainer.parentElement;
    for (let part = around.closest("details"); part; part = part.parentElement.closest("details")) {
      part.open = true;
    }
    around.closest("table")?.querySelectorAll(".over").forEach((row) =>
      row.classList.remove("over"));
    CSS.highlights.set("search-now", new Highlight(ranges[at]));
    around.scrollIntoView({ block: "center" });
    count.textContent = `${at + 1} of ${ranges.length}: “${words}”`;
  }

  function hide() {
    CSS.highlights.delete("search");
    CSS.highlights.delete("search-now");
    bar.remove();
    address.searchParams.delete(MARKED);
    history.replaceState(null, "", address);
  }

  const labelled = (label, text, act) => button(text, act, { title: label, "aria-label": label });

  const bar = make("div", { class: "marks-bar d-print-none", role: "group",
    "aria-label": "Marked words" }, count,
  labelled("Previous mark", "↑", () => go(at - 1)), labelled("Next mark", "↓", () => go(at + 1)),
  labelled("Hide the marks", "×", hide));
  document.getElementById("searchbox").append(bar);

  /* The first mark of the section that the link names, once everything has its height. */
  function arrive() {
    const section = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const first = section ? ranges.findIndex((one) => section.contains(one.startContainer)) : 0;
    go(Math.max(0, first));
  }
  if (document.readyState === "complete") arrive();
  else window.addEventListener("load", arrive);
})();
