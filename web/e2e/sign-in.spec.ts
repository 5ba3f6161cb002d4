import { expect, test } from "./service";

/** R7, R8, R22. */
test("a learner opens an account with the birth date, chooses a password, signs in with it and is called « tu »", async ({
  page,
  service,
}) => {
  const { login, birthDate } = service.newcomers.get("apprenant") ?? { login: "", birthDate: "" };
  const password = "agrafe violon tronc mauve";
  await page.goto(`/${service.uai}`);
  await expect(page).toHaveTitle(/^Connexion — Lycée .* — Établi$/);
  await page.getByLabel("Identifiant").fill(login.toUpperCase());
  await page.getByLabel("Mot de passe", { exact: true }).fill(birthDate);
  await page.getByRole("button", { name: "Se connecter" }).click();

  await expect(page.getByRole("heading", { name: "Choisir un mot de passe" })).toBeVisible();
  await page.getByLabel("Nouveau mot de passe").fill(password);
  await page.getByLabel("Le même, encore une fois").fill(password);
  await page.getByRole("button", { name: "Enregistrer ce mot de passe" }).click();

  await expect(page.getByText("Mot de passe enregistré")).toBeVisible();
  await expect(page.getByLabel("Identifiant")).toHaveValue(login);
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();

  await expect(page.getByRole("heading", { level: 1, name: /Bonjour/ })).toBeVisible();
  const modules = page.getByRole("list", { name: "Pages" }).getByRole("link");
  await expect(modules).toHaveText([/Mes bilans\s*Tes bilans/, /Stockage/]);
  await modules.first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Mes bilans" })).toBeFocused();
});

/** R10, R12. */
test("a wrong password is refused without saying which of the two is wrong, and can be shown", async ({
  page,
  service,
}) => {
  await page.goto(`/${service.uai}`);
  await page.getByLabel("Identifiant").fill("personne.inconnue");
  const password = page.getByLabel("Mot de passe", { exact: true });
  await password.fill("nimporte-quoi");
  await page.getByRole("button", { name: "Afficher le mot de passe" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("alert")).toContainText("Authentification incorrecte");
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(password).toHaveValue("nimporte-quoi");
});

/** R1, R24. */
test("signed out, a page leads to sign-in and back to itself; signing out ends everywhere", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "DDFTP");
  await page.goto("/console");
  await expect(page.getByRole("heading", { level: 1, name: "Console de pilotage" })).toBeVisible();
  await page.getByRole("button", { name: /DDFTP/ }).click();
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();

  await page.goto("/console?vue=a-traiter");
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  await page.getByLabel("Identifiant").fill(service.logins.get("DDFTP") ?? "");
  await page.getByLabel("Mot de passe", { exact: true }).fill(service.password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page).toHaveURL(/\/console\?vue=a-traiter$/);
  await page.context().close();
});
