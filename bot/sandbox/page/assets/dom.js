// Small helpers to build elements. Content only ever enters as text nodes, so a message cannot become markup.

// h makes an element. props: class, data {name: value}, on {event: handler}, style {"--name": value}; a boolean
// switches an attribute, null and undefined are left out, anything else becomes an attribute. Children: nodes, text,
// arrays, null.
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") el.className = value;
    else if (key === "on") for (const [name, fn] of Object.entries(value)) el.addEventListener(name, fn);
    else if (key === "data") Object.assign(el.dataset, value);
    else if (key === "style") for (const [name, v] of Object.entries(value)) el.style.setProperty(name, v);
    else if (key === "value") el.value = value;
    else el.setAttribute(key, value === true ? "" : String(value));
  }
  add(el, children);
  return el;
}

// add appends children as h takes them.
export function add(el, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// fill replaces everything inside el.
export function fill(el, ...children) {
  el.replaceChildren();
  add(el, children);
}

// byId is getElementById that fails early.
export function byId(id) {
  const el = document.getElementById(id);
  if (!el) throw new Error(`the page has no #${id}`);
  return el;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  hash: "M9.5 3.5 7.5 20.5M16.5 3.5 14.5 20.5M4.5 8.5H20M4 15.5H19.5",
  thread: "M5 4v8.5a3.5 3.5 0 0 0 3.5 3.5H19M15 12l4 4-4 4",
  at: "M12 15.8a3.8 3.8 0 1 1 0-7.6 3.8 3.8 0 0 1 0 7.6ZM15.8 8v5.4a2.3 2.3 0 0 0 4.6 0V12a8.4 8.4 0 1 0-3.4 6.8",
  smile: "M12 20.5a8.5 8.5 0 1 1 0-17 8.5 8.5 0 0 1 0 17ZM8.3 14a4.3 4.3 0 0 0 7.4 0M9 9.6v.2M15 9.6v.2",
  dots: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 19.5a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M18 14a6 6 0 0 1 3 5",
  send: "M4.5 12 3.5 4.5 20.5 12 3.5 19.5 4.5 12Zm0 0H12",
  down: "M6 9.5l6 6 6-6",
  reply: "M10 6 4.5 11.5 10 17M5 11.5h8a6 6 0 0 1 6 6V19",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  skip: "M5 5.5l9 6.5-9 6.5ZM18.5 5.5v13",
  clock: "M12 20.5a8.5 8.5 0 1 1 0-17 8.5 8.5 0 0 1 0 17ZM12 7.5V12l3.2 2",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  pin: "M9 4h6l-1 6 3 3H7l3-3-1-6ZM12 13v7",
  file: "M6 3.5h8l4 4v13H6ZM14 3.5v4h4M9 12.5h6M9 16h6",
  out: "M14 4.5h5.5V10M19 5l-8 8M17 13.5v5H5.5V7h5",
  lock: "M6.5 11h11v8.5h-11ZM8.8 11V8a3.2 3.2 0 0 1 6.4 0v3",
};

// icon draws one of the page's own line icons. It is decoration: whoever uses it supplies the words.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// refocus redraws root and puts the focus back on the element with the same data-key.
export function refocus(root, draw) {
  const key = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  draw();
  if (key) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
