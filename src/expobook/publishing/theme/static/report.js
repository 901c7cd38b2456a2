/* "Report an error": fills in the form of the repository for the number in an open card, or copies
   what a report has to name where the book has no form. In an entry of the ledger the link stands
   already; here it learns to copy. */
(function () {
  "use strict";
  var pattern = document.getElementById("report-link");
  if (!pattern) return;
  var page = typeof DOCUMENTATION_OPTIONS === "undefined" ? "" : DOCUMENTATION_OPTIONS.pagename;

  function place(near) {
    var part = near && near.closest("[id]:not(#number-card):not(#main-content)");
    return page + ".html" + (part ? "#" + part.id : "");
  }

  function fill(link, number, shown, near) {
    link.dataset.number = number;
    link.dataset.shown = shown;
    link.dataset.place = place(near);
    if (!("form" in link.dataset)) return;
    var address = new URL(link.href);
    address.searchParams.set("title", "Data: " + number);
    address.searchParams.set("number", number);
    address.searchParams.set("edition", link.dataset.edition);
    address.searchParams.set("shown", shown);
    address.searchParams.set("place", link.dataset.place);
    link.href = address.href;
  }

  function copy(link) {
    var entry = link.closest(".entry");
    var value = entry && entry.querySelector(".entry-value");
    var text = [
      "Error in a number of the report",
      "Number: " + link.dataset.number,
      "Edition: " + link.dataset.edition,
      "It says: " + (link.dataset.shown || (value ? value.textContent : "")),
      "Place: " + (link.dataset.place || place(link)),
      "What would be right:",
      "Source that shows it:",
    ].join("\n");
    return navigator.clipboard.writeText(text);
  }

  /* A card is filled before it is shown, so that it is placed with its full size. */
  document.addEventListener("beforetoggle", function (event) {
    var card = event.target;
    if (card.id !== "number-card" || event.newState !== "open") return;
    var links = card.querySelectorAll(':scope > :not(.card-rows) a[href*="#fact-"]');
    var entry = links[links.length - 1]; // “Open in the ledger”
    if (!entry || card.querySelector(".report-link")) return;
    var link = pattern.content.firstElementChild.cloneNode(true);
    link.tabIndex = entry.tabIndex;
    entry.after(link);
    fill(link, entry.hash.replace("#fact-", ""), card.querySelector(".card-value").textContent,
      card.parentElement);
  }, true);

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".report-link");
    if (!link || "form" in link.dataset || !navigator.clipboard) return;
    event.preventDefault();
    copy(link).then(function () {
      link.textContent = "Report copied";
      link.setAttribute("role", "status");
    }, function () {
      window.location.href = link.href;
    });
  });
})();
