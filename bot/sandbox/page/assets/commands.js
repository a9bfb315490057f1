// Slash commands as people call them: flattened to what can be run, and filled in option by option.

import { h, icon } from "./dom.js";
import { selectControl } from "./components.js";
import { Suggest } from "./suggest.js";

const KIND = { STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, NUMBER: 10, FILE: 11 };
const TEXTUAL = [KIND.STRING, KIND.INTEGER, KIND.NUMBER];

// runnable flattens commands: a command with subcommands gives one entry for each. An entry is {command, path, label,
// description, options}; path holds the names of group and subcommand.
export function runnable(commands) {
  const out = [];
  const visit = (command, node, path) => {
    const subs = (node.options || []).filter((o) => o.type === 1 || o.type === 2);
    if (subs.length) {
      for (const sub of subs) visit(command, sub, [...path, sub.name]);
      return;
    }
    out.push({
      command,
      path,
      label: [command.name, ...path].join(" "),
      description: node.description,
      options: node.options || [],
    });
  };
  for (const command of commands) visit(command, command, []);
  return out.sort((a, b) => a.label.localeCompare(b.label));
}

// matching orders entries for what has been typed: those that start with it first, then those that contain it.
export function matching(entries, typed) {
  const want = typed.toLowerCase().trim();
  const rank = (e) => (e.label.startsWith(want) ? 0 : e.label.includes(want) ? 1 : 2);
  return entries.filter((e) => rank(e) < 2).sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label));
}

// nested puts option values under the entry's path, as the API wants them.
export function nested(path, values) {
  return path.reduceRight((inner, name) => [{ name, options: inner }], values);
}

// CommandForm is one command being filled in. on: {send(entry, values), cancel(), complete(entry, values, name,
// signal)}.
export class CommandForm {
  #entry;
  #model;
  #on;
  #fields = new Map(); // option name -> {option, el, read(): value or undefined, input?}
  #row = h("div", { class: "command-row" });
  #hint = h("p", { class: "command-hint", id: "command-hint" });
  #more = h("div", { class: "command-more" });
  #suggestions = h("div", { class: "suggest", hidden: true });

  constructor(entry, model, on) {
    this.#entry = entry;
    this.#model = model;
    this.#on = on;
    this.el = this.#draw();
    for (const option of entry.options) if (option.required) this.#addField(option);
    if (!this.#fields.size && entry.options.length) this.#addField(entry.options[0]);
    this.#drawMore();
    this.#describe(null);
  }

  focus() {
    (this.#row.querySelector(".option input, .option button") || this.el.querySelector(".send")).focus();
  }

  #draw() {
    const send = h(
      "button",
      { class: "send", type: "submit", "aria-label": `Run /${this.#entry.label}` },
      icon("send"),
    );
    const cancel = h(
      "button",
      { class: "quiet", type: "button", "aria-label": "Cancel the command", on: { click: () => this.#on.cancel() } },
      icon("close"),
    );
    this.#row.append(h("span", { class: "command-name" }, `/${this.#entry.label}`));
    const form = h(
      "form",
      { class: "command-form", novalidate: true, "aria-label": `Command /${this.#entry.label}` },
      this.#suggestions,
      this.#hint,
      h("div", { class: "command-line" }, this.#row, this.#more, cancel, send),
    );
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.#submit();
    });
    form.addEventListener("keydown", (e) => {
      if (e.key === "Escape") {
        e.preventDefault();
        this.#on.cancel();
      }
      if (e.key === "Enter" && e.target.matches("input") && !e.isComposing) {
        e.preventDefault();
        this.#submit();
      }
    });
    return form;
  }

  #drawMore() {
    const left = this.#entry.options.filter((o) => !this.#fields.has(o.name));
    this.#more.replaceChildren(
      ...left.map((option) =>
        h(
          "button",
          {
            type: "button",
            class: "more-option",
            title: option.description,
            on: {
              click: () => {
                this.#addField(option);
                this.#drawMore();
                this.#fields.get(option.name).el.querySelector("input,button").focus();
              },
            },
          },
          `+ ${option.name}`,
        ),
      ),
    );
  }

  #describe(option) {
    const words = option
      ? [h("b", null, option.name), " ", option.description, option.required ? " (required)" : " (optional)"]
      : [this.#entry.description];
    this.#hint.replaceChildren(...words);
    this.#hint.classList.remove("wrong");
  }

  #addField(option) {
    const field = this.#control(option);
    field.option = option;
    field.el = h(
      "div",
      { class: "option" },
      h("label", { class: "option-name", for: field.id }, option.name),
      field.control,
    );
    field.el.addEventListener("focusin", () => this.#describe(option));
    field.el.addEventListener("keydown", (e) => this.#erase(e, option));
    this.#fields.set(option.name, field);
    this.#row.append(field.el);
  }

  // Backspace in an empty field takes the field away, or the whole command when it was the first.
  #erase(e, option) {
    if (e.key !== "Backspace" || (e.target.matches("input") && e.target.value)) return;
    e.preventDefault();
    const names = [...this.#fields.keys()];
    const at = names.indexOf(option.name);
    if (option.required || at === 0) {
      if (at === 0) this.#on.cancel();
      else
        this.#fields
          .get(names[at - 1])
          .el.querySelector("input,button")
          .focus();
      return;
    }
    this.#fields.get(option.name).el.remove();
    this.#fields.delete(option.name);
    this.#drawMore();
    this.#fields
      .get(names[at - 1])
      .el.querySelector("input,button")
      .focus();
  }

  #control(option) {
    const id = `option-${option.name}`;
    if (option.type === KIND.FILE) return this.#file(option, id);
    if (TEXTUAL.includes(option.type) && !option.choices?.length) return this.#typed(option, id);
    return this.#picked(option, id);
  }

  #typed(option, id) {
    const input = h("input", {
      id,
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: option.autocomplete ? "search…" : "",
      inputmode: option.type === KIND.INTEGER ? "numeric" : option.type === KIND.NUMBER ? "decimal" : null,
      maxlength: option.max_length || (option.type === KIND.STRING ? 6000 : 20),
      "aria-required": String(Boolean(option.required)),
      "aria-describedby": "command-hint",
    });
    const grow = () => input.style.setProperty("--chars", `${Math.min(Math.max(input.value.length + 1, 8), 34)}ch`);
    input.addEventListener("input", grow);
    grow();
    const field = { control: input, id, chosen: null };
    if (option.autocomplete) this.#completes(option, input, field, grow);
    field.read = () => {
      const text = input.value.trim();
      if (!text) return undefined;
      if (field.chosen && field.chosen.name === input.value) return field.chosen.value;
      return option.type === KIND.STRING ? text : number(text, option);
    };
    field.raw = () => (field.chosen && field.chosen.name === input.value ? field.chosen.value : input.value);
    return field;
  }

  #completes(option, input, field, grow) {
    let pending = null;
    let timer = 0;
    const list = new Suggest(input, this.#suggestions, (item) => {
      field.chosen = item;
      input.value = item.name;
      grow();
    });
    const ask = async () => {
      pending?.abort();
      pending = new AbortController();
      const { signal } = pending;
      try {
        const choices = await this.#on.complete(this.#entry, this.#values(option.name), option.name, signal);
        if (!signal.aborted && document.activeElement === input)
          list.show(
            option.name,
            choices.map((c) => ({ ...c, label: c.name })),
            { note: "No suggestions", calm: input.value !== "" && !choices.length },
          );
      } catch (err) {
        if (err.name !== "AbortError" && document.activeElement === input)
          list.show(option.name, [], { note: err.message });
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 180);
    });
    input.addEventListener("focus", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 60);
    });
    input.addEventListener("blur", () => {
      clearTimeout(timer);
      pending?.abort();
    });
  }

  #picked(option, id) {
    const items = this.#offers(option);
    const field = { id, value: undefined };
    const make = () =>
      selectControl(
        { placeholder: "Choose", min_values: 1, max_values: 1 },
        items.map((i) => ({ ...i, selected: i.value === String(field.value) })),
        ([v]) => {
          field.value = items.find((i) => i.value === v).real;
          const next = make();
          field.control.replaceWith(next);
          field.control = next;
          next.focus();
        },
        { id, "aria-describedby": "command-hint" },
      );
    field.control = make();
    field.read = () => field.value;
    field.raw = field.read;
    return field;
  }

  #offers(option) {
    if (option.choices?.length)
      return option.choices.map((c) => ({ value: String(c.value), real: c.value, label: c.name }));
    if (option.type === KIND.BOOLEAN)
      return [true, false].map((v) => ({ value: String(v), real: v, label: v ? "True" : "False" }));
    const guild = this.#model.channels.get(this.#model.open)?.guild;
    const people = this.#model.people.map((p) => ({ value: p.id, real: p.id, label: p.name, description: p.role }));
    const roles = (guild?.roles || []).map((r) => ({ value: r.id, real: r.id, label: r.name }));
    const channels = [...this.#model.channels.values()]
      .filter((c) => c.guild && (!option.channel_types?.length || option.channel_types.includes(c.type)))
      .map((c) => ({ value: c.id, real: c.id, label: `#${c.name}` }));
    return (
      { [KIND.USER]: people, [KIND.ROLE]: roles, [KIND.MENTIONABLE]: [...people, ...roles], [KIND.CHANNEL]: channels }[
        option.type
      ] || []
    );
  }

  #file(option, id) {
    const input = h("input", { id, type: "file", "aria-describedby": "command-hint" });
    return { control: input, id, read: () => input.files[0], raw: () => undefined };
  }

  // values collects {name, value}. raw names the option being completed: then what is not yet valid counts too, and
  // that option even when it is empty.
  #values(raw) {
    const out = [];
    for (const [name, field] of this.#fields) {
      const value = raw ? field.raw() : field.read();
      if (raw === name || (value !== undefined && value !== "")) out.push({ name, value });
    }
    return out;
  }

  #submit() {
    for (const field of this.#fields.values()) {
      const value = field.read();
      const wrong = value === undefined ? (field.option.required ? "is required" : null) : problem(value, field.option);
      if (!wrong) continue;
      field.el.querySelector("input,button").focus();
      this.#hint.replaceChildren(h("b", null, field.option.name), ` ${wrong}`);
      this.#hint.classList.add("wrong");
      return;
    }
    this.#on.send(this.#entry, this.#values(null));
  }
}

function number(text, option) {
  const n = Number(text.replace(",", "."));
  return option.type === KIND.INTEGER && !Number.isInteger(n) ? NaN : n;
}

function problem(value, option) {
  if (typeof value === "number") {
    if (Number.isNaN(value)) return option.type === KIND.INTEGER ? "must be a whole number" : "must be a number";
    if (option.min_value !== undefined && value < option.min_value) return `must be at least ${option.min_value}`;
    if (option.max_value !== undefined && value > option.max_value) return `must be at most ${option.max_value}`;
  }
  if (typeof value === "string" && option.min_length && [...value].length < option.min_length)
    return `must have at least ${option.min_length} characters`;
  return null;
}
