// What happens at the edges: who is typing or thinking, commands that failed, short notices, a lost connection, and the
// region screen readers listen to.

import { byId, fill, h, icon } from "./dom.js";

export class Status {
  #model;
  #watched = new Map(); // interaction id -> {channel, label}
  #channel = null;
  #region = byId("announcer");

  constructor(model) {
    this.#model = model;
    model.addEventListener("interaction", () => this.#draw());
    model.addEventListener("typing", () => this.#draw());
    setInterval(() => {
      if (model.typing.size) this.#draw();
    }, 1000);
  }

  // announce speaks one sentence; several at once are spoken one after another.
  announce(text) {
    const line = h("p", null, text);
    this.#region.append(line);
    setTimeout(() => line.remove(), 8000);
  }

  show(channel) {
    this.#channel = channel;
    this.#draw();
  }

  // watch follows a command until it is answered.
  watch(id, channel, label) {
    this.#watched.set(id, { channel, label });
    this.#draw();
  }

  #draw() {
    fill(
      byId("pending"),
      [...this.#watched].map(([id, w]) => this.#command(id, w)),
    );
    const typing = this.#model.typing.get(this.#channel);
    const live = typing && typing.until > Date.now();
    fill(byId("typing"), live ? [dots(), h("span", null, h("b", null, typing.name), " is typing…")] : null);
  }

  #command(id, { channel, label }) {
    const state = this.#model.interactions.get(id);
    const now = state?.state || "pending";
    if (now === "answered" || now === "deferred") {
      this.#watched.delete(id);
      return null;
    }
    if (channel !== this.#channel) return null;
    if (now === "pending") return h("p", { class: "note" }, dots(), h("span", null, `Sending ${label}…`));
    return h(
      "p",
      { class: "note failed", role: "alert" },
      h("span", { class: "grow" }, h("b", null, label), ` — ${state.error || "The application did not respond"}`),
      h(
        "button",
        {
          class: "quiet",
          type: "button",
          "aria-label": "Dismiss",
          on: {
            click: () => {
              this.#watched.delete(id);
              this.#draw();
            },
          },
        },
        icon("close"),
      ),
    );
  }

  // toast shows a notice for some seconds; kind "good" for what went well.
  toast(text, kind = "") {
    const el = h("p", { class: `toast ${kind}`, role: kind ? "status" : "alert" }, text);
    byId("toasts").append(el);
    setTimeout(() => el.remove(), 6000);
  }

  // complain words an error as a notice; what was only called off is none.
  complain(err) {
    if (err.name !== "AbortError") this.toast(err.message);
  }

  // lost tells that the server is away; retry, if given, is offered as a button.
  lost(text, retry) {
    const bar = byId("lost");
    fill(
      bar,
      h("span", null, text),
      retry ? h("button", { class: "btn secondary", type: "button", on: { click: retry } }, "Try again") : null,
    );
    bar.hidden = false;
  }

  found() {
    byId("lost").hidden = true;
  }
}

function dots() {
  return h("span", { class: "typing-dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}
