import { expect, test } from "vitest";
import { type Draft, EMPTY, FIELDS, inputOf, leftEmpty } from "./new-user";

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
