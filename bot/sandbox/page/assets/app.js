// The page: puts the parts together, follows the server, and goes where the viewer goes.

import { Acts } from "./acts.js";
import { get, listen } from "./api.js";
import { Channels } from "./channels.js";
import { ClockBar } from "./clockbar.js";
import { Composer } from "./composer.js";
import { byId, fill, h, icon } from "./dom.js";
import { Feed } from "./feed.js";
import { openModal } from "./modal.js";
import { channelButton } from "./moderate.js";
import { Model } from "./model.js";
import { People } from "./people.js";
import { Shell } from "./shell.js";
import { Status } from "./status.js";

const KEPT = "cliffhanger.as"; // who the viewer was last time, in localStorage

class App {
  model = new Model();
  status = new Status(this.model);
  shell = new Shell();
  acts = new Acts(this.model, this.status, (message) => this.feed.refresh(message.id));
  clockBar = new ClockBar(this.model.clock, this.status);
  channels = new Channels(this.model, (id) => this.go(id));
  people = new People(this.model, { become: (id) => this.become(id), go: (id) => this.go(id) }, this.acts);
  composer = new Composer(this.model, this.acts, this.status);
  drawing = this.#drawing();
  feed = new Feed(this.drawing, this.status);
  #stop = () => {};
  #stale = 0;
  #turn = 0; // counts viewers, so that a slow answer for an earlier one is dropped
  #keeping = false;

  // #drawing is what messages are drawn and acted on with.
  #drawing() {
    const { model, acts } = this;
    return {
      model,
      acts,
      clock: model.clock,
      revealed: new Map(),
      names: {
        user: (id) => model.person(id),
        role: (id) => model.role(id),
        channel: (id) => model.channels.get(id) || null,
      },
      jump: (channel, message) => this.go(channel, message),
      command: (label) => this.composer.start(label),
    };
  }

  // go opens a channel, and a message in it when one is named.
  async go(channel, message = null) {
    if (!this.model.channels.has(channel) && !this.model.adopt(channel)) {
      this.status.toast("That channel cannot be seen from here");
      return;
    }
    this.shell.drawer(false);
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
    const up =
      parent && h("button", { class: "link", type: "button", on: { click: () => this.go(parent.id) } }, parent.name);
    fill(
      byId("place"),
      icon(c?.dm ? "at" : c?.thread ? "thread" : "hash"),
      h("h1", null, up, up ? " › " : null, c?.name || ""),
      c?.topic ? h("p", { class: "topic", title: c.topic }, c.topic) : null,
      channelButton(c, this.model, this.acts),
    );
    document.title = `${c?.dm ? "@" : "#"}${c?.name || ""} · ${c?.guild?.name || "Direct messages"}`;
  }

  // keep notes who and where one is, in the address and for the next visit.
  keep() {
    this.#keeping = true;
    location.replace(`#${new URLSearchParams({ as: this.model.me.id, c: this.model.open || "" })}`);
    setTimeout(() => (this.#keeping = false));
    try {
      localStorage.setItem(KEPT, this.model.me.id);
    } catch (err) {
      console.info("the viewer is not remembered:", err.message);
    }
  }

  async start() {
    this.model.addEventListener("stale", () => {
      clearTimeout(this.#stale);
      this.#stale = setTimeout(() => this.attempt(this.renew()), 120);
    });
    this.model.addEventListener("modal", (e) => this.modal(e.modal));
    addEventListener("hashchange", () => this.follow());
    const wanted = new URLSearchParams(location.hash.slice(1));
    await this.enter(wanted.get("as") || this.remembered(), wanted.get("c"), wanted.get("m"));
  }

  attempt(work) {
    return work.catch((err) => this.status.complain(err));
  }

  remembered() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null; // storage is switched off: the server chooses
    }
  }

  // enter begins as somebody; an unknown one (of an older world) becomes the server's choice. It reads the state
  // again once the events flow, so that nothing falls between the two.
  async enter(as, channel, message = null) {
    const turn = ++this.#turn;
    this.#stop();
    let state;
    try {
      state = await get("state", { as }).catch((err) => {
        if (as && [400, 403, 404].includes(err.status)) return get("state", {});
        throw err;
      });
    } catch (err) {
      this.status.lost(err.message, () => this.attempt(this.enter(as, channel, message)));
      return;
    }
    if (turn !== this.#turn) return;
    this.status.found();
    this.model.forget();
    this.model.unread.clear();
    this.model.open = null;
    this.feed.leave();
    this.model.load(state);
    this.clockBar.draw();
    document.body.classList.remove("loading");
    await new Promise((flows) => (this.#stop = listen(this.model.me.id, this.followers(flows))));
    if (turn !== this.#turn) return;
    await this.renew();
    await this.go(this.model.channels.has(channel) ? channel : this.home(), message);
  }

  // home is where somebody begins: #story if there is one.
  home() {
    const all = [...this.model.channels.values()].filter((c) => c.type === 0 || c.type === 5);
    return (all.find((c) => /stor(y|ies)/.test(c.name)) || all[0])?.id;
  }

  // followers reacts to the stream; flows runs once it begins or fails for the first time.
  followers(flows) {
    let first = true;
    const again = () => this.attempt(this.resync());
    return {
      hello: (clock) => {
        this.status.found();
        this.clockBar.set(clock);
        if (first) flows();
        else again();
        first = false;
      },
      dispatch: (event) => this.model.dispatch(event),
      clock: (clock) => this.clockBar.set(clock),
      resync: again,
      lost: () => {
        this.status.lost("The connection to the sandbox broke. Trying again…");
        if (first) flows();
        first = false;
      },
      refused: () => this.attempt(this.enter(this.model.me.id, this.model.open)),
    };
  }

  async renew() {
    const turn = this.#turn;
    const state = await get("state", { as: this.model.me.id });
    if (turn !== this.#turn) return;
    this.model.load(state);
    const { open } = this.model;
    if (!open) return;
    if (this.model.channels.has(open) || this.model.adopt(open)) {
      this.heading();
      return;
    }
    this.status.toast("This channel is gone, or closed to you now");
    this.feed.leave();
    this.model.open = null;
    await this.go(this.home());
  }

  // resync reads everything anew after events may have been missed.
  async resync() {
    const { open } = this.model;
    this.model.forget();
    await this.renew();
    this.model.open = null;
    await this.go(this.model.channels.has(open) ? open : this.home());
  }

  async become(id) {
    if (id === this.model.me.id) return;
    await this.attempt(this.enter(id, this.model.open));
    this.status.announce(`You are now ${this.model.person(id)?.name}`);
  }

  // follow goes where the address was changed to.
  follow() {
    if (this.#keeping) return;
    const wanted = new URLSearchParams(location.hash.slice(1));
    const as = wanted.get("as");
    if (as && as !== this.model.me.id) this.attempt(this.enter(as, wanted.get("c"), wanted.get("m")));
    else if (wanted.get("c")) this.attempt(this.go(wanted.get("c"), wanted.get("m")));
  }

  modal(modal) {
    const app = this.model.people.find((p) => p.bot)?.name || "the app";
    openModal(modal, app, this.drawing, (values) => this.acts.submit(modal, values));
  }
}

new App().start().catch((err) => {
  fill(byId("toasts"), h("p", { class: "toast", role: "alert" }, `The page could not start: ${err.message}`));
});
