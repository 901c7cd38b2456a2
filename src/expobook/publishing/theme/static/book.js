/* What the scripts of the book share: making elements, loading what lies in other scripts, and
   copying. What is loaded hands its content over by `take`, so that it works from a folder too. */
window.expobook = (() => {
  "use strict";
  const ROOT = document.documentElement.dataset.content_root || "./";
  const SAID = 4000; // milliseconds
  const loads = {};
  const taken = new WeakMap();

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
    element.append(...children.flat().filter(Boolean));
    return element;
  }

  function button(label, act, attributes) {
    const made = make("button", { type: "button", ...attributes }, label);
    made.addEventListener("click", act);
    return made;
  }

  function load(path) {
    loads[path] ??= new Promise((resolve, reject) => {
      const script = make("script", { src: ROOT + path });
      script.onload = () => resolve(taken.get(script));
      script.onerror = () => { delete loads[path]; reject(new Error(path)); };
      document.head.append(script);
    });
    return loads[path];
  }

  function style(path) {
    if (document.querySelector(`link[href*="${path}"]`)) return;
    document.head.append(make("link", { rel: "stylesheet", href: ROOT + path }));
  }

  /* Plain text, and rich text where it is given; an older way where the newer isn't allowed. */
  async function copy(text, html) {
    const kinds = Object.entries({ "text/plain": text, "text/html": html }).filter(([, one]) => one);
    try {
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(
        kinds.map(([type, one]) => [type, new Blob([one], { type })])))]);
      return true;
    } catch {
      const set = (event) => {
        kinds.forEach(([type, one]) => event.clipboardData.setData(type, one));
        event.preventDefault();
      };
      document.addEventListener("copy", set, { once: true });
      const done = document.execCommand("copy");
      document.removeEventListener("copy", set);
      return done;
    }
  }

  /* Beside a control, for a moment, what it has done; a screen reader hears it. */
  function say(control, words) {
    const next = control.nextElementSibling;
    const said = next?.matches(".said") ? next : make("span", { class: "said", role: "status" });
    if (said !== next) control.after(said);
    said.textContent = words;
    clearTimeout(said.timer);
    said.timer = setTimeout(() => { said.textContent = ""; }, SAID);
  }

  /* A button that copies a text, or text and rich text. */
  function copier(label, content) {
    const made = button(label, async () => say(made, await copy(...[content()].flat())
      ? "Copied" : "This browser doesn't allow it: copy it by hand."));
    return make("span", { class: "copier" }, made);
  }

  return { ROOT, button, copier, copy, load, make, say, style,
    take: (content) => taken.set(document.currentScript, content) };
})();
