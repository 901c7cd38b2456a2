/* The ledger: a list of numbers that open in their places, and its filter. What opens lies in one
   script for each chapter, which is loaded when it is asked for and works from a folder too.
   Without this script a line leads to the chapter's page of entries. The address of a number
   (#fact-…) always opens it: when the filter hides its line, the filter is cleared. */
(function () {
  "use strict";
  var ROOT = document.documentElement.dataset.content_root || "./";
  var KINDS = {
    observed: "as reported by a source",
    derived: "computed from reported values",
    modelled: "modelled or inferred",
    "own count": "counted in the book's own records",
    parameter: "a setting of this run",
  };
  var MARKS = { modelled: "Modelled", "own count": "Own counts, no grade", setting: "Settings, no grade" };
  var lines = Array.from(document.querySelectorAll(".entry-lines .entry"), function (entry) {
    var section = entry.closest("section");
    return { entry: entry, id: entry.id.replace(/^fact-/, ""), section: section,
      home: entry.parentNode, fold: entry.closest(".entry-others"),
      link: entry.querySelector(".entry-label"), part: section.id.replace(/^ledger-/, ""),
      head: " " + plain(entry.textContent + " " + entry.id), text: "", rank: 1, shown: true };
  });
  if (!lines.length) return;
  var byAnchor = new Map(lines.map(function (line) { return [line.entry.id, line]; }));
  var sections = Array.from(new Set(lines.map(function (line) { return line.section; })));
  var folds = Array.from(document.querySelectorAll(".entry-others"), function (fold) {
    return { box: fold, summary: fold.querySelector("summary"),
      words: fold.querySelector("summary").textContent.replace(/^\d+ /, "") };
  });
  var facets = {
    grade: {
      label: "Evidence",
      all: "All evidence",
      of: function (line) { return line.entry.dataset.grade; },
      words: function (value) { return MARKS[value] || "Grade " + value; },
    },
    chapter: {
      label: "Chapter",
      all: "All chapters",
      of: function (line) { return line.section.id; },
      words: function (value) {
        return document.getElementById(value).querySelector("h2").firstChild.textContent.trim();
      },
    },
    kind: {
      label: "Kind",
      all: "All kinds",
      of: function (line) { return line.entry.dataset.kind; },
      words: function (value) { return KINDS[value] || value; },
    },
  };
  var names = Object.keys(facets);
  var ORDERS = {
    "": { words: "As in the chapters", key: function () { return ""; } },
    best: { words: "Best evidence first", key: facets.grade.of },
    name: { words: "Name, A to Z", key: function (line) { return line.link.textContent; } },
  };
  var LONG = 1000; // more than the letters of any label

  /* What is compared: small letters, digits without separators, one kind of dash and quote. */
  function plain(text) {
    return text.toLowerCase().replace(/(\d),(?=\d{3})/g, "$1").replace(/[−–]/g, "-")
      .replace(/[“”‘’"']/g, "").replace(/\bbillion\b/g, "bn").replace(/\btrillion\b/g, "tn")
      .replace(/\s+/g, " ").trim();
  }

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  /* Opening ------------------------------------------------------------------------------------ */
  var loaded = {}; // entries of the chapters by the name of their script
  var arrived = null; // what the script that ran last has handed over
  window.expobookLedger = function (content) { arrived = content; };

  function load(part) {
    if (!loaded[part]) {
      loaded[part] = new Promise(function (resolve, reject) {
        var script = make("script");
        script.src = ROOT + "_ledger/" + part + ".js";
        script.onload = function () { resolve(arrived); };
        script.onerror = function () { delete loaded[part]; reject(new Error(part)); };
        document.head.append(script);
      });
    }
    return loaded[part];
  }

  function open(line) {
    return load(line.part).then(function (content) {
      if (!line.body) {
        var holder = make("div");
        holder.innerHTML = content[line.id];
        line.body = holder.querySelector(".entry-body");
        line.entry.append(line.body);
      }
      set(line, true);
    }, function () { location.href = line.link.href; });
  }

  function set(line, isOpen) {
    line.entry.dataset.open = isOpen;
    line.link.setAttribute("aria-expanded", isOpen);
  }

  function reveal(hash) {
    var line = byAnchor.get(decodeURIComponent(hash.slice(1)));
    if (!line) return;
    if (!line.shown || line.entry.closest("[hidden]")) {
      clear("The filter was cleared to show the number that the link names. ");
    }
    if (line.fold && line.fold.contains(line.entry)) line.fold.open = true;
    open(line).then(function () { line.entry.scrollIntoView(); });
  }

  /* The filter --------------------------------------------------------------------------------- */
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
  var choices = make("details", "filter-choices");
  choices.append(make("summary", "", "Filter and order"));
  choices.open = matchMedia("(min-width: 60rem)").matches;
  var grid = make("div", "filter-grid");
  names.forEach(function (name) {
    var facet = facets[name];
    facet.values = Array.from(new Set(lines.map(facet.of)));
    if (name !== "chapter") facet.values.sort();
    facet.control = make("select");
    facet.control.name = name;
    [""].concat(facet.values).forEach(function (value) {
      facet.control.append(new Option("", value));
    });
    grid.append(labelled(facet.label, facet.control));
  });
  var order = make("select");
  order.name = "order";
  Object.keys(ORDERS).forEach(function (name) {
    order.append(new Option(ORDERS[name].words, name));
  });
  grid.append(labelled("Order within a chapter", order));
  choices.append(grid);
  var words = make("input");
  words.type = "search";
  words.name = "text";
  words.autocomplete = "off";
  words.placeholder = "Words or digits, in any order";
  var result = make("p", "filter-result");
  var count = make("output");
  count.setAttribute("aria-live", "polite");
  var reset = make("button", "", "Show all");
  reset.type = "button";
  result.append(count, reset);
  form.append(labelled("Find a number", words), result, choices);
  var found = make("div", "entry-lines entry-found");

  /* How well a number answers: each word must stand in its line or, for less, in its entry. */
  function rankOf(line, wanted) {
    var total = line.fold ? 1 : 2;
    for (var at = 0; at < wanted.length; at += 1) {
      var word = wanted[at];
      if ((line.head + " ").indexOf(" " + word + " ") >= 0) total += 16;
      else if (line.head.indexOf(" " + word) >= 0) total += 12;
      else if (line.head.indexOf(word) >= 0) total += 8;
      else if (line.text.indexOf(word) >= 0) total += 1;
      else return 0;
    }
    if (line.head.indexOf(wanted.join(" ")) >= 0) total += 4;
    return total - line.head.length / LONG;
  }

  function passes(line, without) {
    return line.rank > 0 && names.every(function (name) {
      var wanted = facets[name].control.value;
      return name === without || !wanted || facets[name].of(line) === wanted;
    });
  }

  /* How many numbers each choice would show under the other choices. */
  function recount(name) {
    var facet = facets[name];
    var counts = {};
    var total = 0;
    lines.forEach(function (line) {
      if (!passes(line, name)) return;
      counts[facet.of(line)] = (counts[facet.of(line)] || 0) + 1;
      total += 1;
    });
    Array.from(facet.control.options).forEach(function (option) {
      option.textContent = option.value
        ? facet.words(option.value) + " (" + (counts[option.value] || 0) + ")"
        : facet.all + " (" + total + ")";
    });
  }

  /* With words the best answer comes first; without them the lines stand in their chapters. */
  var arranged = ""; // how they stand now
  function arrange(wanted) {
    var isSearch = wanted.length > 0;
    var wish = isSearch ? wanted.join(" ") : order.value;
    if (isSearch) {
      found.append.apply(found, lines.filter(function (line) { return line.shown; })
        .sort(function (one, two) { return two.rank - one.rank; })
        .map(function (line) { return line.entry; }));
    } else if (wish !== arranged || found.childElementCount) {
      var key = ORDERS[wish].key;
      lines.slice().sort(function (one, two) {
        return key(one).localeCompare(key(two), "en", { numeric: true });
      }).forEach(function (line) { line.home.append(line.entry); });
    }
    arranged = isSearch ? arranged : wish;
    found.hidden = !isSearch;
    sections.forEach(function (section) {
      section.hidden = isSearch || !section.querySelector(".entry:not([hidden])");
    });
  }

  function apply(remark) {
    var wanted = plain(words.value).split(" ").filter(Boolean);
    lines.forEach(function (line) {
      line.rank = rankOf(line, wanted);
      line.shown = passes(line, "");
      line.entry.hidden = !line.shown;
    });
    arrange(wanted);
    folds.forEach(function (fold) {
      var number = fold.box.querySelectorAll(".entry:not([hidden])").length;
      fold.box.hidden = !number;
      fold.summary.textContent = number + " " + fold.words;
    });
    names.forEach(recount);
    var shown = lines.filter(function (line) { return line.shown; }).length;
    reset.hidden = shown === lines.length && !wanted.length;
    count.textContent = (remark || "") + (shown === lines.length ? "" : shown + " of ")
      + lines.length.toLocaleString("en") + " numbers";
  }

  function clear(remark) {
    names.forEach(function (name) { facets[name].control.value = ""; });
    words.value = "";
    apply(remark);
  }

  /* The words of the entries are found too, once somebody is about to search. */
  function readEntries() {
    Promise.all(sections.map(function (section) {
      return load(section.id.replace(/^ledger-/, "")).then(function (content) {
        lines.forEach(function (line) {
          if (line.section !== section) return;
          line.text = plain(content[line.id].replace(/<[^>]*>/g, " "));
        });
      });
    })).then(function () { if (words.value) apply(); }, function () { /* the lines are found */ });
  }

  form.addEventListener("change", function (event) { if (event.target !== words) apply(); });
  words.addEventListener("focus", readEntries, { once: true });
  words.addEventListener("input", function () {
    apply();
    if (form.getBoundingClientRect().top <= 0) form.parentNode.parentNode.scrollIntoView();
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  reset.addEventListener("click", function () {
    clear();
    words.focus();
  });
  document.addEventListener("click", function (event) {
    var anchor = event.target.closest && event.target.closest("a[href]");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var line = anchor.matches(".entry-label") && byAnchor.get(anchor.closest(".entry").id);
    if (line) {
      event.preventDefault();
      if (line.entry.dataset.open === "true") return set(line, false);
      history.replaceState(null, "", "#" + line.entry.id);
      open(line);
    } else if (anchor.hash && anchor.pathname === location.pathname) reveal(anchor.hash);
  });
  window.addEventListener("hashchange", function () { reveal(location.hash); });

  lines.forEach(function (line) { line.link.setAttribute("aria-expanded", "false"); });
  var place = document.querySelector(".ledger-filter-place");
  place.append(form);
  place.after(found);
  apply();
  reveal(location.hash);
})();
