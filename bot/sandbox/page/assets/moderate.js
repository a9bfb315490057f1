// What moderators do: clear reactions, delete messages and channels, give roles. What cannot be undone is asked twice.

import { h, icon } from "./dom.js";
import { emojiText } from "./components.js";
import { MANAGE_CHANNELS, MANAGE_MESSAGES, MANAGE_ROLES } from "./model.js";
import { menu } from "./popup.js";
import { emojiKey } from "./timeline.js";

// onMessage lists what the viewer may do to a message beyond what everybody may, as items of a menu beside anchor.
export function onMessage(anchor, message, ctx) {
  const { model } = ctx;
  const moderator = model.may(message.channel_id, MANAGE_MESSAGES) && !model.channels.get(message.channel_id)?.dm;
  const items = [];
  if (moderator && message.reactions?.length)
    items.push({ label: "Remove reactions…", danger: true, run: () => clearMenu(anchor, message, ctx) });
  if (moderator || message.author?.id === model.me.id)
    items.push({
      label: "Delete message",
      danger: true,
      run: () => ask(anchor, "Delete this message?", () => ctx.acts.remove(message)),
    });
  return items;
}

function clearMenu(anchor, message, ctx) {
  const one = (r) => ({
    label: `Remove ${emojiText(r.emoji)} of everybody`,
    danger: true,
    run: () => ctx.acts.clear(message, emojiKey(r.emoji)),
  });
  const all = { label: "Remove all reactions", danger: true, run: () => ctx.acts.clear(message, "") };
  menu(anchor, [...message.reactions.map(one), "-", all], "Remove reactions");
}

// ask runs what is asked for only after a second press.
function ask(anchor, question, run) {
  const items = [
    { label: "Keep it", run: () => {} },
    { label: "Yes, delete it", danger: true, run },
  ];
  menu(anchor, items, question, question);
}

// channelButton is the menu of a channel for those who may manage it, else null.
export function channelButton(channel, model, acts) {
  if (!channel?.guild || channel.thread || !model.may(channel.id, MANAGE_CHANNELS)) return null;
  const button = h(
    "button",
    {
      class: "quiet",
      type: "button",
      "aria-label": `Actions for #${channel.name}`,
      "aria-haspopup": "menu",
      on: {
        click: () => {
          const gone = () => ask(button, `Delete #${channel.name}?`, () => acts.removeChannel(channel.id));
          menu(button, [{ label: "Delete channel", danger: true, run: gone }], `Actions for #${channel.name}`);
        },
      },
    },
    icon("dots"),
  );
  return button;
}

// onMember lists the roles that the viewer may give to a person or take, as items of a menu. A role of the server's own
// everybody has is not among them, nor one an app brought along.
export function onMember(person, model, acts) {
  const guild = model.channels.get(model.open)?.guild;
  const member = model.member(guild, person.id);
  if (!member || person.bot || !model.mayInGuild(guild, MANAGE_ROLES)) return [];
  const taken = (guild.members || []).filter((m) => m.user?.bot).flatMap((m) => m.roles);
  return (guild.roles || [])
    .filter((r) => r.id !== guild.id && !taken.includes(r.id))
    .map((r) => {
      const on = !member.roles.includes(r.id);
      return {
        label: `${on ? "Give" : "Take away"} the role ${r.name}`,
        run: () => acts.setRole(guild.id, person.id, r.id, on),
      };
    });
}
