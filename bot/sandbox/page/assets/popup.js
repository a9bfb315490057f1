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
  box.addEventListener("toggle", (e) => {
    if (e.newState !== "closed") return;
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

// menu shows [{label, icon?, detail?, danger?, run}] or "-" for a line; title, if given, stands above them.
export function menu(anchor, items, label, title = null) {
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
  close = popup(anchor, [title ? h("h3", null, title) : null, list], { label });
  list.querySelector("[role=menuitem]")?.focus();
}

// choose shows a list box of [{value, label, description?, emoji?, selected?}]. With max 1 a pick closes it; otherwise
// it stays open until it is left. done receives the chosen values in the order of the list, only if they changed.
export function choose(anchor, items, { label, min = 1, max = 1, done }) {
  const before = items.filter((i) => i.selected).map((i) => i.value);
  const picked = new Set(before);
  let close;
  const values = () => items.map((i) => i.value).filter((v) => picked.has(v));
  const multi = max > 1;
  const show = (option, value) => option.setAttribute("aria-selected", String(picked.has(value)));
  const pick = (option, item) => {
    if (!multi) {
      picked.clear();
      picked.add(item.value);
      finish();
      return;
    }
    if (picked.has(item.value)) picked.delete(item.value);
    else if (picked.size < max) picked.add(item.value);
    show(option, item.value);
  };
  let finished = false;
  const finish = () => {
    finished = true;
    close();
  };
  const list = h(
    "div",
    { role: "listbox", class: "menu options", "aria-label": label, "aria-multiselectable": multi ? "true" : null },
    items.map((item) => {
      const option = h(
        "div",
        { role: "option", tabindex: "-1", "aria-selected": String(Boolean(item.selected)) },
        item.emoji ? h("span", { class: "emoji", "aria-hidden": "true" }, item.emoji) : null,
        h(
          "span",
          { class: "grow" },
          h("span", null, item.label),
          item.description ? h("small", null, item.description) : null,
        ),
        h("span", { class: multi ? "tick box" : "tick", "aria-hidden": "true" }),
      );
      option.addEventListener("click", () => pick(option, item));
      option.addEventListener("keydown", (e) => {
        if (e.key === " " || e.key === "Enter") {
          e.preventDefault();
          if (multi && e.key === "Enter") finish();
          else pick(option, item);
        }
      });
      return option;
    }),
  );
  arrows(list, "[role=option]");
  const foot = multi
    ? h("p", { class: "hint" }, `Choose ${min === max ? max : `${min} to ${max}`}, then press Enter or click elsewhere`)
    : null;
  close = popup(anchor, [list, foot], {
    label,
    closed: () => {
      const now = values();
      if ((finished || multi) && now.length >= min && String(now) !== String(before)) done(now);
    },
  });
  (list.querySelector("[aria-selected=true]") || list.firstElementChild)?.focus();
}
