import type { Page } from "@playwright/test";
import { isAccessible } from "./axe";
import { ask, expect, test, toasts } from "./service";

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

/** A picture of one red point, as PNG. */
const POINT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM4wcAAAAJcAMlDyBJGAAAAAElFTkSuQmCC",
  "base64",
);

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

/** R163, R164. */
test("a file goes with a request, outlives a sending that failed, and is taken away by who answers", async ({
  browser,
  service,
}) => {
  test.slow();
  const { page } = await service.signIn(browser, "enseignant");
  await page.goto("/aide/ecrire");
  await page.getByLabel("De quoi s’agit-il").selectOption({ label: "Utilisation" });
  await page.getByLabel("Message", { exact: true }).fill("Voici ce que je vois.");
  const joined = page.getByRole("region", { name: "Fichier joint" });
  const chooser = joined.locator("input[type=file]");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  for (const [name, buffer, words] of [
    ["dessin.svg", svg, /Enregistrée en PNG/],
    ["dessin.png", svg, /Enregistrée en PNG/],
    ["long.pdf", Buffer.alloc(6_291_457, "%"), /6\s*Mo au plus/],
  ] as const) {
    await chooser.setInputFiles({ name, mimeType: "image/png", buffer });
    await expect(joined.getByRole("alert")).toContainText(words);
    await page.getByRole("button", { name: "Envoyer la demande" }).click();
    await expect(joined.getByRole("alert").first()).toBeVisible();
    await joined.getByRole("button", { name: `Retirer ${name}` }).click();
    await expect(joined.getByRole("alert")).toHaveCount(0);
  }
  await chooser.setInputFiles({ name: "capture.png", mimeType: "image/png", buffer: POINT });
  await expect(joined.getByRole("status")).toContainText("partira avec le message");
  await expect(joined).toBeFocused();
  await isAccessible(page, "a request with a file");

  // Neither what was typed nor the file is lost with the network, nor with the page.
  await page.route("**/graphql", (route) => route.abort());
  await page.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(page.getByText("La demande n’est pas partie")).toBeVisible();
  await page.unroute("**/graphql");
  await page.reload();
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("Voici ce que je vois.");
  await expect(joined).toContainText("capture.png");
  await page.getByLabel("De quoi s’agit-il").selectOption({ label: "Utilisation" });
  await page.getByRole("button", { name: "Envoyer la demande" }).click();
  await expect(messages(page).getByRole("link", { name: "capture.png" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Fichier joint" })).toHaveCount(0);
  await isAccessible(page, "a thread with a file");

  const { page: admin } = await service.signIn(browser, "administrateur");
  await admin.goto(new URL(page.url()).pathname);
  const downloading = admin.waitForEvent("download");
  await messages(admin).getByRole("link", { name: "capture.png" }).click();
  expect((await downloading).suggestedFilename()).toBe("capture.png");
  await expect(admin.getByRole("region", { name: "Fichier joint" })).toHaveCount(0);
  await page.goto("/aide/ecrire");
  await expect(page.getByRole("region", { name: "Fichier joint" })).not.toContainText("capture.png");
  await page.context().close();
  await admin.context().close();
});

/** R165. */
test("who answers sees what waits come and go, on any page and in the list", async ({ browser, service }) => {
  test.slow();
  const { page: learner } = await service.signIn(browser, "apprenant");
  const { page: admin } = await service.signIn(browser, "administrateur");
  const { supportDesk } = await ask<{ supportDesk: { toAnswer: number } }>(
    admin,
    "{ supportDesk { toAnswer } }",
  );
  const before = supportDesk.toAnswer;
  const said = (count: number) =>
    count === 0 ? /Administrateur$/ : new RegExp(`, ${count}\\s*demandes? à répondre`);
  const person = (count: number) => admin.getByRole("button", { name: said(count) });
  await expect(person(before)).toBeVisible();
  const list = await admin.context().newPage();
  await list.goto("/aide/demandes?vue=a-repondre");
  await expect(list.getByRole("button", { name: new RegExp(`À répondre\\s*${before}`) })).toBeVisible();

  const help = await openHelp(learner, "Apprenant");
  await write(help, "Compte", "Un compteur qui bouge tout seul.");
  await expect(person(before + 1)).toBeVisible({ timeout: 5_000 });
  await expect(list.getByRole("link", { name: "Un compteur qui bouge tout seul." })).toBeVisible({
    timeout: 5_000,
  });
  await expect(list.getByRole("button", { name: new RegExp(`À répondre\\s*${before + 1}`) })).toBeVisible();
  await isAccessible(admin, "a page with something to answer");

  const thread = await admin.context().newPage();
  await thread.goto(new URL(help.url()).pathname);
  await thread.getByLabel("Votre réponse").fill("Il suit les demandes.");
  await thread.getByRole("button", { name: "Envoyer", exact: true }).click();
  await expect(person(before)).toBeVisible({ timeout: 5_000 });
  await expect(list.getByRole("link", { name: "Un compteur qui bouge tout seul." })).toHaveCount(0);
  await learner.context().close();
  await admin.context().close();
});

/** R162. */
test("an article asks once whether it helped, and leads who was not to a person", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "apprenant");
  await page.goto("/aide/lire-mes-bilans");
  await expect(page.getByText(/^Cet article t’a aidé/)).toBeVisible();
  await isAccessible(page, "an article that asks");
  await page.getByRole("button", { name: "Non", exact: true }).click();
  await expect(page.getByText(/Pose ta question/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Pose ta question/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Non", exact: true })).toHaveCount(0);
  await page.getByRole("link", { name: "Écrire à l’assistance" }).click();
  await expect(page.getByRole("region", { name: "Ce qui part avec le message" })).toContainText(
    "/aide/lire-mes-bilans",
  );
  const { page: admin } = await service.signIn(browser, "administrateur");
  await admin.goto("/aide/lire-mes-bilans");
  await expect(admin.getByText(/sur 1\s*avis, 0 dit qu’il a aidé/)).toBeVisible();
  await expect(page.getByText(/avis, /)).toHaveCount(0);
  await page.context().close();
  await admin.context().close();
});
