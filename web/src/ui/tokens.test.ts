import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

/** Colours by name, of one theme over another. */
function colours(text: string, base = new Map<string, string>()): Map<string, string> {
  const found = [...text.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/gi)];
  return new Map([...base, ...found.map(([, name = "", value = ""]): [string, string] => [name, value])]);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** Every pair of text and ground the components use. */
const TEXT: [string, string][] = [
  ["ink", "bg"],
  ["ink", "surface"],
  ["ink-2", "surface"],
  ["ink-3", "surface"],
  ["ink-3", "surface-2"],
  ["ink-3", "bg"],
  ["ink-2", "surface-3"],
  ["ink-2", "accent-soft"],
  ["ink", "accent-soft"],
  ["accent", "surface"],
  ["accent", "accent-soft"],
  ["accent", "bg"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["done", "surface"],
  ["done", "done-soft"],
  ["surface", "done"],
  ["late", "surface"],
  ["late", "late-soft"],
  ["soon", "surface"],
  ["soon", "soon-soft"],
  ["pupil", "surface"],
  ["apprentice", "surface"],
  ["surface", "ink"],
];
/** Outlines and meaningful drawings. */
const GRAPHICS: [string, string][] = [
  ["line-strong", "surface"],
  ["focus", "surface"],
  ["pupil", "surface"],
  ["apprentice", "surface"],
  ["done", "surface"],
  ["level-1", "surface"],
  ["level-2", "surface"],
  ["level-3", "surface"],
  ["level-4", "surface"],
];

describe.each([
  ["light", colours(light)],
  ["dark", colours(dark, colours(light))],
])("In the %s theme", (_name, theme) => {
  const of = (name: string) => theme.get(name) ?? "";
  test.each(TEXT)("%s reads on %s", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(GRAPHICS)("%s is seen on %s", (drawing, ground) => {
    expect(contrast(of(drawing), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
