// The page: puts the parts together and follows the server.

import { get, listen, post, upload } from "./api.js";
import { Channels } from "./channels.js";
import { ClockBar } from "./clockbar.js";
import { Composer } from "./composer.js";
import { byId, fill, h, icon } from "./dom.js";
import { Feed } from "./feed.js";
import { openModal } from "./modal.js";
import { Model } from "./model.js";
import { People } from "./people.js";
import { Status } from "./status.js";

const KEPT = "cliffhanger.as"; // who the viewer was last time, in localStorage

class App {
  model = new Model();
  status = new Status(this.model);
  clockBar = new ClockBar(
    this.model.clock,
    (t) => this.status.announce(t),
    (e) => this.complain(e),
  );
  channels = new Channels(this.model, (id) => this.go(id));
  people = new People(this.model, {
    become: (id) => this.become(id),
    go: (id) => this.go(id),
    context: (...a) => this.context(...a),
  });
  composer = new Composer(this.model, {
    say: (channel, content) => this.act("say", { channel, content }),
    invoke: (channel, command, options, label) => this.invoke(channel, { command: command.id, options }, label),
    complete: async (channel, command, options, focused, signal) =>
      (await post("autocomplete", { as: this.model.me.id, channel, command: command.id, options, focused }, signal))
        .choices || [],
    complain: (e) => this.complain(e),
  });
  feed = new Feed(this.context_(), (t) => this.status.announce(t));
  #stop = () => {};
  #stale = 0;
  #jumping = false;

  complain(err) {
    if (err.name !== "AbortError") this.status.toast(err.message);
  }

  // context_ is what messages are drawn and acted on with.
  context_() {
    const model = this.model;
    return {
      model,
      clock: model.clock,
      revealed: new Map(),
      get mine() {
        return model.me.id;
      },
      names: {
        user: (id) => model.person(id),
        role: (id) => model.role(id),
        channel: (id) => model.channels.get(id) || null,
      },
      jump: (channel, message) => this.go(channel, message),
      command: (label) => this.composer.start(label),
      react: (message, emoji, on) =>
        this.attempt(on ? "react" : "unreact", { channel: message.channel_id, message: message.id, emoji }),
      dismiss: (message) => this.attempt("dismiss", { message: message.id }),
      press: (message, customID, values) => this.press(message, customID, values),
      context: (...a) => this.context(...a),
      copy: (text, said) =>
        navigator.clipboard.writeText(text).then(
          () => this.status.toast(said, "good"),
          (e) => this.complain(e),
        ),
      complain: (e) => this.complain(e),
    };
  }

  act(act, more) {
    return post("act", { as: this.model.me.id, act, ...more });
  }

  async attempt(act, more) {
    try {
      return await this.act(act, more);
    } catch (err) {
      this.complain(err);
      return null;
    }
  }

  // handOver uploads the files among option values and puts their ids in their place.
  async handOver(channel, options) {
    for (const o of options || []) {
      if (o.value instanceof File) o.value = (await upload({ as: this.model.me.id, channel }, o.value)).id;
      await this.handOver(channel, o.options);
    }
  }

  async invoke(channel, call, label) {
    await this.handOver(channel, call.options);
    const { id } = await this.act("invoke", { channel, ...call });
    this.status.watch(id, channel, label);
  }

  async context(command, channel, target) {
    try {
      await this.invoke(channel, { command: command.id, target }, command.name);
    } catch (err) {
      this.complain(err);
    }
  }

  async press(message, customID, values) {
    const done = await this.attempt("press", {
      channel: message.channel_id,
      message: message.id,
      custom_id: customID,
      values,
    });
    if (!done) return;
    this.model.pressed.set(done.id, { message: message.id, customID });
    this.feed.refresh(message.id);
  }

  // go opens a channel, and a message in it when one is named.
  async go(channel, message = null) {
    const c = this.model.channels.get(channel);
    if (!c) {
      this.status.toast("That channel cannot be seen from here");
      return;
    }
    this.drawer(false);
    if (this.model.open !== channel) {
      this.model.look(channel);
      this.heading();
      this.channels.draw();
      this.composer.show(channel);
      this.status.show(channel);
      this.keep();
      await this.feed.show(channel);
    }
    if (message && !(await this.feed.reveal(message))) this.status.toast("That message cannot be found any more");
    else if (!message && matchMedia("(pointer: fine)").matches) this.composer.focus();
  }

  heading() {
    const c = this.model.channels.get(this.model.open);
    const parent = c?.thread ? this.model.channels.get(c.parent_id) : null;
    fill(
      byId("place"),
      icon(c?.dm ? "at" : c?.thread ? "thread" : "hash"),
      h(
        "h1",
        null,
        parent
          ? h("button", { class: "link", type: "button", on: { click: () => this.go(parent.id) } }, parent.name)
          : null,
        parent ? " › " : null,
        c?.name || "",
      ),
      c?.topic ? h("p", { class: "topic", title: c.topic }, c.topic) : null,
    );
    document.title = `${c?.dm ? "@" : "#"}${c?.name || ""} · ${c?.guild?.name || "Direct messages"}`;
  }

  keep() {
    this.#jumping = true;
    location.replace(`#${new URLSearchParams({ as: this.model.me.id, c: this.model.open || "" })}`);
    setTimeout(() => {
      this.#jumping = false;
    });
    try {
      localStorage.setItem(KEPT, this.model.me.id);
    } catch (err) {
      console.info("the viewer is not remembered:", err.message);
    }
  }

  async start() {
    this.model.addEventListener("stale", () => {
      clearTimeout(this.#stale);
      this.#stale = setTimeout(() => this.renew().catch((e) => this.complain(e)), 120);
    });
    this.model.addEventListener("modal", (e) => this.modal(e.modal));
    for (const [id, sign] of [
      ["drawer-open", "menu"],
      ["drawer-close", "close"],
      ["people-open", "people"],
      ["jump-more", "down"],
    ])
      byId(id).append(icon(sign));
    addEventListener("hashchange", () => this.follow());
    byId("drawer-open").addEventListener("click", () => this.drawer(true));
    byId("drawer-close").addEventListener("click", () => this.drawer(false));
    byId("shade").addEventListener("click", () => this.drawer(false));
    byId("people-open").addEventListener("click", () => this.panel());
    addEventListener("keydown", (e) => this.key(e));
    const wanted = new URLSearchParams(location.hash.slice(1));
    await this.enter(wanted.get("as") || this.remembered(), wanted.get("c"));
  }

  remembered() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  // enter begins as somebody; an unknown one (of an older world) becomes the server's choice.
  async enter(as, channel) {
    let state;
    try {
      state = await get("state", { as });
    } catch (err) {
      if (!as || err.status !== 404) {
        this.status.lost(err.message, () => this.enter(as, channel));
        return;
      }
      state = await get("state", {});
    }
    this.status.found();
    this.model.forget();
    this.model.unread.clear();
    this.model.open = null;
    this.model.load(state);
    this.clockBar.draw();
    document.body.classList.remove("loading");
    this.#stop();
    this.#stop = listen(this.model.me.id, this.followers());
    await this.go(this.model.channels.has(channel) ? channel : this.home());
  }

  // home is where somebody begins: #story if there is one.
  home() {
    const all = [...this.model.channels.values()].filter((c) => c.type === 0 || c.type === 5);
    return (all.find((c) => /stor(y|ies)/.test(c.name)) || all[0])?.id;
  }

  followers() {
    let first = true;
    const again = () => this.resync().catch((e) => this.complain(e));
    return {
      hello: (clock) => {
        this.status.found();
        this.clockBar.set(clock);
        if (!first) again();
        first = false;
      },
      dispatch: (event) => this.model.dispatch(event),
      clock: (clock) => this.clockBar.set(clock),
      resync: again,
      lost: () => this.status.lost("The connection to the sandbox broke. Trying again…"),
      refused: () => this.enter(this.model.me.id, this.model.open).catch((e) => this.complain(e)),
    };
  }

  async renew() {
    this.model.load(await get("state", { as: this.model.me.id }));
    this.heading();
  }

  // resync reads everything anew after events may have been missed.
  async resync() {
    const open = this.model.open;
    this.model.forget();
    await this.renew();
    this.model.open = null;
    await this.go(this.model.channels.has(open) ? open : this.home());
  }

  async become(id) {
    if (id === this.model.me.id) return;
    await this.enter(id, this.model.open);
    this.status.announce(`You are now ${this.model.person(id)?.name}`);
  }

  follow() {
    if (this.#jumping) return;
    const wanted = new URLSearchParams(location.hash.slice(1));
    const as = wanted.get("as");
    if (as && as !== this.model.me.id) this.enter(as, wanted.get("c"));
    else if (wanted.get("c") && wanted.get("c") !== this.model.open) this.go(wanted.get("c"), wanted.get("m"));
  }

  modal(modal) {
    const app = this.model.people.find((p) => p.bot)?.name || "the app";
    openModal(modal, app, this.context_(), (values) => this.act("submit", { modal: modal.id, fields: values }));
  }

  drawer(open) {
    document.body.classList.toggle("drawer", open);
    byId("drawer-open").setAttribute("aria-expanded", String(open));
    if (open) byId("drawer-close").focus();
  }

  panel() {
    const hidden = document.body.classList.toggle("no-members");
    byId("people-open").setAttribute("aria-pressed", String(!hidden));
  }

  key(e) {
    if (e.key === "Escape" && document.body.classList.contains("drawer")) this.drawer(false);
    if (!e.altKey || !["ArrowUp", "ArrowDown"].includes(e.key)) return;
    const all = [...document.querySelectorAll("#channels .place")];
    const at = all.findIndex((b) => b.classList.contains("here"));
    e.preventDefault();
    all[(at + (e.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]?.click();
  }
}

new App().start().catch((err) => {
  fill(byId("toasts"), h("p", { class: "toast", role: "alert" }, `The page could not start: ${err.message}`));
});
