import { describe, expect, test } from "vitest";
import { byField, elsewhere, endedWords, roleWords, seenWords, stateWords } from "./words";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("An account", () => {
  test("that waits for its first sign-in says until when", () => {
    const until = "2026-12-04T10:00:00Z";
    expect(plain(stateWords({ state: "OPEN", activationOpenUntil: until }))).toBe(
      "première connexion ouverte jusqu’au 4 déc.",
    );
    expect(stateWords({ state: "SHUT", activationOpenUntil: until })).toBe("jamais connecté");
    expect(stateWords({ state: "CLOSED", activationOpenUntil: null })).toBe("fermé");
  });

  test("says its roles and when it was last used", () => {
    expect(roleWords(["TEACHER", "DDFTP"])).toBe("Enseignant, DDFTP");
    expect(roleWords([])).toBe("aucun rôle");
    const now = new Date("2026-11-26T15:00:00Z");
    expect(plain(seenWords("2026-11-26T14:54:00Z", now))).toBe("il y a 6 min");
    expect(seenWords(null, now)).toBe("jamais");
  });

  test("says how many of its sessions ended", () => {
    expect(endedWords(0)).toBe("Aucune session n’était ouverte.");
    expect(plain(endedWords(1))).toBe("1 session terminée.");
    expect(plain(endedWords(3))).toBe("3 sessions terminées.");
  });
});

test("a problem is told once: at its field when the form has it, else beside the button", () => {
  const problems = byField([
    { path: "email", message: "Adresse illisible." },
    { path: "email", message: "Trop long." },
    { path: null, message: "Le nom de l’établissement manque." },
    { path: "userId", message: "Compte introuvable." },
  ]);
  expect(problems.email).toBe("Adresse illisible.");
  expect(elsewhere(problems, ["email"])).toBe("Le nom de l’établissement manque. Compte introuvable.");
  expect(elsewhere({ email: "Adresse illisible." }, ["email"])).toBeNull();
});
