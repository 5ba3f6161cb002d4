import { expect, test } from "vitest";
import { windowWords } from "./windows";

const past = {
  id: "1",
  state: "OVER" as const,
  startsOn: "2026-11-02",
  endsOn: "2026-11-06",
  closedAt: null,
};

test("an inspector is told of the next access, else of the last one", () => {
  expect(windowWords([])).toBeNull();
  expect(windowWords([past])?.text).toContain("s’est terminé le vendredi 6 novembre");
  expect(windowWords([{ ...past, state: "CLOSED", closedAt: "2026-11-05T08:00:00Z" }])?.text).toContain(
    "a été fermé le jeudi 5 novembre",
  );
  const coming = { ...past, id: "2", state: "COMING" as const, startsOn: "2099-12-07", endsOn: "2099-12-11" };
  expect(windowWords([coming, past])?.text).toContain("du lundi 7 décembre au vendredi 11 décembre");
});
