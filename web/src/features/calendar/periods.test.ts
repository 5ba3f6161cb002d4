import { expect, test } from "vitest";
import { check, complete, type Dates, isDay, withDay, withRhythm } from "./periods";

const year = { startsOn: "2026-09-01", endsOn: "2027-08-31" };
const days = (startsOn: string, endsOn: string) => ({ startsOn, endsOn, externalRef: "" });
const semesters: Dates = {
  rhythm: "SEMESTER",
  periods: [days("2026-09-01", "2027-01-22"), days("2027-01-25", "2027-07-02")],
};

test("two periods in order, in the year, have nothing wrong (R43)", () => {
  expect(check(semesters, year)).toEqual({});
  expect(complete(semesters)).toBe(true);
});

test("what is wrong stands at its field (R43)", () => {
  const wrong: Dates = {
    rhythm: "SEMESTER",
    periods: [days("2026-08-30", "2027-01-22"), days("2027-01-22", "2026-12-01")],
  };
  const problems = check(wrong, year);
  expect(Object.keys(problems).sort()).toEqual([
    "periods.0.startsOn",
    "periods.1.endsOn",
    "periods.1.startsOn",
  ]);
  expect(problems["periods.1.endsOn"]).toBe("La fin est avant le début.");
});

test("days not typed yet are not wrong, but nothing leaves", () => {
  const begun: Dates = { rhythm: "SEMESTER", periods: [days("2026-09-01", ""), days("", "")] };
  expect(check(begun, year)).toEqual({});
  expect(complete(begun)).toBe(false);
});

test("the next period starts the day after, unless it has another start", () => {
  const touching = withDay(semesters, 1, "startsOn", "2027-01-23");
  expect(withDay(touching, 0, "endsOn", "2027-01-29").periods[1]?.startsOn).toBe("2027-01-30");
  const blank: Dates = { rhythm: "SEMESTER", periods: [days("2026-09-01", ""), days("", "")] };
  expect(withDay(blank, 0, "endsOn", "2027-01-31").periods[1]?.startsOn).toBe("2027-02-01");
  expect(withDay(semesters, 0, "endsOn", "2027-01-20").periods[1]?.startsOn).toBe("2027-01-25");
});

test("another rhythm keeps the two ends of the year", () => {
  expect(withRhythm(semesters, "TRIMESTER").periods).toEqual([
    days("2026-09-01", ""),
    days("", ""),
    days("", "2027-07-02"),
  ]);
});

test("a day is a day of the calendar", () => {
  expect(isDay("2028-02-29")).toBe(true);
  expect(isDay("2027-02-29")).toBe(false);
  expect(isDay("1/9/2026")).toBe(false);
});
