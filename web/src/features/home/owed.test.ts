import { expect, test } from "vitest";
import { type AskedTable, deadline, gather, mostUrgent, type Table } from "./owed";

const TODAY = "2026-11-26";
const division = (code: string) => ({ id: `div_${code}`, code, label: code });
const first = { id: "t1", label: "Trimestre 1", startsOn: "2026-09-01", endsOn: "2026-11-17" };
const second = { id: "t2", label: "Trimestre 2", startsOn: "2026-11-18", endsOn: "2027-03-12" };
const melec = { id: "f1", shortTitle: "Bac pro MELEC" };

function table(period: typeof first | null, mine: number, frameworks = [melec]): Table {
  return {
    id: `${period?.id}`,
    period,
    periods: period ? [first, second] : [],
    framework: frameworks[0] ?? null,
    frameworks,
    done: 5,
    expected: 15,
    mine,
  };
}

test("a period that is over comes first while it owes something", async () => {
  const ask = async ({ periodId }: AskedTable) => (periodId === "t1" ? table(first, 1) : table(second, 8));
  const owed = await gather([division("TMELEC1")], ask, TODAY);
  expect(mostUrgent(owed).map((one) => [one.period?.id, one.mine])).toEqual([
    ["t1", 1],
    ["t2", 8],
  ]);
});

test("a period that is over and owes nothing is not told", async () => {
  const ask = async ({ periodId }: AskedTable) => (periodId === "t1" ? table(first, 0) : table(second, 8));
  expect(await gather([division("TMELEC1")], ask, TODAY)).toHaveLength(1);
});

test("each framework of a division is asked for, and then named", async () => {
  const other = { id: "f2", shortTitle: "Bac pro MCV" };
  const ask = async ({ frameworkId }: AskedTable) =>
    frameworkId === "f2" ? table(null, 2, [other, melec]) : table(null, 0, [melec, other]);
  const owed = await gather([division("2MIX")], ask, TODAY);
  expect(owed.map((one) => one.framework?.shortTitle)).toEqual(["Bac pro MELEC", "Bac pro MCV"]);
});

test("a division without dates, or that cannot be seen, owes nothing", async () => {
  const ask = async ({ divisionId }: AskedTable) => (divisionId === "div_A" ? table(null, 0) : null);
  const owed = await gather([division("A"), division("B")], ask, TODAY);
  expect(owed).toHaveLength(1);
  expect(mostUrgent(owed)).toEqual([]);
});

test("a deadline says its day and its delay, before and after", () => {
  expect(deadline("2026-12-08", TODAY).replaceAll("\u00a0", " ")).toBe("jusqu’au 8 déc., dans 12 jours");
  expect(deadline("2026-11-17", TODAY).replaceAll("\u00a0", " ")).toBe("fini le 17 nov., il y a 9 jours");
});
