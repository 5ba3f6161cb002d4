import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, toasts } from "./service";

async function isAccessible(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`),
    where,
  ).toEqual([]);
}

/** The assistance, in the tab that opens beside the work under way. */
async function openHelp(page: Page, role: string): Promise<Page> {
  await page.getByRole("button", { name: new RegExp(role) }).click();
  const [help] = await Promise.all([
    page.context().waitForEvent("page"),
    page
      .getByRole("link", { name: /^Assistance/ })
      .first()
      .click(),
  ]);
  await expect(help.getByRole("heading", { level: 1, name: "Assistance" })).toBeAttached();
  return help;
}

/** A request written from a page of the assistance; answers its address. */
async function write(help: Page, category: string, message: string): Promise<string> {
  await help.getByRole("link", { name: "Écrire à l’assistance" }).first().click();
  await help.getByLabel("De quoi s’agit-il").selectOption({ label: category });
  await help.getByLabel("Message", { exact: true }).fill(message);
  await help.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(toasts(help)).toContainText("Demande envoyée.");
  return help.url();
}

const messages = (page: Page) => page.getByRole("list", { name: "Messages" }).getByRole("listitem");

/** R161. */
test("an article is found on a phone, without its accents, and read there", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "enseignant");
  await page.setViewportSize({ width: 390, height: 844 });
  const help = await openHelp(page, "Enseignant");
  await help.setViewportSize({ width: 390, height: 844 });
  await isAccessible(help, "the assistance on a phone");
  await help.getByRole("searchbox", { name: "Chercher dans l’assistance" }).fill("RESEAU");
  const first = help.getByRole("main").getByRole("listitem").first();
  await expect(first.getByRole("link", { name: "Travailler sans réseau" })).toBeVisible();
  await expect(first.locator("mark").first()).toHaveText("réseau");
  await expect(help).toHaveURL(/q=RESEAU/);
  await isAccessible(help, "the results on a phone");
  await first.getByRole("link", { name: "Travailler sans réseau" }).click();
  await expect(help.getByRole("heading", { level: 1, name: "Travailler sans réseau" })).toBeFocused();
  await expect(help.getByText("Gardé sur cet appareil")).toBeVisible();
  await isAccessible(help, "an article on a phone");
  await help.goBack();
  await expect(help.getByRole("searchbox")).toHaveValue("RESEAU");
  // The work under way is where it was.
  await expect(page.getByRole("heading", { level: 1, name: /Bonjour/ })).toBeAttached();
  await page.context().close();
});

test("who cannot sign in finds why, and nothing that is for those inside", async ({ page, service }) => {
  await page.goto(`/${service.uai}`);
  await page.getByText("Première connexion, ou difficulté à se connecter").click();
  const [help] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: /^Ouvrir l’assistance/ }).click(),
  ]);
  await help.getByRole("searchbox").fill("oublie");
  await help.getByRole("link", { name: "Mot de passe oublié", exact: true }).click();
  await expect(help.getByRole("heading", { level: 1, name: "Mot de passe oublié" })).toBeVisible();
  await isAccessible(help, "an article, signed out");
  await help.goto("/aide/importer-les-fichiers");
  await expect(help.getByText("Cet article n’est pas là.")).toBeVisible();
  await expect(help.getByRole("link", { name: "Se connecter" })).toBeVisible();
  await help.goto("/aide/demandes");
  await expect(help.getByRole("heading", { level: 1, name: "Connexion" })).toBeVisible();
});

/** R163, R165, R166. */
test("a request is answered in another browser, and the thread of its author moves by itself", async ({
  browser,
  service,
}) => {
  const { page: learner } = await service.signIn(browser, "apprenant");
  const { page: admin } = await service.signIn(browser, "administrateur");
  const help = await openHelp(learner, "Apprenant");
  await write(help, "Utilisation", "Où sont mes bilans ?\nJe ne les trouve pas.");
  await expect(help.getByRole("heading", { level: 1, name: /^Où sont mes bilans/ })).toBeAttached();
  await expect(help.getByText(/à répondre avant le/).first()).toBeVisible();
  await expect(messages(help)).toHaveCount(1);
  await isAccessible(help, "a request");

  const desk = await openHelp(admin, "Administrateur");
  await expect(desk.getByText(/1\s*demande attend votre réponse/)).toBeVisible();
  await desk.getByRole("link", { name: "Répondre" }).click();
  await expect(desk.getByRole("button", { name: /À répondre/ })).toHaveAttribute("aria-pressed", "true");
  await isAccessible(desk, "the requests to answer");
  await desk.getByRole("link", { name: /^Où sont mes bilans/ }).click();
  await desk.getByLabel("Votre réponse").fill("Dans « Mes bilans », en haut du menu.");
  await desk.getByRole("button", { name: "Envoyer", exact: true }).click();
  await expect(messages(desk)).toHaveCount(2);

  await expect(messages(help)).toHaveCount(2, { timeout: 5_000 });
  await expect(messages(help).last()).toContainText("Dans « Mes bilans »");
  await expect(help.getByText("répondu").first()).toBeVisible();
  await help.getByRole("button", { name: "Résolu" }).click();
  await expect(help.getByText("résolu", { exact: true }).first()).toBeVisible();
  await expect(desk.getByText("résolu", { exact: true }).first()).toBeVisible();
  await learner.context().close();
  await admin.context().close();
});

/** R167. */
test("what goes with a request is shown, and a message not sent yet waits on this device", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "enseignant");
  await page.goto("/suivi");
  await page.getByRole("main").getByRole("link", { name: "TMELEC1", exact: true }).click();
  await expect(page.getByRole("grid")).toBeVisible();
  const help = await openHelp(page, "Enseignant");
  await help.getByRole("link", { name: "Écrire à l’assistance" }).first().click();
  const joined = help.getByRole("region", { name: "Ce qui part avec le message" });
  await expect(joined).toContainText("/suivi/…");
  await expect(joined).toContainText("Enseignant");
  await joined.getByRole("checkbox", { name: /^Joindre l’adresse exacte/ }).check();
  await expect(joined).toContainText(/\/suivi\/div_[0-9a-f]{32}/);
  await isAccessible(help, "a request being written");
  await help.getByLabel("Message", { exact: true }).fill("Le tableau ne s’ouvre pas.");
  await help.reload();
  await expect(help.getByLabel("Message", { exact: true })).toHaveValue("Le tableau ne s’ouvre pas.");
  await help.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(help.getByLabel("De quoi s’agit-il")).toHaveAccessibleDescription(/Choisissez/);
  await help.getByLabel("De quoi s’agit-il").selectOption({ label: "Problème" });
  await help.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(messages(help)).toHaveCount(1);
  await expect(help.getByText("/suivi/…")).toBeVisible();
  await help.goto("/aide/ecrire");
  await expect(help.getByLabel("Message", { exact: true })).toHaveValue("");
  await page.context().close();
});

test("the palette leads to the articles", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "DDFTP");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Personne, classe ou page" }).fill("certification");
  await page.getByRole("option", { name: /dans l’assistance/ }).click();
  await expect(page.getByRole("searchbox")).toHaveValue("certification");
  await page.getByRole("link", { name: /^Dates du LSL et de la certification/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Dates du LSL/ })).toBeFocused();
  await page.context().close();
});
