import { describe, expect, test } from "vitest";
import * as dates from "./dates";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("Days", () => {
  test("are written as a school writes them", () => {
    expect(dates.long("2026-12-04")).toBe("vendredi 4 décembre");
    expect(dates.full("2026-11-17")).toBe("mardi 17 novembre 2026");
    expect(dates.plain("2027-01-01")).toBe("1er janvier 2027");
    expect(plain(dates.short("2026-12-04"))).toBe("4 déc.");
    expect(plain(dates.short("2027-02-01"))).toBe("1er févr.");
    expect(plain(dates.range("2026-11-02", "2026-11-27"))).toBe("2 → 27 nov.");
    expect(plain(dates.range("2027-01-11", "2027-02-12"))).toBe("11 janv. → 12 févr.");
  });

  test("are never shifted by the machine's zone", () => {
    expect(dates.dayOf("2026-11-21T23:30:00Z")).toBe("2026-11-22");
    expect(dates.dayOf("2026-06-30T21:59:00Z")).toBe("2026-06-30");
    expect(dates.daysBetween("2026-03-28", "2026-03-30")).toBe(2);
    expect(dates.daysBetween("2026-10-24", "2026-10-26")).toBe(2);
  });

  test("carry their delay", () => {
    expect(plain(dates.delay("2026-12-04", "2026-11-17"))).toBe("dans 17 jours");
    expect(dates.delay("2026-11-18", "2026-11-17")).toBe("demain");
    expect(dates.delay("2026-11-17", "2026-11-17")).toBe("aujourd’hui");
    expect(plain(dates.delay("2026-11-13", "2026-11-17"))).toBe("il y a 4 jours");
  });
});

test("instants are said by their age, then their time, then their day", () => {
  const now = new Date("2026-11-17T13:32:00Z");
  expect(dates.ago("2026-11-17T13:31:50Z", now)).toBe("à l’instant");
  expect(plain(dates.ago("2026-11-17T13:26:00Z", now))).toBe("il y a 6 min");
  expect(dates.ago("2026-11-17T08:05:00Z", now)).toBe("à 09:05");
  expect(plain(dates.ago("2026-11-03T08:05:00Z", now))).toBe("le 3 nov.");
});
