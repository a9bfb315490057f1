// The counts under a message and the small picker beside them.

import { h, icon } from "./dom.js";
import { ADD_REACTIONS } from "./model.js";
import { emojiText } from "./components.js";
import { arrows, menu, popup } from "./popup.js";
import { emojiKey } from "./timeline.js";

const PICKS = [
  ["👍", "thumbs up"],
  ["❤️", "heart"],
  ["😂", "tears of joy"],
  ["😮", "surprised"],
  ["😢", "crying"],
  ["🎉", "party"],
  ["🔥", "fire"],
  ["👀", "eyes"],
  ["👏", "clapping"],
  ["🙏", "thanks"],
  ["😱", "screaming"],
  ["🤔", "thinking"],
  ["📚", "books"],
  ["🕯️", "candle"],
  ["🗝️", "key"],
  ["⚓", "anchor"],
  ["🌙", "moon"],
  ["⭐", "star"],
  ["1️⃣", "one"],
  ["2️⃣", "two"],
  ["3️⃣", "three"],
  ["4️⃣", "four"],
  ["🅰️", "letter A"],
  ["🅱️", "letter B"],
];

// reactions draws the row, or null when there is nothing in it. ctx is the message's.
export function reactions(message, ctx) {
  const list = message.reactions || [];
  if (!list.length) return null;
  const row = h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    list.map((r) => {
      const name = emojiText(r.emoji);
      const bursts = r.count_details?.burst || 0;
      return h(
        "button",
        {
          class: `reaction${r.me || r.me_burst ? " mine" : ""}${bursts ? " super" : ""}`,
          type: "button",
          "aria-pressed": String(Boolean(r.me)),
          "aria-label": `${name}, ${counted(r.count)}${bursts ? `, ${bursts} of them super` : ""}`,
          data: { key: `r:${emojiKey(r.emoji)}` },
          on: { click: () => ctx.acts.react(message, emojiKey(r.emoji), !r.me) },
        },
        h("span", { class: "emoji", "aria-hidden": "true" }, name),
        h("span", { class: "count" }, r.count),
      );
    }),
  );
  if (mayReact(message, ctx)) {
    const add = h(
      "button",
      {
        class: "reaction add",
        type: "button",
        "aria-label": "Add a reaction",
        "aria-haspopup": "dialog",
        data: { key: "r+" },
        on: { click: () => pick(add, message, ctx) },
      },
      icon("smile"),
    );
    row.append(add);
  }
  return row;
}

function counted(n) {
  return `${n} ${n === 1 ? "reaction" : "reactions"}`;
}

// superMenu opens a menu of super reactions: one for each emoji that is there, as a menu of pickers would be too much.
export function superMenu(anchor, message, ctx) {
  const items = (message.reactions || []).map((r) => ({
    label: `${r.me_burst ? "Take back super" : "Super"} ${emojiText(r.emoji)}`,
    run: () => ctx.acts.superReact(message, emojiKey(r.emoji), !r.me_burst),
  }));
  menu(anchor, items, "Super reactions");
}

// mayReact tells whether the viewer may put a new emoji under a message; a message only they see takes none.
export function mayReact(message, ctx) {
  return !((message.flags || 0) & 64) && ctx.model.may(message.channel_id, ADD_REACTIONS);
}

// pick opens the picker beside anchor.
export function pick(anchor, message, ctx) {
  let close;
  const grid = h(
    "div",
    { class: "emoji-grid", role: "group", "aria-label": "Add a reaction" },
    PICKS.map(([emoji, name]) =>
      h(
        "button",
        {
          type: "button",
          class: "emoji",
          "aria-label": name,
          title: name,
          on: {
            click: () => {
              close();
              ctx.acts.react(message, emoji, true);
            },
          },
        },
        emoji,
      ),
    ),
  );
  arrows(grid, "button");
  close = popup(anchor, grid, { label: "Add a reaction" });
  grid.firstElementChild.focus();
}
