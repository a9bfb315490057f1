// The Markdown that chat messages are written in, as a tree. No DOM here: prose.js draws the tree.
//
// parse(text) returns a list of nodes. A node is {type, ...}; those with text inside keep it as children.
//   inline  text{value} strong em underline strike spoiler code{value} link{url} timestamp{unix,style}
//           user{id} role{id} channel{id} command{name,id} emoji{name,id,animated} everyone{name} guide{name}
//   blocks  heading{level} subtext quote list{ordered,start,items} lists fence{lang,value}
//
// Spans may cross line ends and blank lines, as they do in the client: an orphan star in one paragraph pairs with the
// next one pages later. Blocks count only at the start of a line and never inside a span.

const DEEPEST = 48; // nesting beyond this stays plain text, so that a hostile message cannot exhaust the stack
const SPECIAL = /[\\*_~|`[<@:h¯\n]/g;

const URL_AT = /https?:\/\/(?:(?!\]\()[^\s<>])+/y;
const MENTIONS = [
  [/<@!?(\d{1,20})>/y, (m) => ({ type: "user", id: m[1] })],
  [/<@&(\d{1,20})>/y, (m) => ({ type: "role", id: m[1] })],
  [/<#(\d{1,20})>/y, (m) => ({ type: "channel", id: m[1] })],
  [
    /<\/([-_'\p{L}\p{N}]{1,32}(?: [-_'\p{L}\p{N}]{1,32}){0,2}):(\d{1,20})>/uy,
    (m) => ({ type: "command", name: m[1], id: m[2] }),
  ],
  [/<(a?):(\w{2,32}):(\d{1,20})>/y, (m) => ({ type: "emoji", name: m[2], id: m[3], animated: m[1] === "a" })],
  [/<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/y, (m) => ({ type: "timestamp", unix: Number(m[1]), style: m[2] || "f" })],
  [/<id:(customize|browse|guide|linked-roles)>/y, (m) => ({ type: "guide", name: m[1] })],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1])],
  [/<(?:mailto:)?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/y, (m) => ({ ...link("mailto:" + m[1]), children: [text(m[1])] })],
];
const SHORTCODES = {
  blush: "😊",
  smile: "😄",
  joy: "😂",
  heart: "❤️",
  eyes: "👀",
  fire: "🔥",
  tada: "🎉",
  wave: "👋",
  thinking: "🤔",
  books: "📚",
  book: "📖",
  bookmark: "🔖",
  sob: "😭",
  star: "⭐",
  white_check_mark: "✅",
  x: "❌",
  "+1": "👍",
  "-1": "👎",
};

// parse reads a whole message.
export function parse(source) {
  return read(String(source ?? ""), { depth: 0, blocks: true, quote: false, escapes: true });
}

// plain returns what a tree says without its looks, for announcements and previews. say(node) words what only the one
// who asks can: whom an id names, when a moment is; "" leaves it to plain.
export function plain(nodes, say = () => "") {
  return nodes
    .map((n) => {
      const own = say(n);
      if (own) return own;
      if (n.type === "list") return n.items.map((item) => plain(item, say)).join("\n");
      if (n.type === "spoiler") return "(spoiler)";
      if (n.value !== undefined) return n.value;
      if (n.children) return plain(n.children, say) + (n.type === "heading" ? "\n" : "");
      return n.name ? (n.type === "command" ? "/" : "") + n.name : "";
    })
    .join("");
}

function text(value) {
  return { type: "text", value };
}
function link(url) {
  return { type: "link", url, children: [text(url)] };
}

function read(src, ctx) {
  const out = [];
  let pos = 0;
  let lineStart = ctx.blocks;
  const say = (value) => {
    const last = out[out.length - 1];
    if (last && last.type === "text") last.value += value;
    else out.push(text(value));
  };
  while (pos < src.length) {
    const hit = (lineStart && block(src, pos, ctx)) || span(src, pos, ctx);
    if (hit) {
      if (hit.node.type === "text") say(hit.node.value);
      else out.push(hit.node);
      pos = hit.end;
      lineStart = ctx.blocks && src[pos - 1] === "\n";
      continue;
    }
    SPECIAL.lastIndex = pos + 1;
    const found = SPECIAL.exec(src);
    const next = src[pos] === "\n" || !found ? (src[pos] === "\n" ? pos + 1 : src.length) : found.index;
    say(src.slice(pos, next));
    lineStart = ctx.blocks && src[next - 1] === "\n";
    pos = next;
  }
  return out;
}

function inside(src, ctx, more) {
  if (ctx.depth >= DEEPEST) return [text(src)];
  return read(src, { ...ctx, blocks: false, ...more, depth: ctx.depth + 1 });
}

/* ---- blocks ---- */

const HEADING = /(#{1,3}) +([^\n]*\S[^\n]*)(?:\n|$)/y;
const SUBTEXT = /-# +([^\n]*\S[^\n]*)(?:\n|$)/y;
const QUOTED = /> ([^\n]*)(?:\n|$)/y;
const ITEM = /( *)(?:([-*])|(\d{1,9})\.) +([^\n]*\S[^\n]*)(?:\n|$)/y;
const FOLLOWS = / {2,}([^\n]*\S[^\n]*)(?:\n|$)/y;

function at(re, src, pos) {
  re.lastIndex = pos;
  return re.exec(src);
}

function block(src, pos, ctx) {
  if (ctx.depth >= DEEPEST) return null;
  let m = at(HEADING, src, pos);
  if (m)
    return {
      node: { type: "heading", level: m[1].length, children: inside(m[2].trimEnd(), ctx) },
      end: pos + m[0].length,
    };
  m = at(SUBTEXT, src, pos);
  if (m) return { node: { type: "subtext", children: inside(m[1], ctx) }, end: pos + m[0].length };
  return quote(src, pos, ctx) || list(src, pos, ctx);
}

function quote(src, pos, ctx) {
  if (ctx.quote) return null;
  const within = { blocks: true, quote: true };
  if (src.startsWith(">>> ", pos)) {
    return { node: { type: "quote", children: inside(src.slice(pos + 4), ctx, within) }, end: src.length };
  }
  const lines = [];
  let end = pos;
  for (let m; (m = at(QUOTED, src, end)) && m[0]; end += m[0].length) lines.push(m[1]);
  if (!lines.length) return null;
  return { node: { type: "quote", children: inside(lines.join("\n"), ctx, within) }, end };
}

function list(src, pos, ctx) {
  const rows = [];
  let end = pos;
  while (end < src.length) {
    const m = at(ITEM, src, end);
    if (m) {
      rows.push({ indent: m[1].length, ordered: Boolean(m[3]), start: Number(m[3] || 0), lines: [m[4]] });
      end += m[0].length;
      continue;
    }
    const more = rows.length ? at(FOLLOWS, src, end) : null;
    if (!more) break;
    rows[rows.length - 1].lines.push(more[1]);
    end += more[0].length;
  }
  if (!rows.length) return null;
  const { lists } = nest(rows, 0, Math.min(...rows.map((row) => row.indent)), ctx);
  return lists.length === 1 ? { node: lists[0], end } : { node: { type: "lists", children: lists }, end };
}

// nest folds rows into lists by indentation: two spaces more than the item above make a list inside it.
function nest(rows, from, indent, ctx) {
  const lists = [];
  let current = null;
  let i = from;
  while (i < rows.length && rows[i].indent >= indent - 1) {
    const row = rows[i];
    if (current && row.indent >= indent + 2 && ctx.depth < DEEPEST) {
      const inner = nest(rows, i, row.indent, { ...ctx, depth: ctx.depth + 1 });
      current.items[current.items.length - 1].push(...inner.lists);
      i = inner.next;
      continue;
    }
    if (!current || current.ordered !== row.ordered) {
      current = { type: "list", ordered: row.ordered, start: row.start, items: [] };
      lists.push(current);
    }
    current.items.push(inside(row.lines.join("\n"), ctx));
    i++;
  }
  return { lists, next: i };
}

/* ---- spans ---- */

function span(src, pos, ctx) {
  if (ctx.depth >= DEEPEST) return null;
  switch (src[pos]) {
    case "\\":
      return ctx.escapes ? escaped(src, pos) : null;
    case "*":
      return pair(src, pos, "**", "strong", ctx) || emphasis(src, pos, "*", ctx);
    case "_":
      return pair(src, pos, "__", "underline", ctx) || emphasis(src, pos, "_", ctx);
    case "~":
      return pair(src, pos, "~~", "strike", ctx);
    case "|":
      return pair(src, pos, "||", "spoiler", ctx);
    case "`":
      return fence(src, pos) || code(src, pos);
    case "[":
      return ctx.link ? null : masked(src, pos, ctx);
    case "<":
      return mention(src, pos, ctx);
    case "@":
      return everyone(src, pos);
    case ":":
      return shortcode(src, pos);
    case "h":
      return ctx.link ? null : bare(src, pos);
    case "¯":
      return src.startsWith("¯\\_(ツ)_/¯", pos) ? { node: text("¯\\_(ツ)_/¯"), end: pos + 9 } : null;
  }
  return null;
}

function escaped(src, pos) {
  const c = String.fromCodePoint(src.codePointAt(pos + 1) ?? 0x20);
  return /[0-9A-Za-z\s]/.test(c) ? null : { node: text(c), end: pos + 1 + c.length };
}

// pair reads a span whose mark is doubled. The mark that closes it is the first unescaped one; for stars and
// underscores the last of a longer run, so that ***both*** closes the inner span first.
function pair(src, pos, mark, type, ctx) {
  if (!src.startsWith(mark, pos)) return null;
  const greedy = mark === "**" || mark === "__";
  for (let i = pos + 2; i < src.length; i++) {
    if (src[i] === "\\" && ctx.escapes) {
      i++;
      continue;
    }
    if (i === pos + 2 || !src.startsWith(mark, i) || (greedy && src[i + 2] === mark[0])) continue;
    return { node: { type, children: inside(src.slice(pos + 2, i), ctx) }, end: i + 2 };
  }
  return null;
}

// emphasis reads *this* and _this_. A star must hug its words on both sides; an underscore only must not be followed by
// an ASCII letter, digit or underscore where it closes, so snake_case_names stay as they are.
function emphasis(src, pos, mark, ctx) {
  const star = mark === "*";
  if (star && /\s|^$/.test(src[pos + 1] ?? "")) return null;
  for (let i = pos + 1; i < src.length; i++) {
    const c = src[i];
    if (c === "\\" && ctx.escapes) {
      i++;
      continue;
    }
    if (c !== mark) continue;
    if (src[i + 1] === mark) {
      i++;
      continue;
    }
    if (
      /^[*_]*$/.test(src.slice(pos + 1, i)) ||
      (star && /\s/.test(src[i - 1])) ||
      (!star && /\w/.test(src[i + 1] ?? ""))
    )
      continue;
    return { node: { type: "em", children: inside(src.slice(pos + 1, i), ctx) }, end: i + 1 };
  }
  return null;
}

function run(src, pos) {
  let n = 0;
  while (src[pos + n] === "`") n++;
  return n;
}

function code(src, pos) {
  const n = run(src, pos);
  for (let i = pos + n; i < src.length; i++) {
    if (src[i] !== "`") continue;
    const m = run(src, i);
    if (m === n)
      return { node: { type: "code", value: src.slice(pos + n, i).replace(/^ (?=`)|(?<=`) $/g, "") }, end: i + n };
    i += m - 1;
  }
  return null;
}

function fence(src, pos) {
  if (!src.startsWith("```", pos)) return null;
  const close = src.indexOf("```", pos + 3);
  if (close < 0) return null;
  let value = src.slice(pos + 3, close);
  let lang = "";
  const head = /^([\w+.#-]+)\n/.exec(value);
  if (head && value.slice(head[0].length).trim()) {
    lang = head[1];
    value = value.slice(head[0].length);
  }
  value = value.replace(/^\n+|\n+$/g, "");
  if (!value.trim()) return null;
  return { node: { type: "fence", lang, value }, end: close + 3 + (src[close + 3] === "\n" ? 1 : 0) };
}

// masked reads [label](url). A label that itself holds an address stays literal, which keeps links from lying about
// where they lead; backslashes inside a label are shown.
function masked(src, pos, ctx) {
  let depth = 0;
  let close = -1;
  for (let i = pos; i < src.length && close < 0; i++) {
    if (src[i] === "[") depth++;
    else if (src[i] === "]" && --depth === 0) close = i;
  }
  if (close < 0 || src[close + 1] !== "(") return null;
  const label = src.slice(pos + 1, close);
  const target = at(/\(<?((?:https?:\/\/|mailto:)(?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+"[^"\n]*")?\)/y, src, close + 1);
  if (!target || !label.trim() || /https?:\/\//.test(label)) return null;
  const children = inside(label, ctx, { escapes: false, link: true });
  return { node: { type: "link", url: target[1], masked: true, children }, end: close + 1 + target[0].length };
}

function mention(src, pos, ctx) {
  for (const [re, make] of MENTIONS) {
    const m = at(re, src, pos);
    if (!m) continue;
    const node = make(m);
    return ctx.link && node.type === "link" ? null : { node, end: pos + m[0].length };
  }
  return null;
}

function everyone(src, pos) {
  const m = at(/@(everyone|here)\b/y, src, pos);
  return m && { node: { type: "everyone", name: m[0] }, end: pos + m[0].length };
}

function shortcode(src, pos) {
  const m = at(/:([+\w-]{1,32}):/y, src, pos);
  return m && Object.hasOwn(SHORTCODES, m[1]) ? { node: text(SHORTCODES[m[1]]), end: pos + m[0].length } : null;
}

// bare reads an address in running text; the punctuation that ends the sentence is not part of it.
function bare(src, pos) {
  const m = at(URL_AT, src, pos);
  if (!m) return null;
  let url = m[0];
  for (;;) {
    const last = url[url.length - 1];
    const open = (url.match(/\(/g) || []).length;
    const shut = (url.match(/\)/g) || []).length;
    if (/[.,:;!?"'\]*_~|]/.test(last) || (last === ")" && shut > open)) url = url.slice(0, -1);
    else break;
  }
  return url.length > 8 ? { node: link(url), end: pos + url.length } : null;
}
