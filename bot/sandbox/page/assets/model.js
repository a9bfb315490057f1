// What the page knows: one viewer's servers, channels, messages and what their interactions are doing. It draws
// nothing; whoever draws listens for its events: "structure", "timeline" {channel}, "message" {channel, id, fresh},
// "interaction" {interaction}, "modal" {modal}, "typing" {channel}, "unread", "stale" (read the state again).

import { get } from "./api.js";
import { Timeline } from "./timeline.js";
import { StoryClock } from "./time.js";

export const ADD_REACTIONS = 1n << 6n;
export const MANAGE_CHANNELS = 1n << 4n;
export const MANAGE_MESSAGES = 1n << 13n;
export const MANAGE_ROLES = 1n << 28n;
const ADMINISTRATOR = 1n << 3n;
const SEND_MESSAGES = 1n << 11n;
const USE_COMMANDS = 1n << 31n;
const SEND_IN_THREADS = 1n << 38n;
const EVERYTHING = (1n << 53n) - 1n; // what an owner or administrator may do
const THREADS = new Set([10, 11, 12]);
const PAGE = 50;
const REMEMBERED = 200; // interactions

export class Model extends EventTarget {
  me = null;
  people = [];
  guilds = [];
  dms = [];
  commands = {};
  clock = new StoryClock();
  channels = new Map(); // id -> {...channel, guild, parent, thread}
  timelines = new Map();
  interactions = new Map();
  pressed = new Map(); // interaction id -> {message, customID}
  unread = new Map(); // channel -> {count, mentions}
  typing = new Map(); // channel -> {name, until}
  open = null; // the channel on screen

  tell(type, detail) {
    this.dispatchEvent(Object.assign(new Event(type), detail));
  }

  // load takes the server's whole state for one viewer.
  load(state) {
    Object.assign(this, {
      me: state.me,
      people: state.people,
      guilds: state.guilds || [],
      dms: state.dms || [],
      commands: state.commands || {},
    });
    this.clock.set(state.clock);
    this.channels.clear();
    for (const guild of this.guilds) {
      for (const c of [...(guild.channels || []), ...(guild.threads || [])]) {
        this.channels.set(c.id, { ...c, guild, thread: THREADS.has(c.type) });
      }
    }
    for (const dm of this.dms)
      this.channels.set(dm.id, { ...dm, guild: null, thread: false, dm: true, name: this.dmName(dm) });
    this.tell("structure");
  }

  // adopt lets an archived thread be opened, which the state does not list, from the message it hangs on.
  adopt(id) {
    for (const line of this.timelines.values()) {
      const message = line.list.find((m) => m.thread?.id === id);
      const parent = message && this.channels.get(message.channel_id);
      if (!parent) continue;
      const { guild, permissions } = parent;
      this.channels.set(id, { ...message.thread, parent_id: parent.id, guild, permissions, thread: true });
      return true;
    }
    return false;
  }

  dmName(dm) {
    const other = (dm.recipients || []).find((u) => u.id !== this.me.id);
    return other ? other.global_name || other.username : "Direct message";
  }

  person(id) {
    return this.people.find((p) => p.id === id) || null;
  }

  role(id) {
    for (const guild of this.guilds) {
      const role = (guild.roles || []).find((r) => r.id === id);
      if (role) return { name: role.name, color: role.color ? "#" + role.color.toString(16).padStart(6, "0") : null };
    }
    return null;
  }

  member(guild, id) {
    return (guild?.members || []).find((m) => m.user?.id === id) || null;
  }

  // rights returns what the viewer may do in a channel, as the server told it. They only decide which controls are
  // shown: the sandbox checks every act itself.
  rights(id) {
    const c = this.channels.get(id);
    return c?.dm ? EVERYTHING : BigInt(c?.permissions || 0);
  }

  may(id, right) {
    return Boolean(this.rights(id) & right);
  }

  // mayInGuild tells whether the viewer may do something in a server as a whole, by its owner and roles.
  mayInGuild(guild, right) {
    if (guild.owner_id === this.me.id) return true;
    const mine = this.member(guild, this.me.id)?.roles || [];
    return (guild.roles || [])
      .filter((r) => r.id === guild.id || mine.includes(r.id))
      .some((r) => BigInt(r.permissions) & (right | ADMINISTRATOR));
  }

  // maySay tells whether the viewer may post in a channel or thread.
  maySay(id) {
    const c = this.channels.get(id);
    if (!c || c.type === 15 || (c.thread_metadata?.archived && c.thread_metadata?.locked)) return false;
    return this.may(id, c.thread ? SEND_IN_THREADS : SEND_MESSAGES);
  }

  // commandsIn lists the commands usable in a channel, of one type (1 slash, 2 user, 3 message).
  commandsIn(id, type = 1) {
    const c = this.channels.get(id);
    const all = this.commands[c?.guild ? c.guild.id : "0"] || [];
    const bits = this.rights(id);
    return all.filter((cmd) => (cmd.type || 1) === type && this.permitted(cmd, bits, c));
  }

  permitted(command, bits, channel) {
    if (channel?.dm || !channel) return true;
    if (!(bits & USE_COMMANDS)) return false;
    const needed = command.default_member_permissions;
    if (needed === null || needed === undefined) return true;
    return (bits & EVERYTHING) === EVERYTHING || (BigInt(needed) !== 0n && (bits & BigInt(needed)) === BigInt(needed));
  }

  timeline(id) {
    if (!this.timelines.has(id)) this.timelines.set(id, new Timeline());
    return this.timelines.get(id);
  }

  // older reads one more page of a channel's past, or its present when nothing has been read. False: there was none.
  async older(id) {
    const line = this.timeline(id);
    if (line.complete && line.loaded) return false;
    const before = line.loaded && line.list.length ? line.list[0].id : null;
    const { messages } = await get("messages", { as: this.me.id, channel: id, before, limit: PAGE });
    if (this.timelines.get(id) !== line) return false; // the viewer changed meanwhile
    line.prepend(messages || []);
    line.loaded = true;
    line.complete = (messages || []).length < PAGE;
    this.tell("timeline", { channel: id });
    return (messages || []).length > 0;
  }

  // forget drops all messages, for a new viewer or after a break in the stream.
  forget() {
    this.timelines.clear();
    this.typing.clear();
  }

  look(id) {
    this.open = id;
    if (this.unread.delete(id)) this.tell("unread");
  }

  // dispatch takes one event as the viewer's client is told it.
  dispatch({ type, data }) {
    const line = data?.channel_id ? this.timelines.get(data.channel_id) : null;
    switch (type) {
      case "MESSAGE_CREATE":
        return this.#created(data, line);
      case "MESSAGE_UPDATE":
        if (line?.put(data)) this.#changed(data.channel_id, data.id);
        return;
      case "MESSAGE_DELETE":
        return this.#removed(data.channel_id, [data.id], line);
      case "MESSAGE_DELETE_BULK":
        return this.#removed(data.channel_id, data.ids || [], line);
      case "MESSAGE_REACTION_ADD":
      case "MESSAGE_REACTION_REMOVE":
        line?.react(data.message_id, data.emoji, type.endsWith("ADD") ? 1 : -1, {
          mine: data.user_id === this.me.id,
          burst: Boolean(data.burst),
        });
        return this.#changed(data.channel_id, data.message_id);
      case "MESSAGE_REACTION_REMOVE_ALL":
      case "MESSAGE_REACTION_REMOVE_EMOJI":
        line?.unreact(data.message_id, data.emoji);
        return this.#changed(data.channel_id, data.message_id);
      case "SANDBOX_MODAL":
        return this.tell("modal", { modal: data });
      case "SANDBOX_INTERACTION":
        return this.#moved(data);
      case "TYPING_START":
        return this.#types(data);
      default:
        if (/^(GUILD|CHANNEL|THREAD|SANDBOX_COMMANDS|USER_UPDATE)/.test(type)) this.tell("stale");
    }
  }

  // #moved keeps the newest states only: an old interaction has long been answered or forgotten.
  #moved(interaction) {
    this.interactions.set(interaction.id, interaction);
    if (this.interactions.size > REMEMBERED) this.interactions.delete(this.interactions.keys().next().value);
    this.tell("interaction", { interaction });
  }

  // press notes that an interaction began with a button or select; what came of an older press is forgotten.
  press(id, message, customID) {
    for (const [old, p] of this.pressed) if (p.message === message) this.pressed.delete(old);
    this.pressed.set(id, { message, customID });
  }

  #changed(channel, id) {
    this.tell("message", { channel, id, fresh: false });
  }

  #removed(channel, ids, line) {
    line?.remove(ids);
    this.tell("timeline", { channel, removed: ids });
  }

  #created(message, line) {
    const channel = message.channel_id;
    if (!this.channels.has(channel)) this.tell("stale");
    if (this.typing.get(channel)?.id === message.author?.id) {
      this.typing.delete(channel);
      this.tell("typing", { channel });
    }
    if (line && line.put(message)) this.tell("message", { channel, id: message.id, fresh: true });
    if (channel === this.open || message.author?.id === this.me.id) return;
    const seen = this.unread.get(channel) || { count: 0, mentions: 0 };
    seen.count++;
    if (this.mentions(message)) seen.mentions++;
    this.unread.set(channel, seen);
    this.tell("unread");
  }

  // waitingFor tells whether a button or select of a message has been pressed and not answered yet.
  waitingFor(message, customID) {
    for (const [id, p] of this.pressed) {
      const state = this.interactions.get(id)?.state || "pending";
      if (p.message === message && p.customID === customID && state === "pending") return true;
    }
    return false;
  }

  // failure words the newest failed press on a message, or null.
  failure(message) {
    let said = null;
    for (const [id, p] of this.pressed) {
      if (p.message !== message) continue;
      const i = this.interactions.get(id);
      said = i?.state === "failed" ? i.error || "The application did not respond" : null;
    }
    return said;
  }

  // mentions tells whether a message calls the viewer.
  mentions(message) {
    if (message.mention_everyone || (message.mentions || []).some((u) => u.id === this.me.id)) return true;
    const channel = this.channels.get(message.channel_id);
    const roles = this.member(channel?.guild, this.me.id)?.roles || [];
    return (message.mention_roles || []).some((id) => roles.includes(id)) || Boolean(channel?.dm);
  }

  #types(data) {
    if (data.user_id === this.me.id) return;
    const name = this.person(data.user_id)?.name || "Someone";
    this.typing.set(data.channel_id, { id: data.user_id, name, until: Date.now() + 10000 });
    this.tell("typing", { channel: data.channel_id });
  }
}
