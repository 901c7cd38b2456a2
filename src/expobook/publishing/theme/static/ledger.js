/* The ledger's filter: by grade, chapter, kind and text, and its order. The controls are made here, so that a
   reader without scripts sees all entries and no dead control. A link to an entry always shows it:
   when the filter hides the entry, the filter is cleared. */
(function () {
  "use strict";
  var entries = Array.prototype.slice.call(document.querySelectorAll(".entry[data-kind]"));
  if (!entries.length) return;
  var sections = [];
  entries.forEach(function (entry) {
    var section = entry.closest("section");
    if (sections.indexOf(section) < 0) sections.push(section);
  });
  var KINDS = {
    observed: "as reported by a source",
    derived: "computed from reported values",
    modelled: "modelled or inferred",
    "own count": "counted in the book's own records",
    parameter: "a setting of this run",
  };
  var MARKS = { modelled: "Modelled", "own count": "Own counts, no grade", setting: "Settings, no grade" };
  var facets = {
    grade: {
      label: "Evidence",
      all: "All evidence",
      of: function (entry) { return entry.dataset.grade; },
      words: function (value) { return MARKS[value] || "Grade " + value; },
    },
    chapter: {
      label: "Chapter",
      all: "All chapters",
      of: function (entry) { return entry.closest("section").id; },
      words: function (value) {
        var heading = document.getElementById(value).querySelector("h2, h3");
        return heading.firstChild.textContent.trim();
      },
    },
    kind: {
      label: "Kind",
      all: "All kinds",
      of: function (entry) { return entry.dataset.kind; },
      words: function (value) { return KINDS[value] || value; },
    },
  };
  var names = Object.keys(facets);
  var ORDERS = {
    "": { words: "As in the chapters", key: function () { return ""; } },
    best: { words: "Best evidence first", key: function (entry) { return entry.dataset.grade; } },
    name: {
      words: "Name, A to Z",
      key: function (entry) { return entry.querySelector(".entry-label").textContent.toLowerCase(); },
    },
  };
  var texts = entries.map(function (entry) {
    return entry.textContent.toLowerCase().replace(/\s+/g, " ");
  });

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function labelled(words, control) {
    var field = make("p", "filter-field");
    var label = make("label", "", words);
    control.id = "filter-" + control.name;
    label.htmlFor = control.id;
    field.append(label, control);
    return field;
  }

  var form = make("form", "ledger-filter");
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Numbers of the ledger");
  var fieldset = make("fieldset");
  fieldset.append(make("legend", "", "Filter the numbers"));
  names.forEach(function (name) {
    var facet = facets[name];
    facet.values = [];
    entries.forEach(function (entry) {
      var value = facet.of(entry);
      if (facet.values.indexOf(value) < 0) facet.values.push(value);
    });
    if (name !== "chapter") facet.values.sort();
    facet.control = make("select");
    facet.control.name = name;
    [""].concat(facet.values).forEach(function (value) {
      var option = make("option");
      option.value = value;
      facet.control.append(option);
    });
    fieldset.append(labelled(facet.label, facet.control));
  });
  var order = make("select");
  order.name = "order";
  Object.keys(ORDERS).forEach(function (name) {
    order.append(new Option(ORDERS[name].words, name));
  });
  fieldset.append(labelled("Order within a chapter", order));
  var words = make("input");
  words.type = "search";
  words.name = "text";
  words.autocomplete = "off";
  fieldset.append(labelled("Text", words));
  var result = make("p", "filter-result");
  var count = make("output");
  count.setAttribute("aria-live", "polite");
  var reset = make("button", "", "Show all");
  reset.type = "button";
  result.append(count, reset);
  form.append(fieldset, result);

  /* Entries stay in their chapters; equal ones keep the chapter's order. */
  function arrange() {
    var key = ORDERS[order.value].key;
    sections.forEach(function (section) {
      var own = entries.filter(function (entry) { return entry.closest("section") === section; });
      own.map(function (entry, place) { return { entry: entry, place: place, key: key(entry) }; })
        .sort(function (one, two) {
          return one.key.localeCompare(two.key, "en", { numeric: true }) || one.place - two.place;
        })
        .forEach(function (one) { section.append(one.entry); });
    });
  }

  /* How many entries each choice would show under the other choices. */
  function passes(index, without) {
    var needle = words.value.trim().toLowerCase();
    if (needle && texts[index].indexOf(needle) < 0) return false;
    return names.every(function (name) {
      var wanted = facets[name].control.value;
      return name === without || !wanted || facets[name].of(entries[index]) === wanted;
    });
  }

  function recount(name) {
    var facet = facets[name];
    var counts = {};
    var total = 0;
    entries.forEach(function (entry, index) {
      if (!passes(index, name)) return;
      var value = facet.of(entry);
      counts[value] = (counts[value] || 0) + 1;
      total += 1;
    });
    Array.prototype.forEach.call(facet.control.options, function (option) {
      option.textContent = option.value
        ? facet.words(option.value) + " (" + (counts[option.value] || 0) + ")"
        : facet.all + " (" + total + ")";
    });
  }

  function apply(remark) {
    var shown = 0;
    entries.forEach(function (entry, index) {
      entry.hidden = !passes(index, "");
      if (!entry.hidden) shown += 1;
    });
    sections.forEach(function (section) {
      section.hidden = !section.querySelector(".entry:not([hidden])");
    });
    names.forEach(recount);
    reset.hidden = shown === entries.length;
    count.textContent = (remark || "") + (shown === entries.length
      ? "All " + shown + " numbers are shown."
      : shown + " of " + entries.length + " numbers are shown.");
  }

  function clear(remark) {
    names.forEach(function (name) {
      facets[name].control.value = "";
    });
    words.value = "";
    apply(remark);
  }

  function reveal(hash) {
    var target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    clear("The filter was cleared to show the number that the link names. ");
    target.scrollIntoView();
  }

  form.addEventListener("change", function (event) {
    if (event.target === order) arrange();
    else apply();
  });
  words.addEventListener("input", function () { apply(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  reset.addEventListener("click", function () {
    clear();
    words.focus();
  });
  document.addEventListener("click", function (event) {
    var anchor = event.target.closest && event.target.closest("a[href]");
    if (anchor && anchor.hash && anchor.pathname === location.pathname) reveal(anchor.hash);
  });
  window.addEventListener("hashchange", function () { reveal(location.hash); });

  document.querySelector(".ledger-filter-place").append(form);
  apply();
  // The filter above has moved the entries down; the browser has scrolled already.
  if (location.hash.length > 1) {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView();
  }
})();
