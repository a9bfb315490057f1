// A form an app opened: an accessible dialog with the fields of a modal.

import { choices, selectControl } from "./components.js";
import { byId, fill, h, icon } from "./dom.js";
import { prose } from "./prose.js";

let made = 0;

// openModal shows a modal. submit(values) posts {custom_id: [values]} and may throw; ctx is prose's with model.
export function openModal(modal, app, ctx, submit) {
  const dialog = byId("modal");
  const fields = []; // {id, el, control, note, read(), check(), changed()}
  const body = (modal.components || []).map((c) => part(c, fields, ctx));
  const failed = h("p", { class: "failed", role: "alert", hidden: true });
  const send = h("button", { class: "btn primary", type: "submit" }, "Submit");
  const close = { type: "button", on: { click: () => dialog.close() } };
  const form = h(
    "form",
    { novalidate: true },
    h(
      "header",
      null,
      h("h2", { id: "modal-title" }, modal.title),
      h("button", { ...close, class: "quiet", "aria-label": "Close" }, icon("close")),
    ),
    h("p", { class: "hint" }, `This form goes to ${app}.`),
    h("div", { class: "modal-body" }, body),
    failed,
    h("footer", null, h("button", { ...close, class: "btn text" }, "Cancel"), send),
  );
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    deliver(fields, send, failed, submit).then((sent) => sent && dialog.close());
  });
  if (dialog.open) dialog.close();
  fill(dialog, form);
  dialog.showModal();
  (fields[0]?.el || send).focus();
}

// deliver submits what is filled in, or goes to the first field that is wrong. It tells whether the form was taken.
async function deliver(fields, send, failed, submit) {
  const wrong = fields.filter((f) => !settle(f));
  if (wrong.length) {
    wrong[0].el.focus();
    return false;
  }
  send.disabled = true;
  try {
    await submit(Object.fromEntries(fields.map((f) => [f.id, f.read()])));
    return true;
  } catch (err) {
    failed.textContent = err.message;
    failed.hidden = false;
    return false;
  } finally {
    send.disabled = false;
  }
}

// settle shows or clears a field's complaint and tells whether it is fine.
function settle(field) {
  const wrong = field.check();
  field.note.textContent = wrong || "";
  field.note.hidden = !wrong;
  field.el.setAttribute("aria-invalid", String(Boolean(wrong)));
  return !wrong;
}

function part(c, fields, ctx) {
  switch (c.type) {
    case 1:
      return (c.components || []).map((inner) => labelled(inner, inner.label, null, fields, ctx));
    case 18:
      return labelled(c.component, c.label, c.description, fields, ctx);
    case 10:
      return prose(c.content, ctx);
    default:
      return labelled(c, c.label || c.placeholder || "", null, fields, ctx);
  }
}

function labelled(c, label, description, fields, ctx) {
  if (!c) return null;
  const key = `field-${++made}`;
  const field = control(c, key, ctx);
  field.id = c.custom_id;
  field.note = h("p", { class: "failed", id: `${key}-note`, hidden: true });
  fields.push(field);
  const required =
    c.type === 4 || c.type === 19 ? c.required !== false : c.required !== false && (c.min_values ?? 1) > 0;
  field.el.setAttribute("aria-describedby", `${description ? `${key}-hint ` : ""}${key}-note`);
  const group = field.group;
  const name = [label, required && c.type !== 23 ? h("span", { class: "star", "aria-hidden": "true" }, " *") : null];
  if (group) group.setAttribute("aria-label", label);
  if (required) field.el.setAttribute("aria-required", "true");
  const empty = field.check;
  field.check = () => {
    const values = field.read();
    if (required && c.type !== 23 && !values.some((v) => v !== "")) return "This field is required.";
    return empty(values);
  };
  // A complaint goes as soon as it is met.
  field.changed = () => field.note.hidden || settle(field);
  field.control.addEventListener("input", field.changed);
  return h(
    "div",
    { class: "field-block" },
    group ? h("div", { class: "label" }, name) : h("label", { class: "label", for: key }, name),
    description ? h("p", { class: "hint", id: `${key}-hint` }, description) : null,
    field.control,
    field.note,
  );
}

function control(c, key, ctx) {
  switch (c.type) {
    case 4:
      return text(c, key);
    case 21:
    case 22:
      return many(c, key, c.type === 21 ? "radio" : "checkbox");
    case 23:
      return single(c, key);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return chooser(c, key, ctx);
    default: {
      const el = h(
        "p",
        { class: "hint", tabindex: "-1", id: key },
        c.type === 19
          ? "Files cannot be attached to forms in the sandbox."
          : `This page does not draw fields of type ${c.type}.`,
      );
      return { el, control: el, read: () => [], check: () => null };
    }
  }
}

function text(c, key) {
  const long = c.style === 2;
  const max = c.max_length ?? 4000;
  const el = h(long ? "textarea" : "input", {
    id: key,
    type: long ? null : "text",
    rows: long ? "5" : null,
    maxlength: max,
    placeholder: c.placeholder,
    autocomplete: "off",
    value: c.value ?? "",
  });
  const left = h("span", { class: "left", "aria-hidden": "true" });
  const count = () => {
    left.textContent = c.max_length ? `${[...el.value].length} / ${max}` : "";
  };
  el.addEventListener("input", count);
  count();
  return {
    el,
    control: h("div", { class: "text-field" }, el, left),
    read: () => [el.value],
    check: ([value]) => {
      const n = [...value].length;
      return n && c.min_length && n < c.min_length ? `At least ${c.min_length} characters, please.` : null;
    },
  };
}

function many(c, key, type) {
  const boxes = (c.options || []).map((o, i) => {
    const box = h("input", { type, name: key, id: i ? `${key}-${i}` : key, value: o.value });
    box.checked = Boolean(o.default);
    return [
      box,
      h(
        "label",
        { class: "choice" },
        box,
        h("span", null, o.label, o.description ? h("small", null, o.description) : null),
      ),
    ];
  });
  const group = h(
    "div",
    { role: type === "radio" ? "radiogroup" : "group" },
    boxes.map(([, label]) => label),
  );
  const max = c.max_values ?? boxes.length;
  return {
    el: boxes[0]?.[0] || group,
    group,
    control: group,
    read: () =>
      boxes
        .map(([b]) => b)
        .filter((b) => b.checked)
        .map((b) => b.value),
    check: (values) =>
      type === "checkbox" && values.length > max
        ? `Choose at most ${max}.`
        : values.length && values.length < (c.min_values ?? 0)
          ? `Choose at least ${c.min_values}.`
          : null,
  };
}

function single(c, key) {
  const el = h("input", { type: "checkbox", id: key });
  el.checked = Boolean(c.default);
  return { el, control: el, read: () => [String(el.checked)], check: () => null };
}

function chooser(c, key, ctx) {
  const items = choices(c, ctx.model);
  const field = { check: () => null, read: () => items.filter((i) => i.selected).map((i) => i.value) };
  const make = () =>
    selectControl(
      c,
      items,
      (values) => {
        for (const i of items) i.selected = values.includes(i.value);
        const next = make();
        field.el.replaceWith(next);
        next.setAttribute("aria-describedby", field.el.getAttribute("aria-describedby"));
        field.el = field.control = next;
        field.changed();
        next.focus();
      },
      { id: key },
    );
  field.el = field.control = make();
  return field;
}
