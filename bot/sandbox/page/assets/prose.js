// Draws a Markdown tree (markdown.js) as elements. Nothing here parses, nothing there draws.

import { h } from "./dom.js";
import { parse } from "./markdown.js";
import { format, relative } from "./time.js";

const INLINE = { strong: "strong", em: "em", underline: "u", strike: "s" };
const JUMP = /^https?:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(\d+|@me)\/(\d+)(?:\/(\d+))?\/?$/;

// jumpTarget reads a link to a channel or message of the chat itself: {channel, message} or null.
export function jumpTarget(url) {
  const m = JUMP.exec(url);
  return m && { channel: m[2], message: m[3] || null };
}

// inWords says what stands for a node of Markdown where there is only text: names, moments, places; "" for all others.
export function inWords(node, ctx) {
  const target = node.type === "link" && !node.masked ? jumpTarget(node.url) : null;
  if (target) return place(target, ctx);
  const ms = node.unix * 1000;
  switch (node.type) {
    case "timestamp":
      return node.style === "R" ? relative(ms, ctx.clock.now()) : format(ms, node.style);
    case "channel":
      return place({ channel: node.id }, ctx);
    case "user":
    case "role":
      return `@${ctx.names[node.type](node.id)?.name ?? "unknown"}`;
    default:
      return "";
  }
}

function place({ channel, message }, ctx) {
  return `# ${ctx.names.channel(channel)?.name ?? "unknown"}${message ? " › message" : ""}`;
}

// prose draws Discord Markdown. ctx: {names: {user(id), role(id), channel(id)}, clock, jump(channel, message),
// command(name), revealed: Set of spoiler numbers, model}. Names answer {name, color?, id} or null.
export function prose(source, ctx) {
  const nodes = parse(source);
  const run = { ...ctx, spoilers: 0 };
  const el = h("div", { class: jumbo(nodes) ? "prose jumbo" : "prose", dir: "auto" });
  el.append(...draw(nodes, run));
  return el;
}

function jumbo(nodes) {
  if (!nodes.every((n) => n.type === "text" || n.type === "emoji")) return false;
  const said = nodes
    .map((n) => n.value ?? "")
    .join("")
    .replace(/\s/g, "");
  return (
    said.length > 0 &&
    said.length < 60 &&
    /^(?:\p{Extended_Pictographic}|\p{RI}|[\u200d\ufe0f\u{1f3fb}-\u{1f3ff}])+$/u.test(said)
  );
}

function draw(nodes, ctx) {
  return nodes.map((node) => one(node, ctx));
}

function one(node, ctx) {
  if (INLINE[node.type]) return h(INLINE[node.type], null, draw(node.children, ctx));
  switch (node.type) {
    case "text":
      return document.createTextNode(node.value);
    case "code":
      return h("code", null, node.value);
    case "fence":
      return fence(node);
    case "heading":
      return h(`h${node.level + 2}`, { class: `head head-${node.level}` }, draw(node.children, ctx));
    case "subtext":
      return h("small", { class: "subtext" }, draw(node.children, ctx));
    case "quote":
      return h("blockquote", null, draw(node.children, ctx));
    case "list":
      return list(node, ctx);
    case "lists":
      return h("div", null, draw(node.children, ctx));
    case "spoiler":
      return spoiler(node, ctx);
    case "link":
      return anchor(node, ctx);
    case "timestamp":
      return timestamp(node, ctx);
    case "emoji":
      return h("span", { class: "pill", title: `:${node.name}:` }, `:${node.name}:`);
    case "guide":
      return h("span", { class: "pill" }, `# ${node.name}`);
    case "command":
      return command(node, ctx);
    default:
      return mention(node, ctx);
  }
}

function fence(node) {
  return h(
    "pre",
    { tabindex: "0", "aria-label": node.lang ? `Code, ${node.lang}` : "Code" },
    h("code", null, node.value),
  );
}

function list(node, ctx) {
  const props = node.ordered
    ? { start: node.start, style: { "--digits": String(node.start + node.items.length).length } }
    : {};
  return h(
    node.ordered ? "ol" : "ul",
    props,
    node.items.map((item) => h("li", null, draw(item, ctx))),
  );
}

function spoiler(node, ctx) {
  const number = ctx.spoilers++;
  const inner = h("span", { class: "spoiler-text" }, draw(node.children, ctx));
  const el = h("span", { class: "spoiler" }, inner);
  const open = () => {
    ctx.revealed?.add(number);
    el.classList.add("open");
    inner.inert = false;
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded"]) el.removeAttribute(name);
  };
  if (ctx.revealed?.has(number)) {
    open();
    return el;
  }
  inner.inert = true;
  el.setAttribute("role", "button");
  el.setAttribute("tabindex", "0");
  el.setAttribute("aria-expanded", "false");
  el.setAttribute("aria-label", "Spoiler, activate to reveal");
  el.addEventListener("click", (e) => {
    if (!el.classList.contains("open")) {
      e.preventDefault();
      open();
    }
  });
  el.addEventListener("keydown", (e) => {
    if ((e.key === "Enter" || e.key === " ") && !el.classList.contains("open")) {
      e.preventDefault();
      open();
    }
  });
  return el;
}

function anchor(node, ctx) {
  const target = jumpTarget(node.url);
  if (target) {
    const label = node.masked ? draw(node.children, ctx) : place(target, ctx);
    return h(
      "button",
      {
        class: node.masked ? "link" : "pill",
        type: "button",
        on: { click: () => ctx.jump(target.channel, target.message) },
      },
      label,
    );
  }
  return h(
    "a",
    { href: node.url, target: "_blank", rel: "noopener noreferrer nofollow", title: node.masked ? node.url : null },
    draw(node.children, ctx),
  );
}

function timestamp(node, ctx) {
  const ms = node.unix * 1000;
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return h("span", { class: "stamp" }, "Invalid date");
  const live = node.style === "R";
  return h(
    "time",
    { class: "stamp", datetime: date.toISOString(), title: format(ms, "F"), data: live ? { relative: ms } : {} },
    live ? relative(ms, ctx.clock.now()) : format(ms, node.style),
  );
}

function command(node, ctx) {
  return h("button", { class: "pill", type: "button", on: { click: () => ctx.command(node.name) } }, `/${node.name}`);
}

function mention(node, ctx) {
  if (node.type === "everyone") return h("span", { class: "pill" }, node.name);
  const found = ctx.names[node.type]?.(node.id);
  if (node.type === "channel") {
    return h(
      "button",
      { class: "pill", type: "button", disabled: !found, on: { click: () => ctx.jump(node.id, null) } },
      `# ${found?.name ?? "unknown"}`,
    );
  }
  const name = found?.name ?? (node.type === "role" ? "unknown-role" : "unknown-user");
  const tint = found?.color ? { "--tint": found.color } : {};
  return h("span", { class: node.id === ctx.model.me.id ? "pill mine" : "pill", style: tint }, `@${name}`);
}
