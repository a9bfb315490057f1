// One channel's messages in order, as far as they have been read back.

function older(a, b) {
  return a.length === b.length ? a < b : a.length < b.length;
}

// Timeline keeps messages sorted by id and without gaps: it only ever grows backwards from the present.
export class Timeline {
  list = [];
  complete = false; // nothing older exists
  loaded = false; // the newest page has been read

  // prepend takes a page of history, oldest first, that ends right before what is known.
  prepend(page) {
    const known = new Set(this.list.map((m) => m.id));
    this.list = [...page.filter((m) => !known.has(m.id)), ...this.list];
    this.list.sort((a, b) => (a.id === b.id ? 0 : older(a.id, b.id) ? -1 : 1));
  }

  find(id) {
    return this.list.find((m) => m.id === id);
  }

  // put adds a message or replaces its text; reactions stay ours, as `me` in an event is not about this viewer.
  put(message) {
    const at = this.list.findIndex((m) => m.id === message.id);
    if (at >= 0) {
      const { reactions, ...rest } = message;
      this.list[at] = { ...this.list[at], ...rest };
      return this.list[at];
    }
    let i = this.list.length;
    while (i > 0 && older(message.id, this.list[i - 1].id)) i--;
    if (i === 0 && this.list.length && !this.complete) return null; // older than anything shown
    this.list.splice(i, 0, message);
    return message;
  }

  remove(ids) {
    this.list = this.list.filter((m) => !ids.includes(m.id));
  }

  // react counts one reaction up (by 1) or down (by -1): the viewer's own or another's, a super reaction or not.
  react(id, emoji, by, { mine, burst }) {
    const message = this.find(id);
    if (!message) return;
    message.reactions ||= [];
    const key = emojiKey(emoji);
    let found = message.reactions.find((r) => emojiKey(r.emoji) === key);
    if (!found && by > 0) message.reactions.push((found = { emoji, count: 0, me: false }));
    if (!found) return;
    found.count += by;
    found.count_details = {
      burst: (found.count_details?.burst || 0) + (burst ? by : 0),
      normal: (found.count_details?.normal || 0) + (burst ? 0 : by),
    };
    if (mine) found[burst ? "me_burst" : "me"] = by > 0;
    if (found.count <= 0) message.reactions = message.reactions.filter((r) => r !== found);
  }

  // unreact removes all reactions, or all with one emoji.
  unreact(id, emoji) {
    const message = this.find(id);
    if (message)
      message.reactions = emoji ? (message.reactions || []).filter((r) => emojiKey(r.emoji) !== emojiKey(emoji)) : [];
  }
}

// emojiKey is how the API names an emoji: itself, or name:id for a custom one.
export function emojiKey(emoji) {
  return emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name;
}
