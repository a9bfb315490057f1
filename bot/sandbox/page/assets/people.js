// Who is here, and who the viewer is: one can be any person of the sandbox, one at a time.

import { avatar } from "./avatar.js";
import { byId, fill, h, icon } from "./dom.js";
import { onMember } from "./moderate.js";
import { menu } from "./popup.js";
import { format, when } from "./time.js";

const GROUPS = [
  ["author", "Author"],
  ["moderator", "Moderator"],
  ["reader", "Readers"],
  ["bot", "Apps"],
];
const ABOUT = { author: "Author", moderator: "Moderator", reader: "Reader", bot: "App" };

export class People {
  #model;
  #on;

  #acts;

  // on: {become(id), go(channel)}; acts is what else the viewer does.
  constructor(model, on, acts) {
    this.#model = model;
    this.#on = on;
    this.#acts = acts;
    model.addEventListener("structure", () => this.draw());
  }

  draw() {
    const me = this.#model.person(this.#model.me.id);
    const button = byId("me");
    fill(
      button,
      avatar(me?.name, me?.color),
      h("span", { class: "grow" }, h("b", null, me?.name || "Unknown"), h("small", null, ABOUT[me?.role] || "Guest")),
      h("span", { class: "swap" }, "Switch"),
    );
    button.setAttribute("aria-label", `You are ${me?.name}. Switch to somebody else`);
    button.onclick = () => this.#switch(button);
    fill(
      byId("members"),
      GROUPS.map(([role, title]) => this.#group(role, title)),
    );
  }

  #switch(button) {
    const list = this.#model.people.filter((p) => !p.bot);
    menu(
      button,
      list.map((p) => ({
        label: p.name,
        detail: ABOUT[p.role],
        icon: avatar(p.name, p.color, p.id === this.#model.me.id ? "small chosen" : "small"),
        run: () => this.#on.become(p.id),
      })),
      "Who are you?",
      "Who are you?",
    );
  }

  #group(role, title) {
    const all = this.#model.people.filter(
      (p) => p.role === role || (role === "reader" && !GROUPS.some(([r]) => r === p.role)),
    );
    if (!all.length) return null;
    return [
      h("h3", null, `${title} — ${all.length}`),
      h(
        "ul",
        null,
        all.map((p) => h("li", null, this.#member(p))),
      ),
    ];
  }

  #member(p) {
    const mine = p.id === this.#model.me.id;
    const el = h(
      "button",
      {
        type: "button",
        class: mine ? "member here" : "member",
        "aria-haspopup": "menu",
        on: { click: () => this.#menu(el, p, mine) },
      },
      avatar(p.name, p.color, p.bot ? "app" : ""),
      h(
        "span",
        { class: "grow", style: { "--tint": p.color } },
        h("span", { class: "name" }, p.name),
        p.bot ? h("span", { class: "badge" }, "APP") : null,
        mine ? h("small", null, "you") : null,
      ),
    );
    return el;
  }

  #menu(anchor, p, mine) {
    const open = this.#model.open;
    const items = [];
    if (!p.bot && !mine) items.push({ label: `Be ${p.name}`, icon: icon("people"), run: () => this.#on.become(p.id) });
    const dm = this.#model.dms.find((c) => (c.recipients || []).some((u) => u.id === p.id) && !mine);
    if (dm) items.push({ label: "Direct messages", icon: icon("at"), run: () => this.#on.go(dm.id) });
    for (const cmd of open ? this.#model.commandsIn(open, 2) : []) {
      items.push({ label: cmd.name, detail: `App, on ${p.name}`, run: () => this.#acts.invokeOn(cmd, open, p.id) });
    }
    const roles = onMember(p, this.#model, this.#acts);
    if (roles.length) items.push(...(items.length ? ["-"] : []), ...roles);
    if (!items.length) items.push({ label: mine ? "This is you" : `${p.name} is an app`, run: () => {} });
    menu(anchor, items, p.name, p.name, this.#facts(p));
  }

  // #facts is what a server's rules may ask about a person: since when they are here, and what they belong to.
  #facts(p) {
    const guild = this.#model.channels.get(this.#model.open)?.guild;
    const member = this.#model.member(guild, p.id);
    const made = `Account made on ${format(when(p.id), "D")}`;
    if (!member) return [made];
    const names = (guild.roles || []).filter((r) => member.roles.includes(r.id)).map((r) => r.name);
    return [
      made,
      `In this server since ${format(Date.parse(member.joined_at), "D")}`,
      names.length ? `Roles: ${names.join(", ")}` : "No roles",
    ];
  }
}
