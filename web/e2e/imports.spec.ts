import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { apply, drop, learnersFile, read, threeFiles, without } from "./files";
import { expect, Service, test } from "./service";

const UAI = "0999003Y";
// The second journey signs in to the school that the first one opened.
test.describe.configure({ mode: "serial" });

let school: Service;
let printed = "";

test.beforeAll(async () => {
  test.setTimeout(180_000);
  // The journeys read more files in a minute than a school does in an hour.
  school = await Service.empty("--rate-heavy", "40");
  printed = school.openSchool(UAI, "LP Odile-Vasseur");
});
test.afterAll(() => school.end());

const total = (page: Page, outcome: RegExp) => page.getByRole("button", { name: outcome });
const lines = (page: Page) => page.getByRole("region", { name: "Lignes du rapport" }).getByRole("row");
/** The report of files that say what the school already knows. */
async function nothingToApply(page: Page) {
  await expect(page.getByRole("button", { name: "Rien à appliquer" })).toHaveAccessibleDescription(
    "Les fichiers disent la même chose que l’établissement.",
  );
}

/** R29, R33, R35, R36, R40. */
test("the first import: wrong files refused, lines refused with their reason, applied, then taken back", async ({
  browser,
}) => {
  test.slow();
  const { page } = await school.follow(browser, printed);
  const [sts, learners, guardians] = threeFiles(UAI);

  // What is not a file of this school is refused before anything changes.
  for (const [file, reason] of [
    [threeFiles("0999002X")[1], /0999002X/],
    [{ name: "ElevesSansAdresses.xml", text: learners.text.slice(0, 20_000) }, /incomplet/],
    [{ name: "ElevesSansAdresses.xml", text: "<!DOCTYPE html><p>" }, /page web/],
  ] as const) {
    await drop(page, file);
    await page.getByRole("button", { name: "Lire le fichier" }).click();
    await expect(page.getByText(reason).first()).toBeVisible();
    await expect(page.getByText("Rien n’a changé dans l’établissement.")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Appliquer/ })).toHaveCount(0);
  }

  // Two learners cannot be taken, nor a service whose teacher the file does not know; the rest of the three files is read.
  const odd = without(without(learners, "1200000", "PRENOM"), "1200004", "DATE_NAISS");
  await read(page, sts, odd, guardians);
  await expect(total(page, /créés/)).toContainText(/178\s*élèves/);
  await expect(total(page, /^3\s*refusés/)).toBeVisible();
  await total(page, /^3\s*refusés/).click();
  await expect(lines(page)).toHaveCount(4);
  await expect(lines(page).filter({ hasText: "BOUAZZA" })).toContainText(
    /Le nom ou le prénom manque\. Complétez la fiche dans SIECLE/,
  );
  await expect(lines(page).filter({ hasText: "Abdoulaye" })).toContainText(
    /La date de naissance manque.*ElevesSansAdresses\.xml, ligne \d+/,
  );

  await expect(lines(page).filter({ hasText: "2MTNE1" })).toContainText(
    /enseignant inconnu.*Mettez STSWEB à jour.*sts_emp_.*, ligne \d+/,
  );

  // The report leaves as a file.
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Rapport (CSV)" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^import-.*\.csv$/);
  const report = await readFile(await download.path(), "utf8");
  expect(report.startsWith("\ufeffOpération;Sujet;Nom;Classe;Détail")).toBe(true);
  expect(report.split("\n").filter((line) => line.startsWith("rejeté;apprenant;"))).toHaveLength(2);

  await apply(page);
  await expect(page.getByRole("heading", { level: 2, name: "Ce qui a changé" })).toBeVisible();
  await page.goto("/imports");
  const first = page.getByRole("listitem").filter({ hasText: "appliqué" });
  await expect(first).toContainText(/3\s*lignes refusées/);

  // The same files again would change nothing.
  await read(page, sts, odd, guardians);
  await nothingToApply(page);

  // Taken back: everybody is to be created again.
  await page.goto("/imports");
  await first.getByRole("link", { name: /^Import du/ }).click();
  await page.getByRole("button", { name: "Annuler l’import" }).click();
  await expect(page.getByText("Import annulé", { exact: true })).toBeVisible();
  await read(page, sts, odd, guardians);
  await expect(total(page, /créés/)).toContainText(/178\s*élèves/);
  await page.context().close();
});

/** R32, R35. */
test("a file that would close more than one account in five asks for a typed word", async ({ browser }) => {
  const { page } = await school.signInAs(browser, UAI, UAI);
  const three = learnersFile(UAI, [
    ["CREPIN", "Eloise"],
    ["LECOEUR", "Noel"],
    ["WEISS", "Nolan"],
  ]);
  const one = learnersFile(UAI, [["CREPIN", "Eloise"]]);
  await read(page, three);
  await expect(total(page, /créés/)).toContainText(/3\s*élèves/);
  await apply(page);

  await read(page, one);
  await total(page, /désactivés/).click();
  await expect(lines(page).filter({ hasText: "LECOEUR" })).toContainText("désactivé");
  const confirmation = page.getByLabel("Pour confirmer, tapez « 2 »");
  await page.getByRole("button", { name: /^Appliquer / }).click();
  await expect(confirmation).toHaveAttribute("aria-invalid", "true");
  await confirmation.fill("3");
  await page.getByRole("button", { name: /^Appliquer / }).click();
  await expect(confirmation).toHaveAttribute("aria-invalid", "true");
  await confirmation.fill("2");
  await apply(page);

  await page.getByRole("button", { name: "Annuler l’import" }).click();
  await expect(page.getByText("Import annulé", { exact: true })).toBeVisible();
  await read(page, three);
  await nothingToApply(page);
  await page.context().close();
});

/** R31, R36, R37. */
test("a list of learners outside SIECLE: refused lines told, applied, unchanged again, one more typed by hand", async ({
  browser,
}) => {
  test.slow();
  const { page } = await school.signInAs(browser, UAI, UAI);
  await page.goto("/imports");
  const modelComing = page.waitForEvent("download");
  await page.getByRole("button", { name: "Modèle (CSV)" }).click();
  const model = await readFile(await (await modelComing).path(), "utf8");
  expect(model).toMatch(/^\ufeffnom;prénom;date de naissance;/);

  // Made with another program: commas, and accents of Windows.
  const list = {
    name: "apprentis.csv",
    text: `Prénom,Nom,Naissance,Division,Statut,Formation,Niveau,INE
Camille,LEFÈVRE,14/03/2004,,apprentie,Bac pro MELEC,1RE,
Karim,BENALI,1979-11-02,,adulte,Bac pro MELEC,Première,
=1+1,ROY,05/06/2008,,apprenti,Bac pro MELEC,1RE,
Ada,ROY,31/02/2008,,apprenti,Bac pro MELEC,1RE,
`,
  };
  const broken = { ...list, text: list.text.replace("Statut", "Situation") };
  await drop(page, broken);
  await page.getByRole("button", { name: "Lire le fichier" }).click();
  await expect(page.getByText(/la colonne «\s*statut\s*» manque/).first()).toBeVisible();
  await expect(page.getByText("Rien n’a changé dans l’établissement.")).toBeVisible();

  await read(page, list);
  await expect(page.getByText(/Apprenants hors SIECLE\. 2\s*lignes lues, 2\s*refusées\./)).toBeVisible();
  await total(page, /^2\s*refusés/).click();
  await expect(lines(page)).toHaveCount(3);
  await expect(lines(page).filter({ hasText: "=1+1" })).toContainText(
    /formule de tableur.*apprentis\.csv, ligne 4/,
  );
  await expect(lines(page).filter({ hasText: "ROY Ada" })).toContainText("31/02/2008");
  await apply(page);
  await read(page, list);
  await nothingToApply(page);

  await page.goto("/imports");
  await page.getByRole("link", { name: "Saisir un apprenant" }).click();
  await page.getByRole("button", { name: "Vérifier, puis appliquer" }).click();
  await expect(page.getByText("5 champs à revoir")).toBeVisible();
  await page.getByLabel("Nom", { exact: true }).fill("ROY");
  await page.getByLabel("Prénom").fill("Ada");
  await page.getByLabel("Date de naissance").fill("05/06/2008");
  await page.getByLabel("Statut").selectOption({ label: "Apprenti" });
  await page.getByLabel("Formation").selectOption({ label: "Bac pro MELEC" });
  await page.reload();
  await expect(page.getByLabel("Prénom")).toHaveValue("Ada");
  await page.getByRole("button", { name: "Vérifier, puis appliquer" }).click();
  await expect(page.getByLabel("Niveau")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Niveau").selectOption("1RE");
  await page.getByRole("button", { name: "Vérifier, puis appliquer" }).click();
  await expect(total(page, /^1\s*créé/)).toBeVisible();
  await apply(page);

  await page.goto("/utilisateurs");
  await page.getByLabel("Provenance").selectOption({ label: "Hors SIECLE" });
  const people = page.getByRole("region", { name: "Liste des comptes" }).getByRole("row");
  await expect(people).toHaveCount(4);
  await expect(people.filter({ hasText: "ROY Ada" })).toContainText("hors SIECLE");
  await page.context().close();
});

test("a teacher is told whose page this is, and reads no report", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "enseignant");
  await page.goto("/imports");
  await expect(page.getByRole("main")).toContainText("Réservé à l’administrateur et au DDFTP.");
  await expect(page.getByRole("main")).not.toContainText("Imports précédents");
  const { page: head } = await service.signIn(browser, "chef d’établissement");
  await head.goto("/imports");
  await expect(head.getByRole("main")).toContainText("Vous pouvez lire les rapports des imports déjà faits.");
  await expect(head.getByRole("link", { name: /^Import du/ }).first()).toBeVisible();
  for (const one of [page, head]) await one.context().close();
});
