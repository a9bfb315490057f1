// Faces: a coloured disc with initials, as the sandbox keeps no pictures.

import { h } from "./dom.js";

// avatar draws somebody's disc. It is decoration; the name stands beside it.
export function avatar(name, color, kind = "") {
  const words = String(name || "?")
    .trim()
    .split(/\s+/);
  const initials = (
    words.length > 1 ? words[0][0] + words[words.length - 1][0] : [...words[0]].slice(0, 1).join("")
  ).toUpperCase();
  return h(
    "span",
    { class: `avatar ${kind}`, style: color ? { "--face": color } : {}, "aria-hidden": "true" },
    initials,
  );
}
