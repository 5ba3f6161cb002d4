import { describe, expect, test } from "vitest";
import { readHelp, readTickets, readWriting } from "./search";
import { pageAlone, standingWords } from "./words";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

test("a page is told without whom it shows, as the service tells it; R167", () => {
  const id = "_01990000000070008000000000000001";
  expect(pageAlone(`/suivi/div${id}?apprenant=lea${id}#haut`)).toBe("/suivi/…");
  expect(pageAlone("/0999001W/mot-de-passe-oublie")).toBe("/…/mot-de-passe-oublie");
  expect(pageAlone("/calendrier?vue=lsl")).toBe("/calendrier");
});

test("a request says where it stands and until when an answer is due; R165", () => {
  const at = { dueAt: "2026-11-26T08:00:00Z", desk: "SCHOOL" } as const;
  const words = (standing: "TO_ANSWER" | "LATE" | "ANSWERED" | "CLOSED") =>
    plain(standingWords({ ...at, standing }).text);
  expect(words("TO_ANSWER")).toBe("à répondre avant le jeudi 26 novembre à 09:00");
  expect(words("LATE")).toBe("en retard, attendu le jeudi 26 novembre à 09:00");
  expect(words("ANSWERED")).toBe("répondu");
  expect(words("CLOSED")).toBe("résolu");
});

describe("The address of the assistance", () => {
  test("accepts anything and falls back", () => {
    expect(readHelp({ q: 12, entree: "compte", de: "/console" })).toEqual({
      q: "12",
      entree: "compte",
      de: "/console",
    });
    expect(readHelp({ q: "  ", entree: "toString", de: "//ailleurs.fr" })).toEqual({});
    expect(readTickets({ vue: "autre" })).toEqual({});
  });
  test("only says pages of this site", () => {
    for (const de of ["https://ailleurs.fr", "//ailleurs.fr", "/\\ailleurs.fr", 3]) {
      expect(readWriting({ de })).toEqual({});
    }
  });
});
