import { expect, test } from "vitest";
import { type Draft, EMPTY, FIELDS, inputOf, lacking, leftEmpty } from "./new-user";

const whole: Draft = {
  civility: "MRS",
  lastName: " Ferrand ",
  firstName: "Camille",
  birthDate: "1985-03-12",
  email: " c.ferrand@exemple.fr",
  role: "TEACHER",
};

test("everything is needed to create an account (R15)", () => {
  expect(Object.keys(leftEmpty(EMPTY))).toEqual(FIELDS);
  expect(leftEmpty({ ...whole, firstName: "  " })).toEqual({ firstName: "Écrivez le prénom." });
  expect(inputOf({ ...whole, birthDate: "" }, false)).toBeNull();
});

test("what is sent has no spaces around it, and says whether a lookalike was seen (R18)", () => {
  expect(inputOf(whole, false)).toEqual({
    civility: "MRS",
    lastName: "Ferrand",
    firstName: "Camille",
    birthDate: "1985-03-12",
    email: "c.ferrand@exemple.fr",
    role: "TEACHER",
    despiteLookalikes: false,
  });
  expect(inputOf(whole, true)?.despiteLookalikes).toBe(true);
});

test("what the school lacks is known before anything is typed (R16)", () => {
  const settings = { email: "ce@exemple.fr", mailReachesPeople: true };
  expect(lacking({ name: "LP", settings })).toBeNull();
  expect(lacking({ name: "LP", settings: null })).toBeNull();
  const both = lacking({ name: " ", settings: { ...settings, email: null } });
  expect(both).toEqual({
    sentence: "Il manque le nom et l’adresse électronique de l’établissement.",
    inSettings: true,
  });
  const mute = lacking({ name: "LP", settings: { ...settings, mailReachesPeople: false } });
  expect(mute?.inSettings).toBe(false);
});
