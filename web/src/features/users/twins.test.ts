import { describe, expect, test } from "vitest";
import { signInWords, type Twin, twinsTitle } from "./twins";

const twin = (id: string, activatedAt: string | null): Twin => ({
  id,
  displayName: "Marc Petit",
  login: `marc.petit${id}`,
  roles: ["TEACHER"],
  source: "MANUAL",
  state: "ACTIVE",
  activatedAt,
  activationOpenUntil: null,
  lastSeenAt: null,
});

describe("two accounts of one person", () => {
  test("how many there are is said in words", () => {
    expect(twinsTitle(1)).toBe("Un compte fait à la main ressemble à un compte importé.");
    expect(twinsTitle(3)).toBe("3\u00a0comptes faits à la main ressemblent à des comptes importés.");
  });

  test("the login that stays is told with its reason", () => {
    const used = "2026-11-16T08:00:00Z";
    const words = (imported: string | null, byHand: string | null, signsInWith: string) =>
      signInWords({ imported: twin("1", imported), byHand: twin("2", byHand), signsInWith });
    expect(words(null, used, "2")).toContain("l’identifiant marc.petit2 et son mot de passe actuel");
    expect(words(null, used, "2")).toContain("fait à la main, le seul qui ait été ouvert");
    expect(words(used, used, "1")).toContain("importé, qui a servi en dernier");
    expect(words(null, null, "1")).toContain(
      "Aucun des deux n’a encore servi\u00a0: identifiant marc.petit1",
    );
  });
});
