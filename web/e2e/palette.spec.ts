import { expect, test } from "./service";

test("what is typed after Ctrl K is in the palette, however late the rest of it arrives", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "DDFTP");
  await page.goto("/console");
  await expect(page.getByRole("button", { name: "Imprimer" })).toBeVisible();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // What is not loaded yet stays on its way.
  await page.route("**/assets/*.js", async (route) => {
    await released;
    await route.continue();
  });

  const search = page.getByRole("button", { name: /^Chercher ou agir/ });
  await search.focus();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("calendrier");
  release();
  const field = page.getByRole("combobox", { name: "Personne, classe ou page" });
  await expect(field).toHaveValue("calendrier");
  await expect(page.getByRole("option", { name: /^Calendrier officiel/ })).toBeVisible();

  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Chercher ou agir" })).toBeHidden();
  await expect(search).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("calendrier");
  await expect(page.getByRole("option", { name: /^Calendrier officiel/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Calendrier officiel" })).toBeFocused();
  await page.context().close();
});

test("a session that ends takes the place of the palette", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "DDFTP");
  await page.keyboard.press("Control+k");
  await page.context().clearCookies();
  await page.keyboard.type("calendrier");
  const asked = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(asked).toBeVisible();
  await expect(page.getByRole("dialog", { name: "Chercher ou agir" })).toBeHidden();
  await asked.getByLabel("Identifiant").fill("nadia");
  await page.context().close();
});
