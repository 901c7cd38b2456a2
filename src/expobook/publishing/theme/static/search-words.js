/* The search page: excerpts without what only a screen reader hears, and plainer answers. */
(() => {
  "use strict";
  const read = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(".sr-only, .figure-extras").forEach((one) => one.remove());
    return read(page.documentElement.outerHTML, anchor);
  };
  Object.assign(Documentation.TRANSLATIONS, {
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "No page has all of these words. Try fewer words, or another spelling.",
  });
})();
