import type { Page } from "@playwright/test";
import { expect, test } from "./service";

/** A line of the table, known by its learner. */
const lineOf = (page: Page, learner: string) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: learner }) });
const summary = (page: Page) => page.getByRole("main").getByRole("status").first();
const panel = (page: Page) => page.getByRole("complementary");

/** Opens the table of a division; answers the learners whose bilan is not begun. */
async function openTable(page: Page, division: string): Promise<string[]> {
  await page.goto("/suivi");
  await page.getByRole("main").getByRole("link", { name: division, exact: true }).click();
  await expect(page.getByRole("grid")).toBeVisible();
  const names = await page.getByRole("button", { name: /^Faire\s: bilan de / }).allTextContents();
  return names.map((name) => name.replace(/[\s\u00a0]+/g, " ").replace(/^Faire\s: bilan de /, ""));
}

test("without network, levels are kept on the device, outlive the page, and leave when it is back", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "enseignant");
  const context = page.context();
  const learner = (await openTable(page, "TMELEC1")).at(-1) ?? "";
  const levels = (of: Page) => lineOf(of, learner).getByRole("gridcell");

  await context.setOffline(true);
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "offline");
  await levels(page).first().click();
  for (const rank of [2, 3, 4]) await page.keyboard.press(`Shift+Digit${rank}`);
  await expect(panel(page).getByText("Gardé sur cet appareil")).toBeVisible();
  await expect(summary(page)).toHaveText(/1\s*saisie en attente d’envoi/);
  await expect(levels(page).nth(1)).toContainText("3");

  // Back on the same page, by itself.
  await context.setOffline(false);
  await expect(panel(page).getByText(/Enregistré à/)).toBeVisible();
  await expect(summary(page)).toHaveText(/Tout est enregistré/);

  // Closed before the network is back: what was typed waits for the next page.
  const address = page.url();
  await context.setOffline(true);
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "offline");
  await page.keyboard.press("Shift+Digit1");
  await expect(panel(page).getByText("Gardé sur cet appareil")).toBeVisible();
  await page.close();
  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto(address);
  await expect(levels(next).nth(3)).toContainText("1");
  await expect(summary(next)).toHaveText(/Tout est enregistré/);

  // Another device knows nothing but what the service has.
  const { page: elsewhere } = await service.signIn(browser, "enseignant");
  await elsewhere.goto(address);
  for (const [n, rank] of [2, 3, 4, 1].entries()) {
    await expect(levels(elsewhere).nth(n)).toContainText(String(rank));
  }
  await elsewhere.context().close();
  await context.close();
});

test("two teachers write the same bilan: the second sees both texts and chooses, and both stay", async ({
  browser,
  service,
}) => {
  const { page: first } = await service.signIn(browser, "enseignant");
  const { page: second } = await service.comeIn(browser, "enseignant");
  const learner = (await openTable(first, "TMELEC1")).at(-1) ?? "";
  await openTable(second, "TMELEC1");
  for (const page of [first, second]) {
    await lineOf(page, learner)
      .getByRole("button", { name: /bilan de/ })
      .click();
    await expect(panel(page).getByLabel("Synthèse")).toBeFocused();
  }
  const mine = "Progresse, mais oublie les équipements de protection.";
  const theirs = "Autonome au poste, soigne son câblage.";

  await second.context().setOffline(true);
  await expect(second.locator("[data-link]")).toHaveAttribute("data-link", "offline");
  await second.keyboard.type(mine);
  await expect(panel(second).getByText("Gardé sur cet appareil")).toBeVisible();
  await first.keyboard.type(theirs);
  await expect(panel(first).getByText(/Enregistré à/)).toBeVisible();
  await second.context().setOffline(false);

  const choice = panel(second).getByRole("alert").filter({ hasText: "Deux saisies différentes" });
  await expect(choice).toContainText("Fadila EL AMRANI");
  await expect(choice).toContainText(theirs);
  await expect(panel(second).getByLabel("Synthèse")).toHaveValue(mine);
  await expect(summary(second)).toHaveText(/1\s*saisie à trancher/);
  await choice.getByRole("button", { name: "Garder le mien" }).click();
  await expect(panel(second).getByText(/Enregistré à/)).toBeVisible();
  await expect(panel(first).getByLabel("Synthèse")).toHaveValue(mine);
  await panel(second).getByText("Historique").click();
  const history = panel(second).getByRole("group").getByRole("list").first();
  await expect(history).toContainText(theirs);
  await expect(history).toContainText(/remplacée le .* par la saisie de/);

  // The other way round: the colleague's text is taken.
  await second.context().setOffline(true);
  await expect(second.locator("[data-link]")).toHaveAttribute("data-link", "offline");
  await panel(second).getByLabel("Synthèse").fill("Une autre version.");
  await expect(panel(second).getByText("Gardé sur cet appareil")).toBeVisible();
  await panel(first).getByLabel("Synthèse").fill(theirs);
  await expect(panel(first).getByText(/Enregistré à/)).toBeVisible();
  await second.context().setOffline(false);
  await expect(choice).toContainText(theirs);
  await choice.getByRole("button", { name: "Prendre le sien" }).click();
  await expect(panel(second).getByLabel("Synthèse")).toHaveValue(theirs);
  await expect(summary(second)).toHaveText(/Tout est enregistré/);
  await expect(history).toContainText("Une autre version.");
  await expect(history).toContainText(/écartée le .* au profit de la saisie d’un collègue/);
  await first.context().close();
  await second.context().close();
});

test("what was typed offline on a page then closed does not overwrite what was written elsewhere since", async ({
  browser,
  service,
}) => {
  const { page: first } = await service.signIn(browser, "enseignant");
  const { page: second } = await service.signIn(browser, "enseignant");
  const context = second.context();
  const learner = (await openTable(first, "TMELEC1")).at(-1) ?? "";
  await openTable(second, "TMELEC1");
  for (const page of [first, second]) {
    await lineOf(page, learner)
      .getByRole("button", { name: /bilan de/ })
      .click();
    await expect(panel(page).getByLabel("Synthèse")).toBeFocused();
  }
  const address = second.url();
  await context.setOffline(true);
  await expect(second.locator("[data-link]")).toHaveAttribute("data-link", "offline");
  await second.keyboard.type("Écrit sans réseau.");
  await expect(panel(second).getByText("Gardé sur cet appareil")).toBeVisible();
  await second.close();
  await first.keyboard.type("Écrit depuis.");
  await expect(panel(first).getByText(/Enregistré à/)).toBeVisible();

  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto(address);

  const choice = panel(next).getByRole("alert").filter({ hasText: "Deux saisies différentes" });
  await expect(choice).toContainText("Écrit depuis.");
  await expect(panel(next).getByLabel("Synthèse")).toHaveValue("Écrit sans réseau.");
  await expect(panel(first).getByLabel("Synthèse")).toHaveValue("Écrit depuis.");
  await first.context().close();
  await context.close();
});
