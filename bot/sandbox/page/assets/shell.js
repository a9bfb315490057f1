// The frame around everything: the drawer of a phone, the member list, the keys that work everywhere.

import { byId, icon } from "./dom.js";

const SIGNS = { "drawer-open": "menu", "drawer-close": "close", "people-open": "people", "jump-more": "down" };

export class Shell {
  constructor() {
    for (const [id, sign] of Object.entries(SIGNS)) byId(id).append(icon(sign));
    byId("drawer-open").addEventListener("click", () => this.drawer(true));
    byId("drawer-close").addEventListener("click", () => this.drawer(false));
    byId("shade").addEventListener("click", () => this.drawer(false));
    byId("people-open").addEventListener("click", () => this.#panel());
    addEventListener("keydown", (e) => this.#key(e));
    matchMedia("(max-width: 760px)").addEventListener("change", () => this.drawer(false));
  }

  // drawer slides the channel list of a phone in or out; elsewhere it is always there.
  drawer(open) {
    const was = document.body.classList.contains("drawer");
    if (was === open) return;
    document.body.classList.toggle("drawer", open);
    byId("main").inert = open;
    byId("drawer-open").setAttribute("aria-expanded", String(open));
    byId(open ? "drawer-close" : "drawer-open").focus();
  }

  #panel() {
    const hidden = document.body.classList.toggle("no-members");
    byId("people-open").setAttribute("aria-pressed", String(!hidden));
  }

  // Escape closes the drawer; Alt with an arrow opens the channel above or below.
  #key(e) {
    if (e.key === "Escape") this.drawer(false);
    if (!e.altKey || !["ArrowUp", "ArrowDown"].includes(e.key)) return;
    const all = [...document.querySelectorAll("#channels .place")];
    const at = all.findIndex((b) => b.classList.contains("here"));
    e.preventDefault();
    all[(at + (e.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]?.click();
  }
}
