/* The banner on a page of an older edition leads to the same number of the newest one; to what
   became of it where the newest one doesn't state it. Without this script it leads to the page. */
(() => {
  "use strict";
  const banner = document.querySelector(".newer-edition");
  const link = banner.querySelector("a");
  const page = link.getAttribute("href");
  const words = link.textContent;
  const { edition, newest, lookup } = banner.dataset;

  function follow() {
    const id = /^#fact-(\w+)$/.exec(location.hash)?.[1];
    if (id && lookup && expobookWithdrawn[edition].includes(id)) {
      link.href = `${lookup}#id=${id}&edition=${edition}`;
      link.textContent = `what became of this number in edition ${newest}`;
    } else {
      link.href = page + location.search + location.hash;
      link.textContent = id ? `this number in edition ${newest}` : words;
    }
  }

  addEventListener("hashchange", follow);
  follow();
})();
