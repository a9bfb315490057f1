// The bar that turns the story's clock: what time it is there, how fast it runs, and what one can jump to.

import { post } from "./api.js";
import { byId, fill, h, icon } from "./dom.js";
import { menu } from "./popup.js";
import { day, format, relative } from "./time.js";

const SPEEDS = [
  [0, "Pause the clock"],
  [1, "Real time"],
  [30, "30 times as fast"],
  [600, "600 times as fast"],
];
const HOUR = 3600000;

export class ClockBar {
  #clock;
  #status;
  #shown = "";

  constructor(clock, status) {
    this.#clock = clock;
    this.#status = status;
    fill(
      byId("speeds"),
      SPEEDS.map(([speed, name]) =>
        h(
          "button",
          {
            type: "button",
            data: { speed },
            "aria-pressed": "false",
            "aria-label": name,
            title: name,
            on: { click: () => this.#turn({ speed }) },
          },
          speed ? `×${speed}` : icon("pause"),
        ),
      ),
    );
    byId("jump-next").addEventListener("click", () => this.#toNext());
    const more = byId("jump-more");
    more.addEventListener("click", () => this.#menu(more));
    setInterval(() => this.tick(), 250);
  }

  // set takes the clock as the server tells it.
  set(state) {
    const was = this.#clock.speed;
    this.#clock.set(state);
    if (was !== state.speed)
      this.#status.announce(state.speed ? `The clock runs ${state.speed} times as fast` : "The clock stands still");
    this.draw();
  }

  draw() {
    for (const b of byId("speeds").children)
      b.setAttribute("aria-pressed", String(Number(b.dataset.speed) === this.#clock.speed));
    byId("clock").classList.toggle("stopped", this.#clock.speed === 0);
    const next = this.#next();
    const button = byId("jump-next");
    button.disabled = !next;
    fill(
      button,
      icon("skip"),
      next
        ? h(
            "span",
            { class: "grow" },
            h("span", { class: "lead" }, "Jump to next: "),
            h("b", null, next.what),
            ` · ${this.#at(next)}`,
          )
        : h("span", null, "Nothing is due"),
    );
    this.#shown = "";
    this.tick();
  }

  tick() {
    const now = this.#clock.now();
    const said = `${format(now, "weekday")}|${format(now, this.#clock.speed > 60 ? "t" : "T")}`;
    if (said !== this.#shown) {
      this.#shown = said;
      const [date, time] = said.split("|");
      fill(byId("story-time"), h("span", { class: "date" }, date), h("b", null, time));
    }
    for (const el of document.querySelectorAll("time[data-relative]")) {
      const words = relative(Number(el.dataset.relative), now);
      if (el.textContent !== words) el.textContent = words;
    }
  }

  // #toNext jumps to what the button says, even if something sooner has come up since: the button must do what it says.
  async #toNext() {
    const next = this.#next();
    byId("jump-next").disabled = true; // until it is drawn anew, so that a second press does not jump twice
    if (next) await this.#turn({ jump_to: next.at });
    this.draw();
  }

  #next() {
    return this.#clock.upcoming.find((w) => Date.parse(w.at) > this.#clock.now());
  }

  #at(wake) {
    const ms = Date.parse(wake.at);
    const now = this.#clock.now();
    if (day(ms) === day(now)) return format(ms, "t");
    return ms - now < 6 * 24 * HOUR ? format(ms, "soon") : `${format(ms, "weekday")}, ${format(ms, "t")}`;
  }

  #menu(anchor) {
    const now = this.#clock.now();
    const to = (at) => () => this.#turn({ jump_to: at });
    const items = this.#clock.upcoming
      .filter((w) => Date.parse(w.at) > now)
      .slice(0, 12)
      .map((w) => ({
        label: w.what,
        detail: `${this.#at(w)}, ${relative(Date.parse(w.at), now)}`,
        run: to(w.at), // as the server wrote it: a Date would lose what is less than a millisecond
      }));
    if (items.length) items.push("-");
    for (const [label, hours] of [
      ["In one hour", 1],
      ["In six hours", 6],
      ["In one day", 24],
      ["In one week", 168],
    ]) {
      const at = now + hours * HOUR;
      items.push({ label, detail: format(at, "soon"), run: to(new Date(at).toISOString()) });
    }
    menu(anchor, items, "Jump ahead");
  }

  async #turn(body) {
    try {
      this.set(await post("clock", body));
    } catch (err) {
      this.#status.complain(err);
    }
  }
}
