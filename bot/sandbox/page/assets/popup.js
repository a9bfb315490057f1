// Things that open beside a button: menus, list boxes and free panels. They sit in the top layer, so they also work
// inside a dialog, close on Escape or a click elsewhere, and give the focus back.

import { h } from "./dom.js";

// popup shows content beside anchor. closed runs once when it is gone, however it was closed. Returns close().
export function popup(anchor, content, { label, closed, wide } = {}) {
  const box = h("div", { class: wide ? "popup wide" : "popup", popover: "auto", "aria-label": label }, content);
  (anchor.closest("dialog") || document.body).append(box);
  const close = () => {
    if (box.isConnected) box.hidePopover();
  };
  const follow = () => place(box, anchor); // where its button goes when the window turns
  addEventListener("resize", follow);
  box.addEventListener("toggle", (e) => {
    if (e.newState !== "closed") return;
    removeEventListener("resize", follow);
    const held = box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (held && anchor.isConnected) anchor.focus({ preventScroll: true });
    closed?.();
  });
  anchor.setAttribute("aria-expanded", "true");
  box.showPopover();
  place(box, anchor);
  return close;
}

function place(box, anchor) {
  const a = anchor.getBoundingClientRect();
  if (anchor.matches(".select")) box.style.minWidth = `${Math.min(a.width, 380)}px`;
  const gap = 6;
  const height = box.offsetHeight;
  const below = innerHeight - a.bottom - gap;
  const top = height <= below || below > a.top ? a.bottom + gap : Math.max(8, a.top - gap - height);
  const left = Math.min(Math.max(8, a.left), Math.max(8, innerWidth - box.offsetWidth - 8));
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
  box.style.maxHeight = `${Math.max(120, (top > a.top ? below : a.top) - 14)}px`;
}

// arrows moves the focus among the elements of a group that match selector; both axes count.
export function arrows(group, selector) {
  group.addEventListener("keydown", (e) => {
    const items = [...group.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    }[e.key];
    if (to === undefined || !items.length) return;
    e.preventDefault();
    items[(to + items.length) % items.length].focus();
  });
}

// menu shows [{label, icon?, detail?, danger?, run}] or "-" for a line; title and notes, if given, stand above them.
export function menu(anchor, items, label, title = null, notes = []) {
  let close;
  const list = h(
    "div",
    { role: "menu", class: "menu", "aria-label": label },
    items.map((item) =>
      item === "-"
        ? h("div", { role: "separator", class: "line" })
        : h(
            "button",
            {
              role: "menuitem",
              type: "button",
              tabindex: "-1",
              class: item.danger ? "danger" : "",
              on: {
                click: () => {
                  close();
                  item.run();
                },
              },
            },
            h("span", null, item.label),
            item.detail ? h("small", null, item.detail) : null,
            item.icon,
          ),
    ),
  );
  arrows(list, "[role=menuitem]");
  const above = [title ? h("h3", null, title) : null, notes.map((n) => h("p", { class: "fact" }, n))];
  close = popup(anchor, [above, list], { label });
  list.querySelector("[role=menuitem]")?.focus();
}
