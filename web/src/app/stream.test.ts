import { expect, test } from "vitest";
import { parse, type StreamEvent } from "./stream";

async function read(...pieces: string[]): Promise<StreamEvent[]> {
  const text = new ReadableStream<string>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of parse(text)) events.push(event);
  return events;
}

test("an event cut anywhere by the network is put together again", async () => {
  const events = await read(
    "event: ne",
    'xt\ndata: {"data"',
    ':{"a":1}}\n',
    "\n: beat\n\nevent: comp",
    "lete\n\n",
  );
  expect(events).toEqual([
    { name: "next", data: '{"data":{"a":1}}' },
    { name: "comment", data: "", comment: "beat" },
    { name: "complete", data: "" },
  ]);
});

test("lines may end the way the proxy likes, and data may span several", async () => {
  const events = await read("data: a\r\ndata: b\r\n\r\n");
  expect(events).toEqual([{ name: "next", data: "a\nb" }]);
});
