// One message as people see it.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { components } from "./components.js";
import { attachments, embed } from "./media.js";
import { menu } from "./popup.js";
import { parse, plain } from "./markdown.js";
import { onMessage } from "./moderate.js";
import { inWords, prose } from "./prose.js";
import { mayReact, pick, reactions, superMenu } from "./reactions.js";
import { format, stamp } from "./time.js";

const EPHEMERAL = 64;
const LOADING = 128;
const SYSTEM = {
  6: ["pin", "pinned a message to this channel."],
  18: ["thread", "started a thread:"],
  7: ["people", "joined the server."],
};

// isEphemeral tells whether only the viewer sees a message.
export function isEphemeral(message) {
  return Boolean((message.flags || 0) & EPHEMERAL);
}

// author returns {name, color, bot} of a message.
export function author(message, model) {
  const user = message.author || {};
  const person = model.person(user.id);
  return {
    id: user.id,
    name: message.member?.nick || person?.name || user.global_name || user.username || "Unknown",
    color: person?.color,
    bot: Boolean(user.bot || person?.bot),
  };
}

// summary is a message in one line of plain words.
export function summary(message, ctx, length = 140) {
  const words = (source) => plain(parse(source || ""), (node) => inWords(node, ctx));
  const parts = [words(message.content)];
  const walk = (list) =>
    (list || []).forEach((c) => {
      if (c?.type === 10) parts.push(words(c.content));
      walk(c?.components);
    });
  walk(message.components);
  for (const e of message.embeds || []) parts.push(e.title || "", words(e.description));
  for (const a of message.attachments || []) parts.push(a.filename);
  const said = parts.filter(Boolean).join(" ").replace(/\s+/g, " ").trim();
  if (!said) return (message.flags || 0) & LOADING ? "is thinking…" : "(no text)";
  return said.length > length ? said.slice(0, length - 1) + "…" : said;
}

// messageElement draws a message. compact leaves out the face and name, for one that continues the one above.
export function messageElement(message, compact, ctx) {
  const system = SYSTEM[message.type];
  const el = h("article", {
    class: classes(message, compact, ctx),
    tabindex: "-1",
    data: { id: message.id },
    "aria-label": `${author(message, ctx.model).name}, ${stamp(Date.parse(message.timestamp), ctx.clock.now())}`,
  });
  if (system) el.append(...systemLine(message, system, ctx));
  else el.append(...body(message, compact, ctx));
  el.append(toolbar(message, ctx, el));
  return el;
}

function classes(message, compact, ctx) {
  return [
    "message",
    compact ? "compact" : "full",
    SYSTEM[message.type] ? "system" : "",
    isEphemeral(message) ? "ephemeral" : "",
    ctx.model.mentions(message) && !ctx.model.channels.get(message.channel_id)?.dm ? "calls" : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function time(message, ctx, style) {
  const ms = Date.parse(message.timestamp);
  return h(
    "time",
    { datetime: message.timestamp, title: format(ms, "F") },
    style ? format(ms, style) : stamp(ms, ctx.clock.now()),
  );
}

function systemLine(message, [sign, words], ctx) {
  const who = author(message, ctx.model);
  const target = message.type === 18 ? message.message_reference?.channel_id : null;
  return [
    h("span", { class: "gutter" }, icon(sign)),
    h(
      "div",
      { class: "content" },
      h("strong", null, who.name),
      ` ${words} `,
      target
        ? h(
            "button",
            { class: "link", type: "button", on: { click: () => ctx.jump(target, null) } },
            message.content || "open it",
          )
        : null,
      message.type === 6 && message.message_reference
        ? h(
            "button",
            {
              class: "link",
              type: "button",
              on: { click: () => ctx.jump(message.message_reference.channel_id, message.message_reference.message_id) },
            },
            "See it.",
          )
        : null,
      " ",
      time(message, ctx),
    ),
  ];
}

function body(message, compact, ctx) {
  const who = author(message, ctx.model);
  const origin = compact ? null : above(message, ctx);
  const side = compact
    ? h("span", { class: "gutter" }, time(message, ctx, "t"))
    : avatar(who.name, who.color, who.bot ? "app" : "");
  const head = compact
    ? null
    : h(
        "header",
        null,
        h("span", { class: "name", style: who.color ? { "--tint": who.color } : {} }, who.name),
        who.bot ? h("span", { class: "badge" }, "APP") : null,
        time(message, ctx),
        message.pinned ? h("span", { class: "pinned", title: "Pinned" }, icon("pin")) : null,
      );
  const thread = message.thread ? threadChip(message.thread, ctx) : null;
  return [origin, side, h("div", { class: "content" }, head, said(message, ctx), thread, foot(message, ctx))].filter(
    Boolean,
  );
}

// above is the line over a message that answers a command or another message.
function above(message, ctx) {
  const origin = message.interaction_metadata || message.interaction;
  const name = message.interaction?.name || message.interaction_metadata?.name;
  if (origin?.user && name) {
    const who = author({ author: origin.user }, ctx.model);
    return h(
      "div",
      { class: "above" },
      avatar(who.name, who.color, "tiny"),
      h("strong", { style: who.color ? { "--tint": who.color } : {} }, who.name),
      " used ",
      h("span", { class: "pill" }, `/${name}`),
    );
  }
  const ref = message.message_reference;
  if (!ref || message.type === 6 || message.type === 18) return null;
  const source = message.referenced_message;
  if (!source) return h("div", { class: "above" }, icon("reply"), h("em", null, "The original message is gone"));
  const who = author(source, ctx.model);
  return h(
    "button",
    {
      class: "above",
      type: "button",
      on: { click: () => ctx.jump(ref.channel_id || message.channel_id, ref.message_id) },
    },
    avatar(who.name, who.color, "tiny"),
    h("strong", { style: who.color ? { "--tint": who.color } : {} }, who.name),
    h("span", null, summary(source, ctx, 90)),
  );
}

function said(message, ctx) {
  if ((message.flags || 0) & LOADING && !message.content) {
    return h(
      "div",
      { class: "thinking", role: "status" },
      h("span", { class: "typing-dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      `${author(message, ctx.model).name} is thinking…`,
    );
  }
  if (!ctx.revealed.has(message.id)) ctx.revealed.set(message.id, new Set());
  const run = { ...ctx, revealed: ctx.revealed.get(message.id) };
  const edited = message.edited_timestamp
    ? h("span", { class: "edited", title: format(Date.parse(message.edited_timestamp), "F") }, "(edited)")
    : null;
  const text = message.content ? prose(message.content, run) : null;
  if (edited && text) {
    const end = text.lastElementChild;
    if (end?.matches(".subtext") && !end.nextSibling) end.append(" ", edited);
    else if (!end?.matches("blockquote,pre,ul,ol")) text.append(" ", edited);
  }
  const suppressed = (message.flags || 0) & 4;
  return [
    text,
    edited && !edited.isConnected && !edited.parentNode ? edited : null,
    attachments(unshown(message)),
    suppressed ? null : (message.embeds || []).map((e) => embed(e, { ...run, revealed: null })),
    h("div", { class: "parts" }, components(message.components, message, { ...run, revealed: null })),
    reactions(message, ctx),
  ];
}

// unshown leaves out the files that an embed or component already shows.
function unshown(message) {
  const text = JSON.stringify([message.embeds || [], message.components || []]);
  const v2 = (message.flags || 0) & 32768;
  return (message.attachments || []).filter(
    (a) => !v2 && !(a.url && text.includes(JSON.stringify(a.url).slice(1, -1))),
  );
}

function threadChip(thread, ctx) {
  const count = thread.message_count ?? 0;
  return h(
    "button",
    { class: "thread-chip", type: "button", data: { key: "thread" }, on: { click: () => ctx.jump(thread.id, null) } },
    icon("thread"),
    h("strong", null, thread.name),
    h("span", null, count ? `${count} ${count === 1 ? "message" : "messages"} ›` : "Open the thread ›"),
  );
}

function foot(message, ctx) {
  const failed = ctx.model.failure(message.id);
  return [
    failed ? h("p", { class: "failed", role: "alert" }, failed) : null,
    isEphemeral(message)
      ? h(
          "p",
          { class: "only-you" },
          icon("eye"),
          h("span", null, "Only you can see this"),
          " · ",
          h(
            "button",
            { class: "link", type: "button", data: { key: "dismiss" }, on: { click: () => ctx.acts.dismiss(message) } },
            "Dismiss message",
          ),
        )
      : null,
  ];
}

function toolbar(message, ctx, el) {
  const add = mayReact(message, ctx)
    ? h(
        "button",
        {
          type: "button",
          "aria-label": "Add a reaction",
          "aria-haspopup": "dialog",
          data: { key: "t+" },
          on: { click: () => pick(add, message, ctx) },
        },
        icon("smile"),
      )
    : null;
  const more = h(
    "button",
    {
      type: "button",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      data: { key: "more" },
      on: { click: () => openMenu(more, message, ctx) },
    },
    icon("dots"),
  );
  el.addEventListener("contextmenu", (e) => {
    if (String(getSelection()) || e.target.closest("a,img")) return;
    e.preventDefault();
    openMenu(more, message, ctx);
  });
  return h("div", { class: "toolbar" }, add, more);
}

function openMenu(anchor, message, ctx) {
  const ofMessage = isEphemeral(message) ? [] : ctx.model.commandsIn(message.channel_id, 3);
  const ofUser = ctx.model.commandsIn(message.channel_id, 2);
  const channel = ctx.model.channels.get(message.channel_id);
  const link = `https://discord.com/channels/${channel?.guild?.id || "@me"}/${message.channel_id}/${message.id}`;
  const items = [
    { label: "Copy text", run: () => ctx.acts.copy(message.content || summary(message, ctx, 4000), "Text copied") },
    { label: "Copy message link", run: () => ctx.acts.copy(link, "Link copied") },
  ];
  if (isEphemeral(message)) items.push({ label: "Dismiss message", run: () => ctx.acts.dismiss(message) });
  else if (message.reactions?.length)
    items.push({ label: "Super react…", run: () => superMenu(anchor, message, ctx) });
  if (ofMessage.length || ofUser.length) items.push("-");
  for (const cmd of ofMessage)
    items.push({
      label: cmd.name,
      detail: "App, on this message",
      run: () => ctx.acts.invokeOn(cmd, message.channel_id, message.id),
    });
  for (const cmd of ofUser)
    items.push({
      label: cmd.name,
      detail: `App, on ${author(message, ctx.model).name}`,
      run: () => ctx.acts.invokeOn(cmd, message.channel_id, message.author.id),
    });
  const strict = isEphemeral(message) ? [] : onMessage(anchor, message, ctx);
  if (strict.length) items.push("-", ...strict);
  menu(anchor, items, "Message actions");
}
