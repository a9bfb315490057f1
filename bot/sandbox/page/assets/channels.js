// The list of places: the server's channels with their threads, and direct messages.

import { avatar } from "./avatar.js";
import { byId, fill, h, icon } from "./dom.js";

const CATEGORY = 4;

export class Channels {
  #model;
  #go;

  // go(channel) opens one.
  constructor(model, go) {
    this.#model = model;
    this.#go = go;
    for (const name of ["structure", "unread"]) model.addEventListener(name, () => this.draw());
  }

  draw() {
    const m = this.#model;
    const guild = m.guilds[0];
    fill(byId("guild-name"), guild?.name || "No server");
    fill(
      byId("rail"),
      m.guilds.map((g, i) =>
        h(
          "span",
          { class: i === 0 ? "server here" : "server", title: g.name, "aria-hidden": "true" },
          g.name
            .split(/\s+/)
            .filter((w) => !/^(the|a|an|of)$/i.test(w))
            .map((w) => w[0])
            .join("")
            .slice(0, 3)
            .toUpperCase(),
        ),
      ),
    );
    const parts = m.guilds.map((g) => this.#guild(g, m.guilds.length > 1));
    if (m.dms.length)
      parts.push(
        h("h3", null, "Direct messages"),
        h(
          "ul",
          null,
          m.dms.map((c) => h("li", null, this.#link(m.channels.get(c.id)))),
        ),
      );
    fill(byId("channels"), parts);
  }

  #guild(guild, named) {
    const order = (a, b) => (a.position || 0) - (b.position || 0) || (BigInt(a.id) < BigInt(b.id) ? -1 : 1);
    const all = (guild.channels || []).slice().sort(order);
    const loose = all.filter((c) => c.type !== CATEGORY && !all.some((p) => p.id === c.parent_id));
    const out = [h("h3", null, named ? guild.name : "Text channels"), this.#list(guild, loose)];
    for (const category of all.filter((c) => c.type === CATEGORY)) {
      const inside = all.filter((c) => c.parent_id === category.id);
      if (inside.length) out.push(h("h3", null, category.name), this.#list(guild, inside));
    }
    return out;
  }

  #list(guild, channels) {
    return h(
      "ul",
      null,
      channels.map((c) => {
        const threads = (guild.threads || []).filter((t) => t.parent_id === c.id && !t.thread_metadata?.archived);
        return h(
          "li",
          null,
          this.#link(this.#model.channels.get(c.id)),
          threads.length
            ? h(
                "ul",
                { class: "threads", "aria-label": `Threads in ${c.name}` },
                threads.map((t) => h("li", null, this.#link(this.#model.channels.get(t.id)))),
              )
            : null,
        );
      }),
    );
  }

  #link(c) {
    const news = this.#model.unread.get(c.id);
    const here = c.id === this.#model.open;
    const face = c.dm
      ? avatar(c.name, this.#model.people.find((p) => p.name === c.name)?.color, "small")
      : icon(c.thread ? "thread" : "hash");
    return h(
      "button",
      {
        type: "button",
        class: `place${here ? " here" : ""}${news ? " news" : ""}`,
        "aria-current": here ? "page" : null,
        data: { channel: c.id },
        on: { click: () => this.#go(c.id) },
      },
      face,
      h("span", { class: "grow" }, c.name),
      news ? h("span", { class: "sr" }, `, ${news.count} unread`) : null,
      news?.mentions ? h("span", { class: "count", "aria-hidden": "true" }, news.mentions) : null,
    );
  }
}
