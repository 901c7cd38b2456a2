/* Citing. A link “Cite” beside a figure or number opens a dialog with its citation: as text in
   several styles, or as a file for reference managers; to copy or to download. The texts lie in
   one script for each chapter, which is loaded on the first click and works from a folder too.
   Without this script the links lead to the page on citing. */
(function () {
  "use strict";
  var ROOT = document.documentElement.dataset.content_root || "./";
  var FILES = [
    { id: "bibtex", label: "BibTeX", ending: "bib", type: "application/x-bibtex" },
    { id: "ris", label: "RIS", ending: "ris", type: "application/x-research-info-systems" },
    { id: "csl", label: "CSL-JSON", ending: "json", type: "application/json" },
  ];
  var STYLE_KEPT = "expobook-cite";
  var loaded = {}; // chapters and figures by the name of their script
  var arrived = null; // what the script that ran last has handed over
  var parts = null; // the elements of the dialog
  var shown = null; // what the dialog shows: id, chapter, brief

  window.expobookCite = function (content) { arrived = content; };

  function load(name) {
    if (!loaded[name]) {
      loaded[name] = new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        script.src = ROOT + "_cite/" + name + ".js";
        script.onload = function () { resolve(arrived); };
        script.onerror = function () { delete loaded[name]; reject(new Error(name)); };
        document.head.append(script);
      });
    }
    return loaded[name];
  }

  function make(tag, attributes, children) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      element.setAttribute(name, attributes[name]);
    });
    (children || []).forEach(function (child) { element.append(child); });
    return element;
  }

  function button(label, act, kind) {
    var element = make("button", { type: "button", class: kind || "" }, [label]);
    element.addEventListener("click", act);
    return element;
  }

  function build() {
    var choice = make("select", {});
    choice.addEventListener("change", function () { remember(choice.value); fill(); });
    parts = {
      title: make("p", { class: "cite-title" }),
      heading: make("h2", { id: "cite-heading" }, ["Cite"]),
      field: make("label", { class: "cite-field" }, ["Style or format ", choice]),
      choice: choice,
      text: make("div", { class: "cite-text", tabindex: "0", role: "region",
        "aria-label": "Citation" }),
      said: make("p", { class: "cite-said", role: "status" }),
      copy: button("Copy", copyShown, "cite-first"),
      save: button("Download", saveShown),
      brief: button("Copy for a brief", function () { copyBrief(); }),
      page: button("Download page", savePage),
      close: button("Close", function () { parts.dialog.close(); }, "cite-close"),
    };
    parts.dialog = make("dialog", { class: "cite-dialog", "aria-labelledby": "cite-heading" }, [
      parts.close, parts.heading, parts.title, parts.field, parts.text,
      make("p", { class: "cite-buttons" }, [parts.copy, parts.save, parts.brief, parts.page]),
      parts.said,
    ]);
    parts.dialog.addEventListener("click", function (event) {
      if (event.target === parts.dialog) parts.dialog.close(); // the ground around it
    });
    document.body.append(parts.dialog);
  }

  function option(value, label) {
    return make("option", { value: value }, [label]);
  }

  function open(id, chapter, data, brief) {
    if (!parts) build();
    var thing = data.things[id];
    shown = { id: id, data: data, thing: thing, brief: brief || null };
    parts.title.textContent = thing.title;
    parts.said.textContent = "";
    parts.choice.replaceChildren.apply(parts.choice, data.styles.map(function (style) {
      return option(style.id, style.label);
    }).concat(FILES.map(function (file) { return option(file.id, file.label); })));
    var wanted = recall();
    parts.choice.value = wanted;
    if (parts.choice.value !== wanted) parts.choice.selectedIndex = 0;
    show(Boolean(brief));
    fill();
    if (!parts.dialog.open) parts.dialog.showModal();
    (parts.field.hidden ? parts.close : parts.choice).focus();
    parts.text.scrollTop = 0;
  }

  function show(asBrief) {
    var refused = Boolean(shown.thing.refused);
    shown.asBrief = asBrief;
    parts.heading.textContent = asBrief ? "For a brief" : "Cite";
    parts.text.setAttribute("aria-label", asBrief ? "Piece for a brief" : "Citation");
    parts.field.hidden = parts.copy.hidden = parts.save.hidden = asBrief || refused;
    parts.brief.hidden = !asBrief && !shown.thing.brief && !shown.thing.figure;
    parts.page.hidden = !asBrief;
    keepFocus();
  }

  /* Focus on a control that is taken away would fall to the page behind, out of reach of Escape. */
  function keepFocus() {
    var held = document.activeElement;
    if (!parts.dialog.open) return;
    if (!parts.dialog.contains(held) || held.closest("[hidden]")) parts.close.focus();
  }

  function fill() {
    parts.text.classList.toggle("cite-file", false);
    if (shown.asBrief) {
      parts.text.innerHTML = shown.brief.fragment;
    } else if (shown.thing.refused) {
      parts.text.innerHTML = "<p>" + shown.thing.refused + "</p>";
    } else if (chosenFile()) {
      parts.text.classList.toggle("cite-file", true);
      parts.text.replaceChildren(make("pre", {}, [fileText()]));
    } else {
      parts.text.innerHTML = lines().map(function (line) { return "<p>" + line + "</p>"; }).join("");
    }
  }

  function chosenFile() {
    return FILES.find(function (file) { return file.id === parts.choice.value; });
  }

  /* The citation, then its original sources, then what must be said of it: lines of HTML. */
  function lines() {
    return cited(parts.choice.value).concat(shown.data.remarks);
  }

  function cited(style) {
    var sources = shown.thing.sources.map(function (name) {
      return shown.data.sources[name].texts[style];
    });
    if (sources.length) {
      sources[0] = "Original source" + (sources.length > 1 ? "s" : "") + ": " + sources[0];
    }
    return [shown.thing.texts[style]].concat(sources);
  }

  function fileText() {
    var file = chosenFile();
    var items = [shown.thing].concat(shown.thing.sources.map(function (name) {
      return shown.data.sources[name];
    })).map(function (item) { return item[file.id]; });
    return file.id === "csl" ? JSON.stringify(items, null, 1) + "\n"
      : items.join(file.id === "ris" ? "\n" : "");
  }

  function plain(html) {
    var holder = make("div", {});
    holder.innerHTML = html;
    return Array.from(holder.querySelectorAll("p, figcaption")).map(function (one) {
      return one.textContent.trim();
    }).filter(Boolean).join("\n");
  }

  /* Rich and plain text together; the older way where the newer one is not allowed. */
  function toClipboard(html, text) {
    if (navigator.clipboard && window.ClipboardItem && html) {
      return navigator.clipboard.write([new ClipboardItem({
        "text/html": new Blob([html], { type: "text/html" }),
        "text/plain": new Blob([text], { type: "text/plain" }),
      })]).catch(function () { return byCommand(html, text); });
    }
    return byCommand(html, text);
  }

  function byCommand(html, text) {
    return new Promise(function (resolve, reject) {
      function set(event) {
        if (html) event.clipboardData.setData("text/html", html);
        event.clipboardData.setData("text/plain", text);
        event.preventDefault();
      }
      document.addEventListener("copy", set, { once: true });
      if (document.execCommand("copy")) resolve(); else reject(new Error("copy"));
      document.removeEventListener("copy", set);
    });
  }

  function tell(promise, words) {
    parts.said.textContent = "";
    promise.then(function () { parts.said.textContent = words; }, function () {
      parts.said.textContent = "This browser doesn't allow it: select the text and copy it.";
    });
  }

  function copyShown() {
    if (chosenFile()) {
      tell(toClipboard("", fileText()), "Copied.");
    } else {
      var html = lines().map(function (line) { return "<p>" + line + "</p>"; }).join("");
      tell(toClipboard(html, plain(html)), "Copied.");
    }
  }

  function saveShown() {
    var file = chosenFile();
    if (file) {
      save(fileText(), shown.id + "." + file.ending, file.type);
    } else {
      var html = lines().map(function (line) { return "<p>" + line + "</p>"; }).join("");
      save(plain(html) + "\n", shown.id + ".txt", "text/plain");
    }
  }

  /* Pieces for a brief are kept in the first style; here they get the one that was chosen. */
  function restyle(brief) {
    if (!shown.thing.texts || chosenFile()) return brief;
    var first = cited(shown.data.styles[0].id);
    var wanted = cited(parts.choice.value);
    function put(html) {
      return first.reduce(function (text, line, which) {
        return text.replace(">" + line + "</p>", function () { return ">" + wanted[which] + "</p>"; });
      }, html);
    }
    return { fragment: put(brief.fragment), page: put(brief.page) };
  }

  function copyBrief() {
    var done = function () {
      var brief = shown.brief = restyle(shown.brief);
      show(true);
      fill();
      tell(toClipboard(brief.fragment, plain(brief.fragment)),
        shown.thing.figure ? "Copied: picture, finding, source line and citation."
          : "Copied: number, source line and citation.");
    };
    if (shown.brief) return done();
    if (!shown.thing.figure) {
      shown.brief = { fragment: shown.thing.brief, page: "" };
      return done();
    }
    return Promise.all([load(shown.id), load("faces")]).then(function (content) {
      shown.brief = {
        fragment: content[0].fragment,
        page: content[0].page.replace("/*faces*/", function () { return content[1].faces; }),
      };
      done();
    }, failed);
  }

  function savePage() {
    var body = shown.brief.fragment;
    var page = shown.brief.page || "<!DOCTYPE html>\n<html lang=\"en-GB\"><head>" +
      "<meta charset=\"utf-8\"><title>" + shown.id + "</title></head>\n<body>\n" + body +
      "</body></html>\n";
    save(page, shown.id + ".html", "text/html");
  }

  function save(text, name, type) {
    var address = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
    var link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    URL.revokeObjectURL(address);
    parts.said.textContent = "Saved as " + name + ".";
  }

  function failed() {
    if (parts) parts.said.textContent = "The citations of this chapter can't be loaded.";
  }

  function remember(value) {
    try { localStorage.setItem(STYLE_KEPT, value); } catch (refused) { /* a private window */ }
  }

  function recall() {
    try { return localStorage.getItem(STYLE_KEPT) || "apa"; } catch (refused) { return "apa"; }
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a.cite-link") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(link.dataset.part).then(function (data) {
      open(link.dataset.cite, link.dataset.part, data, null);
      if ("brief" in link.dataset) copyBrief();
    }, function () { location.href = link.href; });
  });
})();
