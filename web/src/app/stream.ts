/** One subscription carried by an HTTP answer that does not end (`text/event-stream`). */
export type StreamSink = {
  next: (result: unknown) => void;
  /** Anything was heard, with the sequence a heartbeat carries. */
  heard: (told: number | undefined) => void;
  /** The stream ended: by the service (`done`), or because the network or a proxy cut it. */
  ended: (done: boolean, status: number | undefined) => void;
};

/** Opens the stream; answers the function that closes it. */
export function openStream(
  url: string,
  headers: Record<string, string>,
  body: unknown,
  sink: StreamSink,
): () => void {
  const abort = new AbortController();
  void read(url, headers, body, sink, abort.signal);
  return () => abort.abort();
}

async function read(
  url: string,
  headers: Record<string, string>,
  body: unknown,
  sink: StreamSink,
  signal: AbortSignal,
) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { ...headers, "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(body),
      signal,
    });
    const kind = answer.headers.get("content-type") ?? "";
    if (!answer.ok || !answer.body || !kind.startsWith("text/event-stream")) {
      sink.ended(false, answer.status);
      return;
    }
    let done = false;
    for await (const event of parse(answer.body.pipeThrough(new TextDecoderStream()))) {
      if (event.comment !== undefined) sink.heard(numberIn(event.comment));
      else if (event.name === "complete") done = true;
      else if (event.data) {
        sink.heard(undefined);
        sink.next(JSON.parse(event.data));
      }
    }
    sink.ended(done, undefined);
  } catch {
    if (!signal.aborted) sink.ended(false, undefined);
  }
}

/** Only the number matters: « seq 4211 », « 4211 ». */
function numberIn(comment: string): number | undefined {
  const found = /\d+/.exec(comment);
  return found ? Number(found[0]) : undefined;
}

export type StreamEvent = { name: string; data: string; comment?: string };

/** Cuts the text of an event stream into events; a comment line is an event of its own. */
export async function* parse(text: ReadableStream<string>): AsyncGenerator<StreamEvent> {
  const reader = text.getReader();
  let rest = "";
  let name = "next";
  let data: string[] = [];
  try {
    while (true) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0 || name === "complete") yield { name, data: data.join("\n") };
          name = "next";
          data = [];
        } else if (line.startsWith(":")) yield { name: "comment", data: "", comment: line.slice(1).trim() };
        else {
          const colon = line.indexOf(":");
          const field = colon < 0 ? line : line.slice(0, colon);
          const text = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
          if (field === "event") name = text;
          if (field === "data") data.push(text);
        }
      }
    }
  } finally {
    reader.releaseLock();
  }
}
