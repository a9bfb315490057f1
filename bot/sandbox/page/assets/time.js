// Dates as the viewer reads them: their own zone and language, against the story's clock and not the computer's.

const EPOCH = 1420070400000n; // snowflakes count milliseconds from the start of 2015
const FORMATS = {
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  d: { day: "2-digit", month: "2-digit", year: "numeric" },
  D: { day: "numeric", month: "long", year: "numeric" },
  f: { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  F: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  s: { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" },
  S: { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  weekday: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  soon: { weekday: "short", hour: "2-digit", minute: "2-digit" },
};
const UNITS = [
  ["year", 31557600],
  ["month", 2629800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const made = new Map();

function formatter(style) {
  if (!made.has(style)) made.set(style, new Intl.DateTimeFormat(undefined, FORMATS[style]));
  return made.get(style);
}

// format words an instant (milliseconds) in one of Discord's timestamp styles or the page's own "weekday" and "soon".
export function format(ms, style) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "Invalid date" : formatter(style).format(date);
}

// relative words the distance between two instants, such as "in 3 days". It is rounded, as Discord's is: a vote of two
// days does not end "tomorrow" a minute after it began.
export function relative(ms, now) {
  const seconds = Math.round((ms - now) / 1000);
  const [unit, size] = UNITS.find(([, n]) => Math.abs(seconds) >= n) || ["second", 1];
  const count = Math.round(seconds / size);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: count ? "always" : "auto" });
  return words.format(count, unit);
}

// stamp is the time beside a name: the hour for today, a day in words for yesterday, the date for the rest.
export function stamp(ms, now) {
  if (day(ms) === day(now)) return format(ms, "t");
  if (day(ms) === day(now - 86400000)) return `Yesterday at ${format(ms, "t")}`;
  return `${format(ms, "d")} ${format(ms, "t")}`;
}

// day names the calendar day of an instant in the viewer's zone.
export function day(ms) {
  return format(ms, "D");
}

// when returns the instant a snowflake was made, in milliseconds.
export function when(id) {
  return Number((BigInt(id) >> 22n) + EPOCH);
}

// StoryClock runs between two messages of the server at the speed the server told.
export class StoryClock {
  #at = performance.now();
  #base = Date.now();
  speed = 1;
  upcoming = [];

  // set takes {now, speed, upcoming: [{at, what}]} as the server sends it; times are RFC 3339.
  set(state) {
    this.#at = performance.now();
    this.#base = Date.parse(state.now);
    this.speed = state.speed;
    this.upcoming = state.upcoming || [];
  }

  // now returns the story's time in milliseconds.
  now() {
    return this.#base + (performance.now() - this.#at) * this.speed;
  }
}
