import { expect, test } from "vitest";
import { BY_CODE, EMPTY, inputOf, leftEmpty, readDraft } from "./new-learner";
import { COLUMNS, model } from "./outside";

const camille = {
  ...EMPTY,
  lastName: " LEFÈVRE ",
  firstName: "Camille",
  birthDate: "2004-03-14",
  status: "APPRENTICE" as const,
  training: "CAP Électricien",
  level: "CAP1",
};

test("what is left empty is said where it is, and nothing leaves meanwhile", () => {
  expect(Object.keys(leftEmpty(EMPTY))).toEqual(["lastName", "firstName", "birthDate", "status", "training"]);
  expect(leftEmpty({ ...camille, training: BY_CODE })).toEqual({ training: "Écrivez le code MEF." });
  expect(inputOf(EMPTY, "one")).toBeNull();
});

test("a code stands for the diploma and its level", () => {
  expect(inputOf(camille, "one")).toMatchObject({
    lastName: "LEFÈVRE",
    training: "CAP Électricien",
    level: "CAP1",
    division: null,
    clientMutationId: "one",
  });
  expect(inputOf({ ...camille, training: BY_CODE, mef: "24125524110" }, "two")).toMatchObject({
    training: "24125524110",
    level: null,
  });
});

test("what the device kept is read, and anything else is an empty form", () => {
  expect(readDraft(JSON.stringify({ lastName: "ROY" }))).toEqual({ ...EMPTY, lastName: "ROY" });
  for (const kept of ["", "null", "3", "{"]) expect(readDraft(kept)).toEqual(EMPTY);
});

test("the model has a header and one line, as many cells in each", () => {
  const [header, line] = model().slice(1).split("\r\n");
  expect(header?.split(";")).toEqual(COLUMNS.map(({ title }) => title));
  expect(line?.split(";")).toHaveLength(COLUMNS.length);
});
