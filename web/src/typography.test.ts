import ts from "typescript";
import { expect, test } from "vitest";

/** Where a line could break and must not: before a high mark, after an opening quote. A mark that begins a text follows a value. */
const BREAKS = /(^|[\p{Ll}\d»)’…\u202f]) [:;!?»]|« /u;

const sources = import.meta.glob<string>(["./**/*.ts", "./**/*.tsx", "!./**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** What a page shows of a text between tags: ends of lines with what surrounds them are one space, or none at its ends. */
function shown(text: string): string {
  const lines = text.split("\n");
  const kept = lines.map((line, n) => {
    const after = n === 0 ? line : line.trimStart();
    return n === lines.length - 1 ? after : after.trimEnd();
  });
  return kept.filter(Boolean).join(" ");
}

/** The texts of a source that a person may read, each on one line as a page shows it. */
function texts(path: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) found.push(shown(node.text));
    else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    )
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  visit(ts.createSourceFile(path, code, ts.ScriptTarget.Latest, false, kind));
  return found;
}

test("no line of a page begins with a colon or a question mark, and none ends with an opening quote", () => {
  const all = Object.entries(sources).flatMap(([path, code]) =>
    texts(path, code).map((text) => ({ path, text })),
  );
  expect(all.length).toBeGreaterThan(5_000);
  expect(all.filter(({ text }) => BREAKS.test(text))).toEqual([]);
});

test("a plain space before a colon is seen, in a string, a template and a page", () => {
  for (const code of [
    "const a = 'Refusé : lisez';",
    `const a = \`\${b} : lisez\`;`,
    "const a = <p>{b} : lisez</p>;",
    "const a = <p>Refusé\n : lisez</p>;",
  ])
    expect(
      texts("a.tsx", code).some((text) => BREAKS.test(text)),
      code,
    ).toBe(true);
  for (const code of ["const a = b ? 'c' : 'd';", "const a = <p>Refusé&nbsp;: lisez</p>;"])
    expect(
      texts("a.tsx", code).some((text) => BREAKS.test(text)),
      code,
    ).toBe(false);
});
