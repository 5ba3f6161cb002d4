import { expect, test } from "vitest";
import { rulesOf } from "../../lib/password";
import { allOthers, deviceFacts, disconnected, missing, wordsFor } from "./words";

const rules = (password: string, again = password) =>
  rulesOf({ password, again }, { login: "manon.lefevre", minimumLength: 12 });

/** R9. */
test("a change of password that lacks several things has each said once, at its field", () => {
  expect(missing("", rules("court", "autre"))).toEqual({
    currentPassword: "Il manque le mot de passe actuel.",
    newPassword: "Au moins 12\u00a0caractères.",
    again: "Deux fois le même.",
  });
  expect(missing("mot de passe actuel", rules("lefevre"))).toEqual({
    newPassword: "Au moins 12\u00a0caractères.",
  });
  expect(missing("mot de passe actuel", rules("agrafe violon tronc"))).toEqual({});
});

test("a device is told by the role, the sign-in and the last activity, in the school's time", () => {
  const device = { createdAt: "2026-11-26T07:02:00Z", seenAt: "2026-11-26T13:54:00Z" };
  expect(deviceFacts("Enseignant", device, new Date("2026-11-26T14:00:30Z"))).toEqual([
    "Enseignant",
    "depuis le 26\u00a0nov. à 08:02",
    "dernière activité il y a 6\u00a0min",
  ]);
});

test("one device and several are told as French does", () => {
  expect([1, 3].map(allOthers)).toEqual([
    "Déconnecter l’autre appareil",
    "Déconnecter les 3 autres appareils",
  ]);
  expect([1, 3].map(disconnected)).toEqual(["Appareil déconnecté.", "3\u00a0appareils déconnectés."]);
});

test("a learner is called « tu » and never « vous », anyone else the other way round", () => {
  const said = (tu: boolean) => Object.values(wordsFor(tu)).join(" ");
  expect(said(true)).not.toMatch(/\b(vous|votre|vos)\b|[^n]ez\b/i);
  expect(said(false)).not.toMatch(/\b(tu|ton|ta|tes)\b/i);
});
