// The line at the bottom: plain words, or a slash command being chosen and filled in.

import { avatar } from "./avatar.js";
import { CommandForm, matching, nested, runnable } from "./commands.js";
import { byId, fill, h, icon } from "./dom.js";
import { Suggest } from "./suggest.js";

const LONGEST = 2000; // characters of a message, as people without a subscription have them

export class Composer {
  #model;
  #acts;
  #status;
  #slot = byId("composer-slot");
  #drafts = new Map(); // channel -> text
  #channel = null;
  #area = null;
  #wasAllowed = null;

  // acts posts what is written; status is told what cannot be.
  constructor(model, acts, status) {
    this.#model = model;
    this.#acts = acts;
    this.#status = status;
    model.addEventListener("structure", () => this.#renew());
  }

  show(channel) {
    this.#channel = channel;
    this.#draw();
  }

  focus() {
    this.#area?.focus({ preventScroll: true });
  }

  // start begins a command by its full name, as a click on a mentioned one does.
  start(label) {
    const entry = this.#entries().find((e) => e.label === label);
    if (entry) this.#fill(entry);
    else this.#status.complain(new Error(`There is no /${label} here`));
  }

  #entries() {
    return runnable(this.#model.commandsIn(this.#channel));
  }

  #key() {
    return [this.#channel, this.#model.me?.id, this.#model.maySay(this.#channel), this.#entries().length > 0].join();
  }

  #renew() {
    if (this.#channel && this.#wasAllowed !== this.#key()) this.#draw();
  }

  #draw() {
    this.#wasAllowed = this.#key();
    const may = this.#model.maySay(this.#channel);
    const commands = this.#entries();
    if (!may && !commands.length) {
      this.#area = null;
      const words = h("span", null, "You do not have permission to send messages in this channel.");
      fill(this.#slot, h("div", { class: "composer closed" }, icon("lock"), words));
      return;
    }
    const area = this.#textarea(may);
    const box = h("div", { class: "suggest", hidden: true });
    const left = h("span", { class: "left", "aria-live": "polite" });
    const send = h("button", { class: "send", type: "submit", "aria-label": "Send" }, icon("send"));
    const slash = this.#slash(area, commands.length > 0);
    const form = h("form", { class: "composer", "aria-label": "Message" }, box, slash, area, left, send);
    const list = new Suggest(area, box, (item) => (item.person ? this.#mention(area, item) : this.#fill(item.entry)));
    area.addEventListener("input", () => this.#typed(area, list, left, may));
    area.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
      e.preventDefault();
      this.#say(area, may);
    });
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.#say(area, may);
    });
    fill(this.#slot, form);
    this.#area = area;
    this.#size(area, left);
  }

  #textarea(may) {
    const c = this.#model.channels.get(this.#channel);
    const place = c?.dm ? `@${c.name}` : c?.thread ? c.name : `#${c?.name ?? ""}`;
    const hint = may ? `Message ${place}` : "Type / for commands";
    const label = may ? hint : "You cannot post here, but you can use commands. Type / to see them.";
    const value = this.#drafts.get(this.#channel) || "";
    return h("textarea", {
      id: "say",
      rows: "1",
      placeholder: hint,
      "aria-label": label,
      title: may ? null : label,
      value,
    });
  }

  // #slash is the button that lists the commands, for those who do not know that "/" does.
  #slash(area, some) {
    const click = () => {
      area.value = "/";
      area.focus();
      area.dispatchEvent(new Event("input"));
    };
    const props = {
      class: "quiet slash",
      type: "button",
      "aria-label": "Commands",
      title: "Commands",
      disabled: !some,
    };
    return h("button", { ...props, on: { click } }, "/");
  }

  #typed(area, list, left, may) {
    this.#drafts.set(this.#channel, area.value);
    this.#size(area, left);
    const command = /^\/([^\n]*)$/.exec(area.value);
    if (command) {
      this.#offer(list, command[1]);
      return;
    }
    const mention = may && /(?:^|\s)@([^\s@]{0,20})$/.exec(area.value.slice(0, area.selectionStart));
    if (mention) this.#people(list, mention[1]);
    else list.hide();
  }

  #offer(list, typed) {
    const found = matching(this.#entries(), typed).slice(0, 25);
    list.show(
      typed ? `Commands matching /${typed}` : "Commands",
      found.map((entry) => {
        const app = this.#model.person(entry.command.application_id);
        return {
          entry,
          label: `/${entry.label}`,
          description: entry.description,
          sign: avatar(app?.name || "App", app?.color, "app small"),
          detail: entry.options
            .filter((o) => o.required)
            .map((o) => o.name)
            .join(" "),
        };
      }),
      { note: "No command starts like this" },
    );
  }

  #people(list, typed) {
    const want = typed.toLowerCase();
    const found = this.#model.people.filter((p) => p.name.toLowerCase().includes(want)).slice(0, 8);
    list.show(
      "Members",
      found.map((person) => ({ person, label: person.name, sign: avatar(person.name, person.color, "small") })),
    );
  }

  #mention(area, { person }) {
    const head = area.value.slice(0, area.selectionStart).replace(/@[^\s@]*$/, `<@${person.id}> `);
    const rest = area.value.slice(area.selectionStart);
    area.value = head + rest;
    area.setSelectionRange(head.length, head.length);
    area.dispatchEvent(new Event("input"));
  }

  #size(area, left) {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.4)}px`;
    const spare = LONGEST - [...area.value].length;
    left.textContent = spare < 200 ? String(spare) : "";
    left.classList.toggle("over", spare < 0);
  }

  async #say(area, may) {
    const text = area.value.trim();
    if (!text) return;
    const named = /^\/(\S.*)$/.exec(text);
    if (named) {
      const entry = matching(this.#entries(), named[1])[0];
      if (entry) {
        this.#fill(entry);
        return;
      }
    }
    if (!may) {
      this.#status.complain(new Error("You do not have permission to send messages in this channel."));
      return;
    }
    if ([...text].length > LONGEST) {
      this.#status.complain(new Error(`A message has at most ${LONGEST} characters`));
      return;
    }
    const channel = this.#channel;
    area.value = "";
    area.dispatchEvent(new Event("input"));
    try {
      await this.#acts.say(channel, text);
    } catch (err) {
      if (area.isConnected && !area.value) {
        area.value = text;
        area.dispatchEvent(new Event("input"));
      }
      this.#status.complain(err);
    }
  }

  #fill(entry) {
    const channel = this.#channel;
    this.#drafts.delete(channel);
    if (!entry.options.length) {
      this.#draw();
      this.focus();
      this.#send(channel, entry, []);
      return;
    }
    const back = () => {
      this.#draw();
      this.focus();
    };
    const form = new CommandForm(entry, this.#model, {
      cancel: back,
      send: (e, values) => this.#send(channel, e, values, back),
      complete: (e, values, name, signal) =>
        this.#acts.complete(channel, e.command, nested(e.path, values), name, signal),
    });
    fill(this.#slot, form.el);
    this.#area = null;
    form.focus();
  }

  async #send(channel, entry, values, sent) {
    try {
      await this.#acts.invoke(channel, entry.command, nested(entry.path, values), `/${entry.label}`);
      if (channel === this.#channel) sent?.();
    } catch (err) {
      this.#status.complain(err);
    }
  }
}
