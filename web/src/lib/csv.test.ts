import { expect, test } from "vitest";
import { toCsv } from "./csv";

test("a table opens in a spreadsheet with its accents, and a name cannot become a formula", () => {
  const text = toCsv([
    ["Classe", "Faits"],
    ["1MELEC1", 18],
    ["=HYPERLINK(1)", 0.5],
    ['a;"b"', 0],
  ]);
  expect(text).toBe('\ufeffClasse;Faits\r\n1MELEC1;18\r\n\'=HYPERLINK(1);0,5\r\n"a;""b""";0\r\n');
});
