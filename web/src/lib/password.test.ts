import { expect, test } from "vitest";
import { rulesOf } from "./password";

const met = (password: string, again = password) =>
  rulesOf({ password, again }, { login: "manon.lefevre", minimumLength: 12 }).map((rule) => rule.met);

/** R9. */
test("a password is long enough, without the name, accents aside, and typed twice the same", () => {
  expect(met("agrafe violon tronc")).toEqual([true, true, true]);
  expect(met("court")).toEqual([false, true, true]);
  expect(met("LEFÈVRE est mon nom")).toEqual([true, false, true]);
  expect(met("agrafe violon tronc", "agrafe violon")).toEqual([true, true, false]);
  expect(met("")).toEqual([false, false, false]);
});
