// A list box beside a button: one or several choices out of a list.

import { h } from "./dom.js";
import { arrows, popup } from "./popup.js";

// choose shows [{value, label, description?, emoji?, selected?}]. With max 1 a pick closes it; otherwise it stays open
// until it is left. done receives the chosen values in the order of the list, only if they changed.
export function choose(anchor, items, { label, min = 1, max = 1, done }) {
  new ListBox(items, max).open(anchor, label, min, done);
}

class ListBox {
  #items;
  #max;
  #picked;
  #finished = false;
  #close = () => {};

  constructor(items, max) {
    this.#items = items;
    this.#max = max;
    this.#picked = new Set(items.filter((i) => i.selected).map((i) => i.value));
  }

  get #multi() {
    return this.#max > 1;
  }

  get #values() {
    return this.#items.map((i) => i.value).filter((v) => this.#picked.has(v));
  }

  open(anchor, label, min, done) {
    const before = String(this.#values);
    const props = { role: "listbox", class: "menu options", "aria-label": label };
    if (this.#multi) props["aria-multiselectable"] = "true";
    const list = h(
      "div",
      props,
      this.#items.map((item) => this.#option(item)),
    );
    arrows(list, "[role=option]");
    const count = min === this.#max ? min : `${min} to ${this.#max}`;
    const foot = this.#multi ? h("p", { class: "hint" }, `Choose ${count}, then press Enter or click elsewhere`) : null;
    const closed = () => {
      const now = this.#values;
      if ((this.#finished || this.#multi) && now.length >= min && String(now) !== before) done(now);
    };
    this.#close = popup(anchor, [list, foot], { label, closed });
    (list.querySelector("[aria-selected=true]") || list.firstElementChild)?.focus();
  }

  #option(item) {
    const option = h(
      "div",
      { role: "option", tabindex: "-1", "aria-selected": String(this.#picked.has(item.value)) },
      item.emoji ? h("span", { class: "emoji", "aria-hidden": "true" }, item.emoji) : null,
      h(
        "span",
        { class: "grow" },
        h("span", null, item.label),
        item.description ? h("small", null, item.description) : null,
      ),
      h("span", { class: this.#multi ? "tick box" : "tick", "aria-hidden": "true" }),
    );
    option.addEventListener("click", () => this.#pick(option, item));
    option.addEventListener("keydown", (e) => {
      if (e.key !== " " && e.key !== "Enter") return;
      e.preventDefault();
      if (this.#multi && e.key === "Enter") this.#finish();
      else this.#pick(option, item);
    });
    return option;
  }

  #pick(option, item) {
    if (!this.#multi) {
      this.#picked = new Set([item.value]);
      this.#finish();
      return;
    }
    if (this.#picked.has(item.value)) this.#picked.delete(item.value);
    else if (this.#picked.size < this.#max) this.#picked.add(item.value);
    option.setAttribute("aria-selected", String(this.#picked.has(item.value)));
  }

  #finish() {
    this.#finished = true;
    this.#close();
  }
}
