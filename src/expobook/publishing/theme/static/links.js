/* “Copy link” below a figure: copies its address and says so; where the device shares links, as
   phones do, it opens the list of those who can get it. Without this script it is a plain link. */
(() => {
  "use strict";
  const SAID = 4000; // milliseconds
  const canonical = document.querySelector('link[rel="canonical"]')?.href;
  const shares = "share" in navigator && location.protocol !== "file:"
    && matchMedia("(pointer: coarse)").matches;

  /* The address where the book is published, or the one where it is being read. */
  const addressOf = (link) => new URL(link.getAttribute("href"), canonical ?? location.href).href;

  async function send(link) {
    const figure = link.closest("figure");
    const title = figure?.querySelector(".figure-title")?.textContent.trim() ?? document.title;
    try {
      await navigator.share({ title, url: addressOf(link) });
    } catch (refused) {
      if (refused.name !== "AbortError") say(link, await expobookSending.copy(addressOf(link)));
    }
  }

  function say(link, done) {
    if (!done) { // its address stands in the browser's own field then
      location.href = link.href;
      return;
    }
    const said = link.nextElementSibling;
    said.textContent = "Link copied";
    clearTimeout(said.timer);
    said.timer = setTimeout(() => { said.textContent = ""; }, SAID);
  }

  for (const link of document.querySelectorAll("a.copy-link")) {
    if (shares) link.textContent = "Share";
    const said = document.createElement("span");
    said.className = "link-said";
    said.setAttribute("role", "status");
    link.after(said);
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (shares) await send(link);
      else say(link, await expobookSending.copy(addressOf(link)));
    });
  }
})();
