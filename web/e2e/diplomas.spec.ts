import type { Browser, Page } from "@playwright/test";
import { isAccessible } from "./axe";
import { ask, expect, type Service, test, toasts } from "./service";

const choice = (page: Page) => page.getByRole("heading", { level: 1, name: "Choisir un diplôme" });
const home = (page: Page) => page.getByRole("heading", { level: 1, name: /^Bonjour/ });
const lead = (page: Page) => page.getByRole("main").getByText(/Enseignant/);
const classes = (page: Page) => page.getByRole("main").getByRole("heading", { level: 2 });
/** The diplomas of the home page. */
const offered = (page: Page) => page.getByRole("main").getByRole("group", { name: "Changer de diplôme" });

/** The teacher of the demonstration, who has three diplomas, gives the password. */
async function givePassword(browser: Browser, service: Service): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: service.url })).newPage();
  await page.goto(`/${service.uai}`);
  await page.getByLabel("Identifiant").fill(service.logins.get("enseignant") ?? "");
  await page.getByLabel("Mot de passe", { exact: true }).fill(service.password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  return page;
}

/** By keyboard: onwards until this has the focus, then pressed. */
async function press(page: Page, name: string) {
  const button = page.getByRole("button", { name, exact: true }).first();
  for (let n = 0; n < 40 && !(await button.evaluate((one) => one === document.activeElement)); n++)
    await page.keyboard.press("Tab");
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
}

async function inEachLook(page: Page, where: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await isAccessible(page, `${where} at ${width}, ${colorScheme}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  }
}

/** As the teacher was before, for the journeys that come after. */
async function asBefore(page: Page) {
  await ask(
    page,
    `mutation { chooseSpecialties(input: { specialtyIds: [] }) { errors { code } }
      useSpecialty(input: { specialtyId: null }) { errors { code } } }`,
  );
  await page.context().close();
}

/** R20, R21, R22. */
test("by keyboard, a teacher chooses a diploma after the password, sees its classes alone, and changes it without signing in again", async ({
  browser,
  service,
}) => {
  const page = await givePassword(browser, service);
  await expect(choice(page)).toBeFocused();
  await expect(page).toHaveTitle(/^Choisir un diplôme — /);
  await inEachLook(page, "the choice");
  await choice(page).focus();
  await press(page, "CAP Électricien");

  await expect(home(page)).toBeVisible();
  await expect(lead(page)).toContainText("Enseignant, CAP Électricien");
  const owed = page.getByRole("region", { name: "Vos bilans à faire" });
  await expect(owed).toContainText("CAPEL1");
  await expect(owed).not.toContainText("TMELEC1");
  const cookies = await page.context().cookies();
  await page.goto("/suivi");
  await expect(classes(page).filter({ hasText: "1CAPEL1" })).toBeVisible();
  await expect(classes(page).filter({ hasText: "TMELEC1" })).toHaveCount(0);

  // What the list leaves out still opens by its link.
  const { divisions } = await ask<{ divisions: { id: string; code: string }[] }>(
    page,
    "{ divisions { id code } }",
  );
  await page.goto(`/suivi/${divisions.find(({ code }) => code === "TMELEC1")?.id}`);
  await expect(page.getByRole("heading", { level: 1, name: "TMELEC1" })).toBeAttached();

  await page.getByRole("button", { name: /Enseignant · CAP Électricien/ }).focus();
  await page.keyboard.press("Enter");
  await press(page, "Bac pro MELEC");
  await expect(home(page)).toBeFocused();
  await expect(toasts(page)).toContainText(/Diplôme affiché\s: Bac pro MELEC\./);
  await expect(lead(page)).toContainText("Enseignant, Bac pro MELEC");
  expect(await page.context().cookies()).toEqual(cookies);
  await page.reload();
  await expect(lead(page)).toContainText("Enseignant, Bac pro MELEC");
  await page
    .getByRole("navigation", { name: "Menu principal" })
    .getByRole("link", { name: /suivi/i })
    .click();
  await expect(classes(page).filter({ hasText: "TMELEC1" })).toBeVisible();
  await expect(classes(page).filter({ hasText: "1CAPEL1" })).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Personne, classe ou page" }).fill("tmel");
  await expect(page.getByRole("option", { name: /^TMELEC1/ })).toBeVisible();
  await page.getByRole("combobox", { name: "Personne, classe ou page" }).fill("1capel");
  await expect(page.getByRole("option", { name: /^1CAPEL1/ })).toHaveCount(0);

  // Another device begins where this one is, and goes its own way.
  const other = await givePassword(browser, service);
  const buttons = other.getByRole("main").getByRole("listitem").getByRole("button");
  await expect(buttons.first()).toHaveText("Bac pro MELEC");
  await expect(buttons.last()).toHaveText("Tous mes diplômes");
  await buttons.last().click();
  await expect(lead(other)).toContainText("Enseignant, tous vos diplômes");
  await page.goto("/accueil");
  await expect(lead(page)).toContainText("Enseignant, Bac pro MELEC");
  await inEachLook(page, "the home page");
  await other.context().close();
  await asBefore(page);
});

/** R21. */
test("the tabs of a browser follow a change of diploma at once", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "enseignant");
  const tab = await page.context().newPage();
  await tab.goto("/suivi");
  await expect(classes(tab).filter({ hasText: "TMELEC1" })).toBeVisible();
  await expect(classes(tab).filter({ hasText: "1CAPEL1" })).toBeVisible();

  await expect(offered(page).getByRole("button", { name: "Tous mes diplômes" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await offered(page).getByRole("button", { name: "CAP Électricien" }).click();
  await expect(lead(page)).toContainText("Enseignant, CAP Électricien");
  await expect(classes(tab).filter({ hasText: "TMELEC1" })).toHaveCount(0);
  await expect(classes(tab).filter({ hasText: "1CAPEL1" })).toBeVisible();
  await tab.goto("/accueil");
  await expect(lead(tab)).toContainText("Enseignant, CAP Électricien");
  await asBefore(page);
});

/** R20. */
test("a teacher ticks the diplomas in the personal space; with one left, nothing is asked and nothing can be changed", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "enseignant");
  await page.goto("/mon-compte");
  const card = page.getByRole("region", { name: "Mes diplômes" });
  const box = (name: RegExp) => card.getByRole("checkbox", { name });
  await expect(card).toContainText("Proposés d’après les apprenants");
  await expect(box(/Bac pro MELEC/)).toBeChecked();
  await expect(box(/Bac pro MCV/)).not.toBeChecked();
  for (const name of [/CAP Électricien/, /BTS Électrotechnique/]) await box(name).uncheck();
  await expect(card).toContainText(/Enregistré à/);
  await expect(page.getByRole("button", { name: /Enseignant · Bac pro MELEC/ })).toBeVisible();
  await inEachLook(page, "the personal space");
  await page.reload();
  await expect(box(/CAP Électricien/)).not.toBeChecked();

  const again = await givePassword(browser, service);
  await expect(home(again)).toBeVisible();
  await expect(lead(again)).toContainText("Enseignant, Bac pro MELEC");
  await expect(again.getByText("Changer de diplôme")).toHaveCount(0);
  await again.context().close();

  // A diploma that the teacher has no class of: the home page has no tracking tables for it.
  await box(/Bac pro MCV/).check();
  await expect(card).toContainText(/Enregistré à/);
  await page.goto("/accueil");
  await offered(page).getByRole("button", { name: "Bac pro MCV" }).click();
  const pages = page.getByRole("list", { name: "Pages" });
  await expect(page.getByText("Aucune de vos classes ne prépare ce diplôme.")).toBeVisible();
  await expect(pages.getByRole("link", { name: /Calendrier/ })).toBeVisible();
  await expect(pages.getByRole("link", { name: /Tableaux de suivi/ })).toHaveCount(0);
  await asBefore(page);
});
