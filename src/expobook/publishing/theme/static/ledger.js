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
      gap: document.createComment(""), head: "", text: "", rank: 1, shown: true };
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
  var FIRST = 50; // answers that are shown at once
  var DRAWN = 60; // milliseconds until what was put into the page has been drawn
  var SLICE = 20; // milliseconds of work after which a slow phone may answer its reader

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

  function targetOf(hash) {
    return hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  }

  function reveal(hash) {
    var target = targetOf(hash);
    var line = target && byAnchor.get(target.id);
    if (target && target.closest("[hidden]")) {
      clear("The filter was cleared: ");
      target.scrollIntoView();
    }
    if (!line) return Promise.resolve();
    if (line.fold && line.fold.contains(target)) line.fold.open = true;
    return open(line).then(function () { target.scrollIntoView(); });
  }

  /* What follows a number in the page: while the number opens, it would jump in view. */
  function following(entry) {
    var after = [];
    for (var at = entry; at !== document.body; at = at.parentNode) {
      for (var next = at.nextElementSibling; next; next = next.nextElementSibling) after.push(next);
    }
    return after;
  }

  function revealFirst() {
    var target = targetOf(location.hash);
    if (!target || !byAnchor.has(target.id)) return;
    var after = following(target);
    function show(how) { after.forEach(function (one) { one.style.visibility = how; }); }
    show("hidden");
    reveal(location.hash).then(function () {
      window.setTimeout(show, DRAWN, ""); // once it stands where it will stay
    });
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

  var place = document.querySelector(".ledger-filter-place");
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

  var more = make("button", "entry-more");
  more.type = "button";

  /* How well a number answers: each word must stand in its line or, for less, in its entry. */
  function rankOf(line, wanted) {
    var total = line.fold ? 1 : 2;
    if (wanted.length) line.head = line.head || " " + plain(line.entry.textContent + " " + line.id);
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

  /* With words the best answers are taken out of their chapters, and put back afterwards. */
  var answers = [];
  function answer(wanted, most) {
    answers.forEach(function (line) { line.gap.replaceWith(line.entry); });
    var all = wanted.length ? lines.filter(function (line) { return line.shown; }) : [];
    answers = all.sort(function (one, two) { return two.rank - one.rank; }).slice(0, most);
    answers.forEach(function (line) {
      line.entry.hidden = false;
      line.entry.replaceWith(line.gap);
      found.append(line.entry);
    });
    more.textContent = "Show " + (all.length - answers.length) + " more";
    more.hidden = all.length === answers.length;
    found.append(more);
    found.hidden = !wanted.length;
  }

  function inChapters() {
    lines.forEach(function (line) {
      if (line.entry.hidden === line.shown) line.entry.hidden = !line.shown;
    });
    folds.forEach(function (fold) {
      var number = fold.box.querySelectorAll(".entry:not([hidden])").length;
      fold.box.hidden = !number;
      fold.summary.textContent = number + " " + fold.words;
    });
    sections.forEach(function (section) {
      section.hidden = !section.querySelector(".entry:not([hidden])");
    });
  }

  function sort() {
    var key = ORDERS[order.value].key;
    answer([], 0);
    lines.slice().sort(function (one, two) {
      return key(one).localeCompare(key(two), "en", { numeric: true });
    }).forEach(function (line) { line.home.append(line.entry); });
  }

  function apply(remark, most) {
    var wanted = plain(words.value).split(" ").filter(Boolean);
    lines.forEach(function (line) {
      line.rank = rankOf(line, wanted);
      line.shown = passes(line, "");
    });
    answer(wanted, most || FIRST);
    if (wanted.length) sections.forEach(function (section) { section.hidden = true; });
    else inChapters();
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
      return load(section.id.replace(/^ledger-/, ""));
    })).then(function (contents) {
      var entries = Object.assign.apply(Object, [{}].concat(contents));
      readFrom(entries, 0);
    }, function () { /* the lines are found without them */ });
  }

  function readFrom(entries, at) {
    var end = performance.now() + SLICE;
    for (; at < lines.length && performance.now() < end; at += 1) {
      lines[at].text = plain(entries[lines[at].id].replace(/<[^>]*>/g, " "));
    }
    if (at < lines.length) window.setTimeout(readFrom, 0, entries, at);
    else if (words.value) apply();
  }

  form.addEventListener("change", function (event) {
    if (event.target === order) sort();
    if (event.target !== words) apply();
  });
  words.addEventListener("focus", readEntries, { once: true });
  words.addEventListener("input", function () {
    apply();
    if (found.getBoundingClientRect().top < place.getBoundingClientRect().bottom) {
      found.scrollIntoView(); // the best answer would lie above the window
    }
  });
  more.addEventListener("click", function () { apply("", lines.length); });
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
  place.append(form);
  place.after(found);
  apply();
  revealFirst();
})();
