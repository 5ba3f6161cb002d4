import { expect, test } from "vitest";
import { readingWords } from "./readings";

test("who read a file is told by the role alone", () => {
  expect(readingWords("TEACHER", "ouvert la liste de la classe")).toBe(
    "Un enseignant a ouvert la liste de la classe",
  );
  expect(readingWords(null, "cherché un nom")).toBe("Quelqu’un a cherché un nom");
});
