/**
 * The one polite live region of the client. At most one message every five seconds; those that come
 * meanwhile are merged into the next.
 */
const EVERY = 5_000;

let region: HTMLElement | null = null;
let waiting: string[] = [];
let lastAt = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

function place(): HTMLElement {
  if (!region) {
    region = document.createElement("div");
    region.className = "sr-only";
    region.setAttribute("aria-live", "polite");
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  return region;
}

function flush() {
  timer = undefined;
  lastAt = Date.now();
  place().textContent = waiting.join(" ");
  waiting = [];
}

/** Says something to those who do not see the screen. */
export function announce(text: string): void {
  if (!waiting.includes(text)) waiting.push(text);
  if (timer !== undefined) return;
  timer = setTimeout(flush, Math.max(50, lastAt + EVERY - Date.now()));
}
