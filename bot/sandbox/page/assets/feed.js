// The list of messages of the open channel: grouping, days, scrolling, what is new.

import { byId, fill, h, icon, refocus } from "./dom.js";
import { author, isEphemeral, messageElement, summary } from "./message.js";
import { day, format } from "./time.js";

const GROUP = 7 * 60 * 1000; // messages of one author closer than this share a header
const NEAR = 60; // pixels from the end that still count as being there

export class Feed {
  #ctx;
  #status;
  #model;
  #scroller = byId("feed");
  #list = byId("messages");
  #bar = byId("new-bar");
  #rows = new Map(); // message id -> element
  #fresh = 0;
  #channel = null;
  #reading = false;
  #stick = true;
  #shape = ""; // of what is scrolled, when it last was

  // ctx is what messages are drawn with; status speaks to screen readers and tells of failures.
  constructor(ctx, status) {
    this.#ctx = ctx;
    this.#model = ctx.model;
    this.#status = status;
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#bar.addEventListener("click", () => {
      this.#toEnd(true);
      byId("composer-slot").querySelector("textarea,button")?.focus();
    });
    this.#list.addEventListener("keydown", (e) => this.#walk(e));
    new ResizeObserver(() => {
      if (this.#stick) this.#toEnd();
    }).observe(this.#list);
    new ResizeObserver(() => {
      if (this.#stick) this.#toEnd();
    }).observe(this.#scroller);
    this.#model.addEventListener("timeline", (e) => {
      if (e.channel === this.#channel) this.#redraw();
    });
    this.#model.addEventListener("message", (e) => {
      if (e.channel === this.#channel) this.#changed(e);
    });
    this.#model.addEventListener("interaction", () => this.#pressed());
    this.#model.addEventListener("structure", () => this.#redraw());
  }

  // show opens a channel at its end.
  async show(channel) {
    this.#channel = channel;
    this.#fresh = 0;
    this.#stick = true;
    this.#bar.hidden = true;
    this.#rows.clear();
    const line = this.#model.timeline(channel);
    if (line.loaded) this.#redraw();
    else fill(this.#list, skeleton());
    if (!line.loaded) await this.#older();
    this.#toEnd();
  }

  // leave empties the list before another viewer comes: what one sees is not for the next.
  leave() {
    this.#channel = null;
    this.#fresh = 0;
    this.#bar.hidden = true;
    this.#rows.clear();
    fill(this.#list);
  }

  // reveal scrolls to a message, reading back as far as needed. False: it is not in the channel.
  async reveal(id) {
    const channel = this.#channel;
    for (let page = 0; page < 40 && !this.#rows.has(id) && channel === this.#channel; page++) {
      if (!(await this.#older())) break;
    }
    const el = this.#rows.get(id);
    if (!el || channel !== this.#channel) return false;
    this.#stick = false;
    el.scrollIntoView({ block: "center" });
    el.focus({ preventScroll: true });
    el.classList.add("found");
    el.addEventListener("animationend", () => el.classList.remove("found"), { once: true });
    return true;
  }

  async #older() {
    if (this.#reading) return false;
    this.#reading = true;
    const height = this.#scroller.scrollHeight;
    const top = this.#scroller.scrollTop;
    try {
      const more = await this.#model.older(this.#channel);
      if (!this.#stick) this.#scroller.scrollTop = top + this.#scroller.scrollHeight - height;
      return more;
    } catch (err) {
      this.#status.complain(err);
      return false;
    } finally {
      this.#reading = false;
    }
  }

  #atEnd() {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < NEAR;
  }

  #toEnd(said = false) {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#stick = true;
    if (said || this.#fresh) {
      this.#fresh = 0;
      this.#bar.hidden = true;
    }
  }

  #scrolled() {
    const { scrollHeight, clientHeight, clientWidth } = this.#scroller;
    const shape = [scrollHeight, clientHeight, clientWidth].join();
    if (this.#stick && shape !== this.#shape) {
      this.#shape = shape; // the window or a picture moved the text, not the reader
      this.#toEnd();
      return;
    }
    this.#shape = shape;
    this.#stick = this.#atEnd();
    if (this.#stick && this.#fresh) {
      this.#fresh = 0;
      this.#bar.hidden = true;
    }
    const line = this.#channel && this.#model.timeline(this.#channel);
    if (line?.loaded && !line.complete && this.#scroller.scrollTop < 300 && !this.#reading) this.#older();
  }

  #redraw() {
    if (!this.#channel) return;
    const line = this.#model.timeline(this.#channel);
    if (!line.loaded) return;
    refocus(this.#list, () => {
      this.#rows.clear();
      const rows = line.list.map((m, i) => this.#row(m, line.list[i - 1]));
      fill(this.#list, line.complete ? this.#beginning() : null, rows);
    });
    this.#rove();
    if (this.#stick) this.#toEnd();
  }

  #row(message, before) {
    const now = Date.parse(message.timestamp);
    const newDay = !before || day(Date.parse(before.timestamp)) !== day(now);
    const el = messageElement(message, !newDay && this.#continues(message, before, now), this.#ctx);
    this.#rows.set(message.id, el);
    const divider = newDay
      ? h("div", { class: "day", role: "separator", "aria-label": format(now, "D") }, h("span", null, format(now, "D")))
      : null;
    return h("div", { class: "row", role: "listitem" }, divider, el);
  }

  #continues(message, before, now) {
    return (
      before.author?.id === message.author?.id &&
      message.type === 0 &&
      [0, 19, 20].includes(before.type) &&
      !message.message_reference &&
      !message.interaction_metadata &&
      !message.interaction &&
      isEphemeral(message) === isEphemeral(before) &&
      now - Date.parse(before.timestamp) < GROUP
    );
  }

  #changed({ id, fresh }) {
    const line = this.#model.timeline(this.#channel);
    const at = line.list.findIndex((m) => m.id === id);
    if (at < 0) return;
    const message = line.list[at];
    const own = [message.author?.id, message.interaction_metadata?.user?.id].includes(this.#model.me.id);
    const stick = this.#stick || (fresh && own);
    if (fresh && at !== line.list.length - 1) {
      this.#redraw();
      return;
    }
    const old = this.#rows.get(id)?.parentElement;
    const draw = () => {
      const row = this.#row(message, line.list[at - 1]);
      if (old) old.replaceWith(row);
      else this.#list.append(row);
    };
    if (old) refocus(old.parentElement, draw);
    else draw();
    this.#rove();
    if (fresh) this.#arrived(message, own, stick);
    if (stick) this.#toEnd();
  }

  #arrived(message, own, stick) {
    if (message.author?.id !== this.#model.me.id) {
      const hidden = isEphemeral(message) ? ["only you can see this"] : [];
      this.#status.announce([author(message, this.#model).name, ...hidden, summary(message, this.#ctx)].join(": "));
    }
    if (stick) return;
    this.#fresh++;
    this.#bar.hidden = false;
    fill(
      this.#bar,
      `${this.#fresh} new ${this.#fresh === 1 ? "message" : "messages"}`,
      h("span", null, "Jump to the present", icon("down")),
    );
  }

  #pressed() {
    for (const [, { message }] of this.#model.pressed)
      if (this.#rows.has(message)) this.#changed({ id: message, fresh: false });
  }

  // refresh redraws one message, after a press on it.
  refresh(id) {
    if (this.#rows.has(id)) this.#changed({ id, fresh: false });
  }

  #beginning() {
    const c = this.#model.channels.get(this.#channel);
    if (!c) return null;
    const words = c.dm
      ? `This is the beginning of your conversation with ${c.name}.`
      : c.thread
        ? "This is the beginning of the thread."
        : `This is the beginning of #${c.name}.`;
    return h(
      "div",
      { class: "beginning", role: "listitem" },
      h("div", { class: "seal" }, icon(c.dm ? "at" : c.thread ? "thread" : "hash")),
      h("h2", null, c.dm || c.thread ? c.name : `Welcome to #${c.name}`),
      h("p", null, words, c.topic ? ` ${c.topic}` : ""),
      h("p", { class: "empty" }, "Nothing has been said here yet. The clock at the top can jump to what is due next."),
    );
  }

  // One message at a time can be reached with Tab; the arrow keys move among them.
  #rove() {
    const current = this.#list.querySelector('article[tabindex="0"]');
    if (current && current.isConnected) return;
    const all = this.#list.querySelectorAll("article");
    if (all.length) all[all.length - 1].tabIndex = 0;
  }

  #walk(e) {
    if (!e.target.matches("article") || !["ArrowUp", "ArrowDown", "Home", "End", "Enter"].includes(e.key)) return;
    const all = [...this.#list.querySelectorAll("article")];
    const at = all.indexOf(e.target);
    if (e.key === "Enter") {
      e.preventDefault();
      e.target.querySelector(".parts button, .toolbar button")?.focus();
      return;
    }
    const to = all[{ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[e.key]];
    if (!to) return;
    e.preventDefault();
    e.target.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
}

function skeleton() {
  return h(
    "div",
    { class: "skeleton", "aria-hidden": "true" },
    [72, 48, 90, 60, 82].map((w) => h("div", null, h("i"), h("b", { style: { "--w": `${w}%` } }))),
  );
}
