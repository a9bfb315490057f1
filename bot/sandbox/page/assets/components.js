// Buttons, selects and the newer layout components of a message. ctx adds to prose's: acts, who does the pressing.

import { h, icon } from "./dom.js";
import { jumpTarget, prose } from "./prose.js";
import { choose } from "./listbox.js";
import { file, local, picture } from "./media.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

// components draws a list of components of one message.
export function components(list, message, ctx) {
  return (list || []).map((c) => component(c, message, ctx));
}

function component(c, message, ctx) {
  switch (c.type) {
    case 1:
      return h("div", { class: "actions" }, components(c.components, message, ctx));
    case 2:
      return button(c, message, ctx);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return select(c, message, ctx);
    case 9:
      return section(c, message, ctx);
    case 10:
      return prose(c.content, ctx);
    case 11:
      return h("div", { class: "thumb" }, picture(c.media?.url, c.description, c.spoiler));
    case 12:
      return h(
        "div",
        { class: "gallery" },
        (c.items || []).map((i) => picture(i.media?.url, i.description, i.spoiler)),
      );
    case 13:
      return file(attached(c, message));
    case 14:
      return h("hr", { class: `space-${c.spacing || 1}${c.divider === false ? " blank" : ""}` });
    case 17:
      return container(c, message, ctx);
    default:
      return h("p", { class: "hint" }, `(a component of type ${c.type}, which this page does not draw)`);
  }
}

// attached finds the file that a component shows among the message's own, which know its size.
function attached(c, message) {
  const url = c.file?.url || "";
  const name = url.split("/").pop().split("?")[0] || "file";
  return (message.attachments || []).find((a) => a.url === url) || { filename: name, url };
}

// emojiText is an emoji as text; the sandbox has no pictures for custom ones.
export function emojiText(emoji) {
  if (!emoji) return "";
  return emoji.id ? `:${emoji.name || "deleted"}:` : emoji.name || "";
}

function button(c, message, ctx) {
  const inside = [
    c.emoji ? h("span", { class: "emoji", "aria-hidden": "true" }, emojiText(c.emoji)) : null,
    c.label ? h("span", null, c.label) : null,
  ];
  const name = c.label ? null : emojiText(c.emoji) || "Button";
  if (c.style === 5) return linkButton(c, inside, name, ctx);
  const waits = ctx.model.waitingFor(message.id, c.custom_id);
  return h(
    "button",
    {
      class: `btn ${STYLES[c.style] || "secondary"}${waits ? " waiting" : ""}`,
      type: "button",
      "aria-label": name,
      disabled: c.disabled || c.style === 6,
      "aria-busy": waits ? "true" : null,
      data: { key: `c:${c.custom_id}` },
      on: { click: () => ctx.acts.press(message, c.custom_id, []) },
    },
    inside,
  );
}

function linkButton(c, inside, name, ctx) {
  const target = jumpTarget(c.url || "");
  if (target && !c.disabled) {
    return h(
      "button",
      {
        class: "btn link",
        type: "button",
        "aria-label": name,
        on: { click: () => ctx.jump(target.channel, target.message) },
      },
      inside,
      icon("out"),
    );
  }
  if (c.disabled)
    return h("button", { class: "btn link", type: "button", disabled: true, "aria-label": name }, inside, icon("out"));
  return h(
    "a",
    { class: "btn link", href: safe(c.url), target: "_blank", rel: "noopener noreferrer", "aria-label": name },
    inside,
    icon("out"),
  );
}

function safe(url) {
  return /^(https?|mailto):/i.test(url || "") ? local(url) : null;
}

// choices lists what a select offers: its own options, or people, roles and channels from what the viewer knows.
export function choices(c, model) {
  if (c.type === 3)
    return (c.options || []).map((o) => ({
      value: o.value,
      label: o.label,
      description: o.description,
      emoji: emojiText(o.emoji),
      selected: o.default,
    }));
  const people = model.people.map((p) => ({ value: p.id, label: p.name, description: p.role }));
  const guild = model.channels.get(model.open)?.guild;
  const roles = (guild?.roles || []).map((r) => ({ value: r.id, label: r.name }));
  const channels = [...model.channels.values()]
    .filter((x) => x.guild && (!c.channel_types?.length || c.channel_types.includes(x.type)))
    .map((x) => ({ value: x.id, label: `#${x.name}` }));
  return { 5: people, 6: roles, 7: [...people, ...roles], 8: channels }[c.type] || [];
}

// selectControl draws a select that calls done(values). What is chosen shows on it.
export function selectControl(c, items, done, props = {}) {
  const min = c.min_values ?? 1;
  const max = Math.min(c.max_values ?? 1, Math.max(items.length, 1));
  const chosen = items.filter((i) => i.selected);
  const label = c.placeholder || (max > 1 ? "Make your choices" : "Make a selection");
  const face = chosen.length
    ? chosen.map((i) =>
        h(
          "span",
          { class: max > 1 ? "chip" : "" },
          i.emoji ? h("span", { class: "emoji" }, i.emoji, " ") : null,
          i.label,
        ),
      )
    : h("span", { class: "ghost" }, label);
  const el = h(
    "button",
    {
      class: "select",
      type: "button",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      disabled: c.disabled,
      ...props,
      on: { click: () => choose(el, items, { label, min, max, done }) },
    },
    h("span", { class: "grow" }, face),
    icon("down"),
  );
  return el;
}

function select(c, message, ctx) {
  return selectControl(c, choices(c, ctx.model), (values) => ctx.acts.press(message, c.custom_id, values), {
    data: { key: `c:${c.custom_id}` },
    "aria-label": c.placeholder || "Select",
  });
}

function section(c, message, ctx) {
  return h(
    "div",
    { class: "section" },
    h("div", { class: "grow" }, components(c.components, message, ctx)),
    c.accessory ? component(c.accessory, message, ctx) : null,
  );
}

function container(c, message, ctx) {
  const accent =
    c.accent_color === null || c.accent_color === undefined
      ? {}
      : { "--accent-line": "#" + c.accent_color.toString(16).padStart(6, "0") };
  const el = h(
    "div",
    { class: `container${c.spoiler ? " hidden-text" : ""}`, style: accent },
    components(c.components, message, ctx),
  );
  if (!c.spoiler) return el;
  const reveal = h(
    "button",
    {
      class: "btn secondary",
      type: "button",
      on: {
        click: () => {
          el.classList.remove("hidden-text");
          reveal.remove();
          el.inert = false;
        },
      },
    },
    "Spoiler: show",
  );
  el.inert = true;
  return h("div", { class: "covered" }, el, reveal);
}
