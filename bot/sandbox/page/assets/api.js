// Talks to the page's own server: JSON calls and the stream of events.

// Refusal is an answer of the server that says no, in words for people.
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    /* not JSON: worded by its status below */
  }
  if (!response.ok) throw new Refusal(response.status, body?.message || `The sandbox answered ${response.status}`);
  return body;
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(`/page/${path}`, options);
  } catch (err) {
    if (err.name === "AbortError") throw err;
    throw new Refusal(0, "The sandbox cannot be reached. Is it still running?");
  }
  return answer(response);
}

// get reads; query values that are null are left out.
export function get(path, query, signal) {
  const kept = Object.entries(query).filter(([, v]) => v !== null && v !== undefined);
  return call(`${path}?${new URLSearchParams(kept)}`, { signal });
}

// post sends a body as JSON.
export function post(path, body, signal) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}

// upload hands over a file and returns {id}.
export function upload(query, file) {
  return call(`upload?${new URLSearchParams({ ...query, name: file.name, type: file.type })}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
}

// listen follows what a person's client is told. on: {hello(clock), dispatch(event), clock(state), resync(), lost(),
// refused()}.
// hello comes at the start and again after each break, when everything must be read anew. Returns a function to stop.
export function listen(as, on) {
  const source = new EventSource(`/page/events?${new URLSearchParams({ as })}`);
  for (const name of ["hello", "dispatch", "clock", "resync"]) {
    source.addEventListener(name, (e) => on[name](JSON.parse(e.data)));
  }
  let again = 0;
  source.addEventListener("error", () => {
    on.lost();
    // The browser retries by itself unless the server refused; then we do, slowly.
    if (source.readyState === EventSource.CLOSED) again = setTimeout(() => on.refused(), 3000);
  });
  return () => {
    clearTimeout(again);
    source.close();
  };
}
