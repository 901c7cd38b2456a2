/* What a reader sends to somebody: the setting of the explorer, a chart or a table as an address, the
   address of a figure, and the code that embeds it. A setting stands in the query of the address,
   each value under the name of its thing: `?tab-goals.Verdict=missed#tab-goals`. Whatever else
   stands there stays. */
const expobookSending = (() => {
  "use strict";
  const { copier, copy, say } = window.expobook;
  const published = document.querySelector('link[rel="canonical"]')?.href;
  const shares = "share" in navigator && location.protocol !== "file:"
    && matchMedia("(pointer: coarse)").matches;
  const links = new Map();
  let waiting = 0;

  const query = () => new URLSearchParams(location.search);
  const keyOf = (thing, name) => `${thing}.${name}`;

  /* What the address says of a thing, by name. */
  function setting(thing) {
    const start = keyOf(thing, "");
    return new Map([...query()].filter(([key]) => key.startsWith(start))
      .map(([key, value]) => [key.slice(start.length), value]));
  }

  /* Put into the address what a reader has set; an empty value is the page's own setting. */
  function keep(thing, values) {
    if (!thing) return; // a figure shown a second time, which has no address of its own
    const all = query();
    for (const [name, value] of Object.entries(values)) {
      if (value === "") all.delete(keyOf(thing, name));
      else all.set(keyOf(thing, name), value);
    }
    const address = new URL(location.href);
    address.search = all;
    try {
      history.replaceState(history.state, "", address);
    } catch (refused) { // a browser that keeps the address of a file as it is
      console.warn("The setting isn't in the address:", refused);
    }
    const link = links.get(thing);
    if (link) link.hidden = !setting(thing).size;
  }

  /* The same a moment later, once for a slider that is still moving. */
  function keepSoon(thing, values) {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(thing, values), 150);
  }

  function addressOf(thing) {
    const address = new URL(published ?? location.href);
    address.search = new URLSearchParams([...setting(thing)].map(([name, value]) =>
      [keyOf(thing, name), value]));
    address.hash = thing;
    return address.href;
  }

  /* A button that is there once something is set. */
  function link(thing) {
    const made = copier("Copy link to this setting", () => addressOf(thing));
    made.hidden = !setting(thing).size;
    links.set(thing, made);
    return made;
  }

  /* Where the book has no address of its own, a figure is embedded from where it is being read. */
  for (const code of document.querySelectorAll(".figure-embed code")) {
    const page = code.closest(".figure-embed").querySelector("a").href;
    if (!published && location.protocol !== "file:") {
      code.textContent = code.textContent.replace(/src="[^"]*"/, () => `src="${page}"`);
    }
    code.parentNode.after(copier("Copy the code", () => code.textContent));
  }

  /* “Copy link” below a figure. Where the device shares links, as phones do, it opens the list of
     those who can get it; where nothing may be copied, the browser's own field has the address. */
  async function sendFigure(anchor) {
    const url = new URL(anchor.getAttribute("href"), published ?? location.href).href;
    const title = anchor.closest("figure")?.querySelector(".figure-title")?.textContent.trim();
    try {
      if (shares) return await navigator.share({ title: title ?? document.title, url });
    } catch (refused) {
      if (refused.name === "AbortError") return undefined;
    }
    if (await copy(url)) return say(anchor, "Link copied");
    location.href = anchor.href;
    return undefined;
  }

  for (const anchor of document.querySelectorAll("a.copy-link")) {
    if (shares) anchor.textContent = "Share";
    anchor.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      sendFigure(anchor);
    });
  }

  return { keep, keepSoon, link, setting };
})();
