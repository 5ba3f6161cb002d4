import type { Locator, Page } from "@playwright/test";
import { expect, test, toasts } from "./service";

/** The cell of the grid that has the focus, its line, and whose it is. */
const cell = (page: Page) => page.getByRole("gridcell").and(page.locator(":focus"));
const line = (page: Page) => page.getByRole("row").filter({ has: page.locator("[role=gridcell]:focus") });
const whose = async (page: Page) =>
  ((await line(page).getByRole("rowheader").locator("span > span").last().textContent()) ?? "").trim();
const lineOf = (page: Page, learner: string) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: learner }) });

/** Goes from one thing to the next with the keyboard until this one has the focus. */
async function tabTo(page: Page, target: Locator, key = "Tab") {
  for (let n = 0; n < 60; n += 1) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

/** R100, R104, R112; the whole of it without a mouse. */
test("a bilan is done by keyboard alone, from the levels to the correction of what was validated", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "enseignant");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Personne, classe ou page" })).toBeFocused();
  await page.keyboard.type("TMELEC1");
  await expect(page.getByRole("option", { name: /^TMELEC1/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "TMELEC1" })).toBeFocused();

  // One tab stop leads into the grid, on the first learner whose bilan is owed.
  await tabTo(page, page.locator("[role=gridcell][tabindex='0']"));
  const learner = await whose(page);
  const levels = page.getByRole("list", { name: "Niveaux" }).getByRole("listitem");
  const [, second, third] = (await levels.allTextContents()).map((text) => text.replace(/^\d\s*/, "").trim());
  const cells = lineOf(page, learner).getByRole("gridcell");
  const last = (await cells.count()) - 1;

  // A digit goes down the column; Shift and a digit goes along the line.
  await page.keyboard.press("3");
  await expect(cells.first()).toContainText(`3 ${third}`);
  expect(await whose(page)).not.toBe(learner);
  await page.keyboard.press("ArrowUp");
  expect(await whose(page)).toBe(learner);
  await page.keyboard.press("Home");
  for (let n = 0; n < last; n += 1) await page.keyboard.press("Shift+Digit2");
  for (let n = 0; n < last; n += 1) await expect(cells.nth(n)).toContainText(`2 ${second}`);
  await expect(cells.nth(last - 1)).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(cells.nth(last - 1)).not.toContainText(`2 ${second}`);
  await page.keyboard.press("Control+z");
  await expect(cells.nth(last - 1)).toContainText(`2 ${second}`);
  await page.keyboard.press("Delete");
  await expect(cells.nth(last - 1)).not.toContainText(`2 ${second}`);

  // B opens the bilan on its text; Ctrl Enter validates it and opens the next one.
  await page.keyboard.press("b");
  const panel = page.getByRole("complementary", { name: `Bilan de ${learner}` });
  await expect(panel.getByLabel("Synthèse")).toBeFocused();
  await page.keyboard.type("Gestes sûrs à l’atelier, dossier à reprendre.");
  await expect(panel.getByText(/Enregistré à/)).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(toasts(page)).toContainText(`Bilan de ${learner} validé.`);
  const following = page.getByRole("complementary", { name: /^Bilan de / });
  await expect(following).not.toHaveAccessibleName(`Bilan de ${learner}`);
  await expect(following.getByLabel("Synthèse")).toBeFocused();
  await expect(cells.nth(last)).toContainText("fait");

  // Échap gives the focus back to the grid; the validated bilan is read, reopened with a reason, corrected.
  await page.keyboard.press("Escape");
  await expect(cell(page)).toBeVisible();
  await page.keyboard.press("Control+ArrowUp");
  while ((await whose(page)) !== learner) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("b");
  await expect(panel.getByText(/^Validé le/)).toBeVisible();
  await expect(panel.getByLabel("Synthèse")).toHaveAttribute("readonly", "");
  await tabTo(page, panel.getByRole("button", { name: "Rouvrir pour corriger" }));
  await page.keyboard.press("Enter");
  await expect(panel.getByLabel("Pourquoi le corriger")).toBeFocused();
  // The panel has its width: nothing of it is aside.
  expect(await panel.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
  await tabTo(page, panel.getByRole("button", { name: "Annuler" }));
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("button", { name: "Rouvrir pour corriger" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Le dossier est arrivé");
  await page.keyboard.press("Enter");
  await expect(panel.getByText("brouillon", { exact: true })).toBeVisible();
  await expect(panel.getByLabel("Synthèse")).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Gestes sûrs à l’atelier, dossier rendu et soigné.");
  await page.keyboard.press("Control+Enter");
  await expect(cells.nth(last)).toContainText("fait");

  // All of it is there after a reload, with what the bilan said before.
  await page.reload();
  await expect(cells.nth(last)).toContainText("fait");
  for (let n = 0; n < last - 1; n += 1) await expect(cells.nth(n)).toContainText(`2 ${second}`);
  await expect(cells.nth(last - 1)).not.toContainText(`2 ${second}`);
  await tabTo(page, page.locator("[role=gridcell][tabindex='0']"));
  await page.keyboard.press("Control+ArrowUp");
  while ((await whose(page)) !== learner) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("b");
  await expect(panel.getByLabel("Synthèse")).toHaveValue("Gestes sûrs à l’atelier, dossier rendu et soigné.");
  await tabTo(page, panel.locator("summary", { hasText: "Historique" }));
  await page.keyboard.press("Enter");
  const version = panel.getByRole("listitem").filter({ hasText: "Version 1" });
  await expect(version).toContainText("Le dossier est arrivé");
  await expect(version).toContainText("Gestes sûrs à l’atelier, dossier à reprendre.");
  await page.context().close();
});
