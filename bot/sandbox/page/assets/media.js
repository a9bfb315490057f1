// Pictures, files and embeds.

import { h, icon } from "./dom.js";
import { prose } from "./prose.js";
import { stamp } from "./time.js";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

// local turns an address of this machine into one of the page's own origin, as the page may have been opened as
// localhost while files are named by 127.0.0.1. Other addresses stay; null for what is no web address.
export function local(url) {
  try {
    const u = new URL(url, location.href);
    if (!/^(https?|mailto):$/.test(u.protocol)) return null;
    return LOOPBACK.test(u.hostname) && u.port === location.port ? location.origin + u.pathname + u.search : u.href;
  } catch {
    return null;
  }
}

// picture shows an image of the sandbox; one from elsewhere becomes a link, as the page fetches nothing from outside.
// size, {width, height} of the file if they are known, keeps room for it before it is there.
export function picture(url, alt, spoiler, size = {}) {
  const href = local(url || "");
  if (!href) return h("span", { class: "hint" }, alt || "(no picture)");
  if (!href.startsWith(location.origin + "/")) {
    return h(
      "a",
      { class: "file", href, target: "_blank", rel: "noopener noreferrer nofollow" },
      icon("out"),
      h("span", null, alt || href),
    );
  }
  const { width, height } = size;
  const img = h("img", { src: href, alt: alt || "", loading: "lazy", ...(width && height ? { width, height } : {}) });
  const box = h("span", { class: spoiler ? "picture hidden-text" : "picture" }, img);
  if (spoiler) {
    const open = h(
      "button",
      {
        class: "btn secondary",
        type: "button",
        on: {
          click: () => {
            box.classList.remove("hidden-text");
            open.remove();
          },
        },
      },
      "Spoiler",
    );
    box.append(open);
  }
  return box;
}

function size(bytes) {
  if (!bytes && bytes !== 0) return "";
  return bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1048576
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1048576).toFixed(1)} MB`;
}

// file shows an attachment as a card with a link.
export function file(a) {
  const href = local(a.url || "");
  return h(
    "div",
    { class: "file" },
    icon("file"),
    h(
      "span",
      { class: "grow" },
      href
        ? h("a", { href, target: "_blank", rel: "noopener noreferrer", download: a.filename }, a.filename)
        : a.filename,
      h("small", null, size(a.size), a.description ? ` · ${a.description}` : ""),
    ),
  );
}

// attachments draws a message's files.
export function attachments(list) {
  return (list || []).map((a) => (/^image\/(png|jpe?g|gif|webp|avif)/.test(a.content_type || "") ? image(a) : file(a)));
}

// image shows an attached picture, which opens in its full size, and its description to whoever asks: a person who sees
// the picture may want to know what those hear who do not.
function image(a) {
  const hidden = Boolean((a.flags || 0) & 8) || Boolean(a.filename?.startsWith("SPOILER_"));
  const box = picture(a.url, a.description || a.filename, hidden, a);
  const img = box.querySelector("img");
  if (!img) return box;
  if (!hidden) img.replaceWith(h("a", { href: img.src, target: "_blank", rel: "noopener" }, img.cloneNode()));
  if (!a.description) return box;
  const words = h("span", { class: "described", hidden: true }, a.description);
  const alt = h(
    "button",
    {
      class: "alt",
      type: "button",
      "aria-label": "Description of the picture",
      "aria-expanded": "false",
      on: {
        click: () => {
          words.hidden = !words.hidden;
          alt.setAttribute("aria-expanded", String(!words.hidden));
        },
      },
    },
    "ALT",
  );
  return h("div", { class: "figure" }, box, alt, words);
}

// embed draws one embed. ctx is prose's.
export function embed(e, ctx) {
  const plain = e.color === null || e.color === undefined;
  const when = e.timestamp ? stamp(Date.parse(e.timestamp), ctx.clock.now()) : null;
  const foot = [e.footer?.text, when].filter(Boolean).join(" • ");
  const href = e.url ? local(e.url) : null;
  const link = { href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return h(
    "div",
    { class: "embed", style: plain ? {} : { "--accent-line": "#" + e.color.toString(16).padStart(6, "0") } },
    h(
      "div",
      { class: "embed-top" },
      h(
        "div",
        { class: "grow" },
        e.author?.name ? h("div", { class: "embed-author" }, e.author.name) : null,
        e.title ? h("div", { class: "embed-title" }, href ? h("a", link, e.title) : e.title) : null,
        e.description ? prose(e.description, ctx) : null,
        e.fields?.length ? fields(e.fields, ctx) : null,
      ),
      e.thumbnail?.url ? h("div", { class: "thumb" }, picture(e.thumbnail.url, "")) : null,
    ),
    e.image?.url ? picture(e.image.url, "") : null,
    foot ? h("div", { class: "embed-foot" }, foot) : null,
  );
}

function fields(list, ctx) {
  const one = (f) =>
    h(
      "div",
      { class: f.inline ? "field inline" : "field" },
      h("div", { class: "field-name" }, prose(f.name, ctx)),
      prose(f.value, ctx),
    );
  return h("div", { class: "fields" }, list.map(one));
}
