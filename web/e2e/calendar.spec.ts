import type { Locator, Page } from "@playwright/test";
import { read, thisYear, threeFiles } from "./files";
import { expect, Service, test, toasts } from "./service";

/** A line of the calendar, by its specialty and level. */
const line = (page: Page, specialty: string, level: string) =>
  page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { level: 2, name: specialty }) })
    .filter({ hasText: level });
const year = thisYear();
const day = (dayMonth: string) => `${dayMonth}/${Number(dayMonth.slice(3)) >= 9 ? year : year + 1}`;

/** Types the days of the periods of an editor, in the order of its fields. */
async function fill(editor: Locator, ...days: string[]) {
  const fields = editor
    .getByRole("group", { name: "Périodes de notation" })
    .getByRole("textbox", { name: /^(Du|Au)$/ });
  for (const [n, text] of days.entries()) {
    await fields.nth(n).fill(text);
    await fields.nth(n).blur();
  }
}

// The last journey changes the school year under the others.
test.describe.configure({ mode: "serial" });

let school: Service;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  school = await Service.demo();
});
test.afterAll(() => school.end());

/** R41, R42, R43, R50. */
test("dates are set for several lines at once, refused at their field, and seen at once by a teacher", async ({
  browser,
}) => {
  const { page } = await school.signIn(browser, "DDFTP");
  await page.goto("/calendrier");
  const first = line(page, "BTS Électrotechnique", "Première année de BTS");
  const second = line(page, "BTS Électrotechnique", "Deuxième année de BTS");
  for (const one of [first, second]) await one.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Appliquer à 2 lignes" }).click();
  const together = page.getByRole("region", { name: "Dates communes" });
  await together.getByRole("button", { name: "2 semestres" }).click();

  // A semester that begins before the end of the other is refused where it is typed; nothing typed is lost.
  await fill(together, day("01/09"), day("29/01"), day("15/01"), day("25/06"));
  const start = together.getByRole("textbox", { name: "Du", exact: true }).nth(1);
  await expect(start).toHaveAttribute("aria-invalid", "true");
  await expect(start).toHaveAccessibleDescription(/Commence avant la fin de la période précédente/);
  await expect(start).toHaveValue(day("15/01"));
  await expect(together.getByRole("textbox", { name: "Au", exact: true }).nth(1)).toHaveValue(day("25/06"));
  for (const one of [first, second]) await expect(one.getByText(/15.janv/)).toHaveCount(0);
  await start.fill(day("30/01"));
  await start.blur();
  await expect(together.getByText(/Enregistré à/)).toBeVisible();
  for (const one of [first, second]) {
    await expect(one.getByText("fixé", { exact: true })).toBeVisible();
    await expect(one.getByRole("listitem").filter({ hasText: /^Semestre.1/ })).toContainText("29 janv");
  }

  // A date moves while a teacher's page is open: the teacher sees it without doing anything.
  const { page: teacher } = await school.signIn(browser, "enseignant");
  await teacher.goto("/suivi");
  await teacher.getByRole("main").getByRole("link", { name: "321", exact: true }).click();
  await expect(teacher.locator("[data-link]")).toHaveAttribute("data-link", "live");
  await expect(
    teacher
      .getByRole("main")
      .getByText(/29.janv/)
      .first(),
  ).toBeVisible();
  await second.getByRole("button", { name: /^Modifier/ }).click();
  const editor = second.getByRole("group", { name: "Périodes de notation" });
  const end = editor.getByRole("textbox", { name: "Au", exact: true }).first();
  await end.fill(day("05/02"));
  await end.blur();
  await expect(editor.getByText(/Enregistré à/)).toBeVisible();
  await expect(editor.getByRole("textbox", { name: "Du", exact: true }).nth(1)).toHaveValue(day("06/02"));
  await expect(
    teacher
      .getByRole("main")
      .getByText(/5.févr/)
      .first(),
  ).toBeVisible();
  await teacher.context().close();

  // Removed, then taken back.
  await second.getByRole("button", { name: "Retirer ces dates" }).click();
  await expect(second.getByText("à fixer", { exact: true })).toBeVisible();
  await toasts(page).getByRole("button", { name: "Annuler" }).click();
  await expect(second.getByText("fixé", { exact: true })).toBeVisible();
  await expect(second.getByText(/5.févr/).first()).toBeVisible();
  await page.context().close();
});

/** R41, R46, R146. */
test("the school record's rhythm and the deadlines of certification are set, moved and taken back", async ({
  browser,
}) => {
  const { page } = await school.signIn(browser, "DDFTP");
  await page.goto("/calendrier");
  const melec = line(page, "Bac pro MELEC", "Terminale professionnelle");
  await expect(melec.getByText("LSL à fixer")).toBeVisible();
  await expect(melec.getByText("certification à fixer")).toBeVisible();
  await melec.getByRole("button", { name: /^Modifier/ }).click();

  const lsl = melec.getByRole("group", { name: "Livret scolaire (LSL)" });
  await lsl.getByRole("button", { name: "Semestres" }).click();
  await lsl.getByRole("textbox", { name: "Du", exact: true }).fill(day("10/06"));
  await lsl.getByRole("textbox", { name: "Au", exact: true }).fill(day("04/01"));
  await expect(lsl.getByRole("textbox", { name: "Au", exact: true })).toHaveAccessibleDescription(
    "La fin est avant le début.",
  );
  await lsl.getByRole("textbox", { name: "Du", exact: true }).fill(day("05/01"));
  await lsl.getByRole("textbox", { name: "Au", exact: true }).fill(day("11/06"));
  await expect(lsl.getByText(/Enregistré à/)).toBeVisible();
  await expect(melec.getByText("LSL à fixer")).toHaveCount(0);
  await expect(melec.getByRole("listitem").filter({ hasText: /^LSL/ })).toContainText("semestres");

  const deadlines = melec.getByRole("group", { name: "Dates limites de certification" });
  await deadlines.getByRole("textbox", { name: "Au plus tard le" }).fill(day("28/05"));
  await deadlines.getByRole("button", { name: "Ajouter la date limite" }).click();
  const said = melec.getByRole("listitem").filter({ hasText: /^Certification/ });
  await expect(said).toContainText(/Toutes les unités.*28.mai/);
  await expect(melec.getByText("certification à fixer")).toHaveCount(0);
  const known = deadlines.getByRole("textbox", { name: "Au plus tard le" }).first();
  await known.fill(day("04/06"));
  await known.blur();
  await expect(said).toContainText(/4.juin/);
  await deadlines.getByRole("button", { name: /^Retirer/ }).click();
  await expect(said).toHaveCount(0);
  await toasts(page).getByRole("button", { name: "Annuler" }).click();
  await expect(said).toContainText(/4.juin/);

  // All of it is there after a reload.
  await page.reload();
  await expect(said).toContainText(/4.juin/);
  await expect(melec.getByRole("listitem").filter({ hasText: /^LSL/ })).toContainText("semestres");
  await page.context().close();
});

/** R50: a late picture of the calendar is not taken for a colleague's change. */
test("dates typed over a picture that came late stay the person's own", async ({ browser }) => {
  const { page } = await school.signIn(browser, "DDFTP");
  let late: { text: string; pass: () => void }[] | null = null;
  await page.routeWebSocket("**/graphql", (socket) => {
    socket.connectToServer().onMessage((message) => {
      const pass = () => socket.send(message);
      if (late) late.push({ text: String(message), pass });
      else pass();
    });
  });
  // Known by what it tells: others, of an earlier change or of the socket itself, may be held before it.
  const picture = async (told: string) => {
    const tells = () => late?.some(({ text }) => text.includes("calendarChanged") && text.includes(told));
    await expect.poll(tells).toBe(true);
    return late?.splice(0) ?? [];
  };
  const type = async (field: Locator, dayMonth: string) => {
    await field.fill(day(dayMonth));
    await field.blur();
  };
  const saved = (part: Locator) => expect(part.getByText(/Enregistré à/)).toBeVisible();
  await page.goto("/calendrier");
  const melec = line(page, "Bac pro MELEC", "Terminale professionnelle");
  await melec.getByRole("button", { name: /^Modifier/ }).click();
  const lsl = melec.getByRole("group", { name: "Livret scolaire (LSL)" });
  await type(lsl.getByRole("textbox", { name: "Au", exact: true }), "12/06");
  await expect(melec.getByRole("listitem").filter({ hasText: /^LSL/ })).toContainText("12 juin");

  late = [];
  await type(lsl.getByRole("textbox", { name: "Au", exact: true }), "13/06");
  await saved(lsl);
  const old = await picture("-06-13");
  const bts = line(page, "BTS Électrotechnique", "Première année de BTS");
  const first = bts.getByRole("listitem").filter({ hasText: /^Semestre.1/ });
  await bts.getByRole("button", { name: /^Modifier/ }).click();
  const periods = bts.getByRole("group", { name: "Périodes de notation" });
  const start = periods.getByRole("textbox", { name: "Du", exact: true }).nth(1);
  await type(periods.getByRole("textbox", { name: "Au", exact: true }).first(), "28/01");
  await saved(periods);
  await expect(first).toContainText("28 janv");
  const news = await picture("-01-28");
  for (const { pass } of old) pass();
  await expect(first).toContainText("29 janv");
  await type(start, "15/01");
  await expect(start).toHaveAttribute("aria-invalid", "true");
  for (const { pass } of news) pass();
  await expect(first).toContainText("28 janv");
  const second = bts.getByRole("listitem").filter({ hasText: /^Semestre.2/ });
  await type(start, "31/01");
  await saved(periods);
  await expect(second).toContainText("31 janv");
  late = null;
  await page.reload();
  await expect(second).toContainText("31 janv");
  await page.context().close();
});

/** R29: a new year begins with the dates of the last one, moved, where they still hold. */
test("a new school year takes the dates of the year before, where they are offered", async ({ browser }) => {
  const { page: admin } = await school.signIn(browser, "administrateur");
  const next = `${year + 1}-${year + 2}`;
  await read(admin, ...threeFiles(school.uai, year + 1));
  await admin.getByLabel(`Pour confirmer, tapez « ${next} »`).fill(next);
  await admin.getByRole("button", { name: /^Appliquer / }).click();
  await expect(admin.getByText(/^Appliqué le/)).toBeVisible();
  await admin.context().close();

  const { page } = await school.signIn(browser, "DDFTP");
  await page.goto("/calendrier");
  await expect(page.getByText(`Année ${next}, du`)).toBeVisible();
  const melec = line(page, "Bac pro MELEC", "Terminale professionnelle");
  await expect(melec.getByText("à fixer", { exact: true })).toBeVisible();
  const copy = page.getByRole("button", { name: new RegExp(`^Reprendre ${year}-${year + 1} pour`) });
  await copy.click();
  await expect(toasts(page)).toContainText("Dates de l’an dernier reprises pour");
  await expect(melec.getByText("fixé", { exact: true })).toBeVisible();
  await expect(melec.getByRole("listitem").filter({ hasText: /^Trimestre.1/ })).toContainText("sept");
  await expect(copy).toHaveCount(0);
  await page.context().close();
});
