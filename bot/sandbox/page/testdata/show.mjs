// Reads a JSON list of messages from standard input and prints the tree of each, in a short notation, as a JSON list.
import { parse } from "./markdown.mjs";

const extra = {
  code: (n) => n.value,
  fence: (n) => `${n.lang}|${n.value}`,
  heading: (n) => `${n.level} ${show(n.children)}`,
  link: (n) => `${n.url}|${show(n.children)}`,
  timestamp: (n) => `${n.unix} ${n.style}`,
  emoji: (n) => `${n.animated ? "a:" : ""}${n.name}:${n.id}`,
  command: (n) => `${n.name}:${n.id}`,
  list: (n) => (n.ordered ? `${n.start}. ` : "") + n.items.map(show).join(" | "),
};

function show(nodes) {
  return nodes.map(one).join("");
}

function one(n) {
  if (n.type === "text") return n.value;
  const inside = extra[n.type] ? extra[n.type](n) : n.children ? show(n.children) : (n.id ?? n.name);
  return `{${n.type} ${inside}}`;
}

let text = "";
for await (const chunk of process.stdin) text += chunk;
process.stdout.write(JSON.stringify(JSON.parse(text).map((source) => show(parse(source)))));
