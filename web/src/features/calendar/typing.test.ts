import { expect, test } from "vitest";
import { TypedOver } from "./typing";

const at = (version: number) => new Map([["line", version]]);

test("what is typed stands on what was shown when the typing began", () => {
  const typed = new TypedOver();
  typed.show(at(3));
  typed.begin();
  typed.show(at(4));
  expect(typed.version("line")).toBe(3);
});

test("one's own save is no colleague's change, even before the page shows it", () => {
  const typed = new TypedOver();
  typed.show(at(3));
  typed.begin();
  typed.saved(at(4), false);
  typed.begin();
  expect(typed.version("line")).toBe(4);
  typed.show(at(4));
  expect(typed.version("line")).toBe(4);
});

test("a picture that is older than the save changes nothing", () => {
  const typed = new TypedOver();
  typed.show(at(3));
  typed.saved(at(4), false);
  typed.show(at(4));
  typed.show(at(3));
  typed.begin();
  expect(typed.version("line")).toBe(4);
});

test("a colleague's change after one's own save is told", () => {
  const typed = new TypedOver();
  typed.show(at(3));
  typed.begin();
  typed.saved(at(4), true);
  typed.show(at(5));
  expect(typed.version("line")).toBe(4);
  typed.settle();
  expect(typed.version("line")).toBe(5);
});

test("dates that were saved, then removed, begin anew", () => {
  const typed = new TypedOver();
  typed.show(at(0));
  typed.begin();
  typed.saved(at(1), false);
  expect(typed.version("line")).toBe(1);
  typed.show(at(1));
  typed.show(at(0));
  expect(typed.version("line")).toBe(0);
});
