import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { ask, doABilan, expect, Service, test, toasts } from "./service";

const lines = (page: Page, name: string) => page.getByRole("region", { name }).getByRole("row");

/** R181. */
test("the head finds who read whose file, and the logs say that they are whole", async ({
  browser,
  service,
}) => {
  const teacher = await service.signIn(browser, "enseignant");
  const learner = await doABilan(teacher.page, "TMELEC1");
  const { page } = await service.signIn(browser, "chef d’établissement");
  await page.getByRole("navigation").getByRole("link", { name: "Journal des accès" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Journal des accès" })).toBeFocused();
  const done = lines(page, "Ce qui a été fait").filter({ hasText: "Bilan validé" });
  await expect(done.first()).toContainText("Enseignant");

  const tabs = page.getByRole("navigation", { name: "Journaux" });
  await expect(tabs.locator("[aria-current]")).toHaveText(["Ce qui a été fait"]);
  await tabs.getByRole("link", { name: "Dossiers lus" }).click();
  await expect(tabs.locator("[aria-current]")).toHaveText(["Dossiers lus"]);
  await page.getByLabel("Qui a lu, ou qui a été lu").fill(learner);
  const read = lines(page, "Dossiers lus").filter({ hasText: "Tableau de suivi" });
  await expect(read.first()).toContainText("Enseignant");
  await expect(page).toHaveURL(/lectures=true/);
  await expect(tabs.locator("[aria-current]")).toHaveText(["Dossiers lus"]);
  await page.getByLabel("Au", { exact: true }).fill("01/09/2020");
  await expect(page.getByText("Aucune ligne ne correspond.")).toBeVisible();
  await page.getByRole("button", { name: "Effacer les filtres" }).click();
  await expect(read.first()).toBeVisible();

  await page.getByRole("button", { name: "Vérifier les journaux" }).click();
  await expect(page.getByText("Le journal des actions est intact.")).toBeVisible();
  await expect(page.getByText("Le journal des lectures est intact.")).toBeVisible();
});

/** R181, decision 7. */
test("the head takes the log on screen away as a table, and the log says so", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "chef d’établissement");
  await page.goto("/journal?mots=connexion");
  await expect(lines(page, "Ce qui a été fait").filter({ hasText: "Connexion" }).first()).toBeVisible();
  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: "Exporter" }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toMatch(/^journal-actions-\d{4}-\d\d-\d\d\.csv$/);
  const table = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\n");
  expect(table[0]).toBe("\ufeffLigne;Jour (jj/mm/aaaa);Heure (Europe/Paris);Qui;Rôle;Quoi;Compte");
  expect(table.length).toBeGreaterThan(1);
  for (const line of table.slice(1)) expect(line).toMatch(/^\d+;\d\d\/\d\d\/\d{4};\d\d:\d\d:\d\d;.*onnexion/);
  await expect(toasts(page)).toContainText("Cet export y est noté.");

  await page.goto("/journal");
  await expect(
    lines(page, "Ce qui a été fait").filter({ hasText: "Journal des accès exporté" }),
  ).toContainText("Chef d’établissement");
  const admin = await service.signIn(browser, "administrateur");
  await admin.page.goto("/journal");
  await expect(lines(admin.page, "Ce qui a été fait").first()).toBeVisible();
  await expect(admin.page.getByRole("button", { name: "Exporter" })).toHaveCount(0);
});

test("the administrator sees what was done and not who read which file, a teacher neither", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "administrateur");
  await page.goto("/journal");
  await page.getByLabel("Une personne ou une action").fill("connexion");
  await expect(lines(page, "Ce qui a été fait").filter({ hasText: "Connexion" }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Dossiers lus" })).toHaveCount(0);
  const teacher = await service.signIn(browser, "enseignant");
  await teacher.page.goto("/journal");
  await expect(
    teacher.page.getByText("Réservé à l’administrateur et au chef d’établissement."),
  ).toBeVisible();
});

/** R7, R14. */
test("the administrator takes away the slips of a class, eight to a page", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "administrateur");
  await page.goto("/utilisateurs");
  await page.getByLabel("Classe", { exact: true }).selectOption("1MELEC1");
  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: "Imprimer les fiches de la classe" }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toBe("fiches-1melec1.pdf");
  expect(
    readFileSync(await file.path())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");
  await expect(toasts(page)).toContainText("Les fiches sont dans vos téléchargements.");
});

/** Security 8.3. */
test("a letter that the mail server does not take is shown with the reason, and sent again", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  // Nothing listens there.
  const school = await Service.demo("--smtp-url", "smtp://127.0.0.1:9");
  const { page } = await school.signIn(browser, "administrateur");
  await page.goto("/taches");
  await ask(
    page,
    `mutation { createUser(input: { civility: MRS, lastName: "Neuf", firstName: "Nina", birthDate: "1980-05-04",
      email: "nina.neuf@exemple.fr", role: DDFTP }) { errors { message } } }`,
  );
  const job = page.getByRole("listitem").filter({ hasText: "Lettre à n•••f@exemple.fr" });
  await expect(async () => {
    await page.reload();
    await expect(job).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(job).toContainText(/Le serveur de courrier n’a pas pris la lettre\s: il est injoignable/);
  await expect(job).toContainText("nouvel essai le");
  await job.getByRole("button", { name: /^Relancer/ }).click();
  await expect(toasts(page)).toContainText("1 tâche relancée.");
  await page.context().close();
  await school.end();
});
