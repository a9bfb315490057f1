// A list of suggestions above an input, by the combobox pattern: the focus stays in the input, the list is told by
// aria-activedescendant, arrow keys move, Enter or Tab takes, Escape closes.

import { fill, h } from "./dom.js";

let made = 0;

export class Suggest {
  #input;
  #box;
  #items = [];
  #at = -1;
  #take;

  // take(item) runs when an item is chosen. Items are {label, detail?, description?, sign?}.
  constructor(input, box, take) {
    this.#input = input;
    this.#box = box;
    this.#take = take;
    box.id ||= `suggest-${++made}`;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": box.id,
    }))
      input.setAttribute(name, value);
    input.addEventListener("keydown", (e) => this.#key(e));
    input.addEventListener("blur", () => this.hide());
  }

  get open() {
    return !this.#box.hidden;
  }

  // show lists items under a title; note stands in when there are none. The first is active unless calm.
  show(title, items, { note = null, calm = false } = {}) {
    this.#items = items;
    this.#at = -1;
    if (!items.length && !note) {
      this.hide();
      return;
    }
    fill(
      this.#box,
      h("div", { class: "suggest-title" }, title),
      note && !items.length ? h("p", { class: "hint" }, note) : null,
      h(
        "div",
        { role: "listbox", id: `${this.#box.id}-list`, "aria-label": title },
        items.map((item, i) =>
          h(
            "div",
            {
              role: "option",
              id: `${this.#box.id}-${i}`,
              class: "suggestion",
              "aria-selected": "false",
              on: {
                pointerdown: (e) => e.preventDefault(),
                click: () => this.#choose(i),
                pointermove: () => this.#move(i, false),
              },
            },
            item.sign ?? null,
            h(
              "span",
              { class: "grow" },
              h("b", null, item.label, item.detail ? h("span", { class: "ghost" }, ` ${item.detail}`) : null),
              item.description ? h("small", null, item.description) : null,
            ),
          ),
        ),
      ),
    );
    this.#box.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#input.setAttribute("aria-controls", `${this.#box.id}-list`);
    if (items.length && !calm) this.#move(0);
  }

  hide() {
    this.#box.hidden = true;
    this.#items = [];
    this.#at = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #move(to, scroll = true) {
    const options = this.#box.querySelectorAll("[role=option]");
    if (!options.length || to === this.#at) return;
    options[this.#at]?.setAttribute("aria-selected", "false");
    this.#at = (to + options.length) % options.length;
    options[this.#at].setAttribute("aria-selected", "true");
    if (scroll) options[this.#at].scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", options[this.#at].id);
  }

  #choose(i) {
    const item = this.#items[i];
    if (!item) return;
    this.hide();
    this.#take(item);
  }

  #key(e) {
    if (!this.open || e.isComposing || !["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(e.key)) return;
    const takes = e.key === "Enter" || (e.key === "Tab" && !e.shiftKey);
    if ((takes && this.#at < 0) || (e.key === "Tab" && e.shiftKey)) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (takes) this.#choose(this.#at);
    else if (e.key === "Escape") this.hide();
    else
      this.#move(
        this.#at < 0 && e.key === "ArrowUp" ? this.#items.length - 1 : this.#at + (e.key === "ArrowDown" ? 1 : -1),
      );
  }
}
