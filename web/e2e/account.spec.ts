import type { Locator, Page } from "@playwright/test";
import { isAccessible } from "./axe";
import { expect, PASSWORD, test, toasts } from "./service";

const ANOTHER = "lampadaire tortue cobalt";

/** The card of a page that has this title. */
const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

/** A person comes to their personal space by the menu under their name. */
async function openAccount(page: Page, role: string) {
  await page.getByRole("button", { name: new RegExp(role) }).click();
  await page.getByRole("link", { name: "Mon compte" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mon compte" })).toBeFocused();
}

/** Opens the form that changes the password, and fills it in. */
async function changePassword(page: Page, { current, next }: { current: string; next: string }) {
  const password = card(page, "Mot de passe");
  await password.getByRole("button", { name: "Changer le mot de passe" }).click();
  await password.getByLabel("Mot de passe actuel").fill(current);
  await password.getByLabel("Nouveau mot de passe").fill(next);
  await password.getByLabel("Le même, encore une fois").fill(next);
  await password.getByRole("button", { name: "Enregistrer ce mot de passe" }).click();
}

/** What the page says to who lost the session, over the page. */
const ended = (page: Page) => page.getByRole("dialog", { name: "Votre session est terminée" });

async function signInAgain(page: Page, login: string, password: string) {
  await ended(page).getByLabel("Identifiant").fill(login);
  await ended(page).getByLabel("Mot de passe", { exact: true }).fill(password);
  await ended(page).getByRole("button", { name: "Se connecter" }).click();
}

/** R9, R19; security A11. */
test("a password changed puts the other devices out, and only the new one opens", async ({
  browser,
  service,
}) => {
  const printed = service.openAccount(service.uai, "inspector", "Agathe", "Marchal");
  const { page, login } = await service.follow(browser, printed);
  const { page: elsewhere } = await service.signInAs(browser, service.uai, login);
  await openAccount(page, "Inspecteur");
  await expect(card(page, "Appareils connectés").getByRole("listitem")).toHaveCount(2);
  await changePassword(page, { current: PASSWORD, next: ANOTHER });

  await expect(toasts(page)).toContainText("Mot de passe changé. Vos autres appareils sont déconnectés.");
  await expect(page.getByRole("button", { name: "Changer le mot de passe" })).toBeFocused();
  await expect(card(page, "Appareils connectés").getByRole("listitem")).toHaveCount(1);
  await expect(ended(elsewhere)).toBeVisible();
  await signInAgain(elsewhere, login, PASSWORD);
  await expect(elsewhere.getByRole("alert")).toContainText("Connexion impossible");
  await signInAgain(elsewhere, login, ANOTHER);
  await expect(ended(elsewhere)).toBeHidden();

  // The device that changed it goes on, with nothing asked of it.
  await page.reload();
  await expect(card(page, "Appareils connectés").getByRole("listitem")).toHaveCount(2);
  for (const one of [page, elsewhere]) await one.context().close();
});

/** R9, R19. */
test("what is wrong in a change of password is said at its field, and nothing typed is lost", async ({
  browser,
  service,
}) => {
  const printed = service.openAccount(service.uai, "inspector", "Basile", "Rémond");
  const { page, login } = await service.follow(browser, printed);
  await openAccount(page, "Inspecteur");
  await changePassword(page, { current: "un autre mot de passe", next: ANOTHER });
  const current = page.getByLabel("Mot de passe actuel");
  await expect(current).toHaveAccessibleDescription(/Ce n’est pas votre mot de passe actuel/);
  await expect(current).toBeFocused();
  await expect(page.getByLabel("Nouveau mot de passe")).toHaveValue(ANOTHER);

  const next = page.getByLabel("Nouveau mot de passe");
  const send = page.getByRole("button", { name: "Enregistrer ce mot de passe" });
  await current.fill(PASSWORD);
  await next.fill("court");
  await send.click();
  await expect(next).toHaveAccessibleDescription(/Au moins 12\scaractères/);
  await expect(next).toBeFocused();
  await expect(page.getByLabel("Le même, encore une fois")).toHaveAccessibleDescription(/Deux fois le même/);
  await isAccessible(page, "a form with what is wrong");

  // What only the service knows comes back to the same field.
  for (const field of [next, page.getByLabel("Le même, encore une fois")]) await field.fill("motdepasse123");
  await send.click();
  await expect(next).toHaveAttribute("aria-invalid", "true");
  await expect(next).toBeFocused();
  await page.getByRole("button", { name: "Annuler" }).click();
  const { page: again } = await service.signInAs(browser, service.uai, login, PASSWORD);
  for (const one of [page, again]) await one.context().close();
});

/** R19, R24; security A11. */
test("another device is sent away from one's account, and asked there to sign in", async ({
  browser,
  service,
}) => {
  const printed = service.openAccount(service.uai, "inspector", "Colette", "Aubry");
  const { page, login } = await service.follow(browser, printed);
  const others: Page[] = [];
  for (let n = 0; n < 3; n++) others.push((await service.signInAs(browser, service.uai, login)).page);
  await openAccount(page, "Inspecteur");
  const devices = card(page, "Appareils connectés");
  const lines = devices.getByRole("listitem");
  await expect(lines).toHaveCount(4);
  const mine: Locator = lines.filter({ hasText: "Cet appareil" });
  await expect(mine).toHaveCount(1);
  await expect(mine).toContainText(
    /Chrom\w+ sur .*Inspecteur · depuis le .* à \d\d:\d\d · dernière activité/,
  );
  await expect(mine.getByRole("button")).toHaveCount(0);

  await devices
    .getByRole("button", { name: /^Déconnecter Chrom/ })
    .first()
    .click();
  await expect(toasts(page)).toContainText("Appareil déconnecté.");
  await expect(lines).toHaveCount(3);
  await expect(devices.getByRole("list")).toBeFocused();
  await devices.getByRole("button", { name: "Déconnecter les 2 autres appareils" }).click();
  await expect(toasts(page)).toContainText("2 appareils déconnectés.");
  await expect(lines).toHaveCount(1);
  await expect(devices).toContainText("Aucun autre appareil n’est connecté à votre nom.");
  for (const other of others) {
    await expect(ended(other)).toBeVisible();
    await other.context().close();
  }
  await page.context().close();
});

/** R19; security A13. */
test("an address counts once the link sent to it was followed and confirmed", async ({
  browser,
  service,
}) => {
  const printed = service.openAccount(service.uai, "inspector", "Denis", "Thévenot");
  const { page } = await service.follow(browser, printed);
  await openAccount(page, "Inspecteur");
  const address = card(page, "Adresse électronique");
  await expect(address).toContainText("inspector@exemple.fr");
  await address.getByRole("button", { name: "Changer d’adresse" }).click();
  await address.getByLabel("Mot de passe actuel").fill(PASSWORD);
  await address.getByLabel("Nouvelle adresse").fill("denis sans arobase");
  const send = address.getByRole("button", { name: "Recevoir le lien de confirmation" });
  await send.click();
  await expect(address.getByLabel("Nouvelle adresse")).toHaveAccessibleDescription(/illisible/);
  await expect(address.getByLabel("Nouvelle adresse")).toBeFocused();
  await address.getByLabel("Nouvelle adresse").fill("denis.thevenot@exemple.fr");
  await send.click();
  await expect(toasts(page)).toContainText("Lien de confirmation envoyé à denis.thevenot@exemple.fr.");
  await expect(address).toContainText("À confirmer : denis.thevenot@exemple.fr");
  await expect(address).toContainText("inspector@exemple.fr");
  await isAccessible(page, "an address to confirm");

  const link = await service.linkSent("adresse", "denis.thevenot@exemple.fr");
  const letter = await page.context().newPage();
  await letter.goto(link);
  await letter.getByRole("button", { name: "Confirmer cette adresse" }).click();
  await expect(letter.getByRole("heading", { level: 1, name: "Adresse confirmée" })).toBeFocused();
  await expect(letter.getByRole("main")).toContainText("denis.thevenot@exemple.fr");
  await letter.getByRole("link", { name: /Aller à .*Mon compte/ }).click();
  await expect(card(letter, "Adresse électronique")).toContainText("denis.thevenot@exemple.fr");
  await expect(card(letter, "Adresse électronique")).not.toContainText("À confirmer");

  // A link serves once; a stranger to the account is led to sign in.
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(link);
  await stranger.getByRole("button", { name: "Confirmer cette adresse" }).click();
  await expect(stranger.getByRole("heading", { level: 1, name: "Ce lien ne sert plus" })).toBeFocused();
  await expect(stranger.getByRole("link", { name: "Se connecter" })).toHaveAttribute(
    "href",
    /vers=%2Fmon-compte/,
  );
  for (const one of [page, stranger]) await one.context().close();
});

/** R10, R13; security A6. */
test("who forgot the password reads the same for a known login and an unknown one", async ({
  page,
  service,
}) => {
  const known = service.logins.get("enseignant") ?? "";
  const said: string[] = [];
  for (const login of [known, "personne.inconnue"]) {
    await page.goto(`/${service.uai}`);
    await page.getByLabel("Identifiant").fill(login);
    await page.getByRole("link", { name: "Mot de passe oublié" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Mot de passe oublié" })).toBeFocused();
    await expect(page.getByLabel("Identifiant")).toHaveValue(login);
    await page.getByRole("button", { name: "Recevoir le message" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Message demandé" })).toBeFocused();
    await expect(page).toHaveTitle(/^Message demandé — /);
    await isAccessible(page, login);
    said.push(((await page.getByRole("main").textContent()) ?? "").replace(login, "…"));
  }
  expect(said[0]).toBe(said[1]);
  expect(said[0]).toContain("Si un compte porte cet identifiant");

  await page.getByRole("button", { name: "Essayer un autre identifiant" }).click();
  await page.getByLabel("Identifiant").fill(" ");
  await page.getByRole("button", { name: "Recevoir le message" }).click();
  await expect(page.getByLabel("Identifiant")).toHaveAccessibleDescription(/Il manque l’identifiant/);
  await expect(page.getByLabel("Identifiant")).toBeFocused();
});

/** R13; security A13. */
test("the letter of a forgotten password leads to another one, once, and ends what was open", async ({
  browser,
  page,
  service,
}) => {
  const printed = service.openAccount(service.uai, "inspector", "Édith", "Lacombe");
  const { page: before, login } = await service.follow(browser, printed);
  await page.goto(`/${service.uai}/mot-de-passe-oublie`);
  await page.getByLabel("Identifiant").fill(login);
  await page.getByRole("button", { name: "Recevoir le message" }).click();
  const link = await service.linkSent("activation", login, "30 minutes");

  await page.goto(link);
  await page.getByLabel("Nouveau mot de passe").fill(ANOTHER);
  await page.getByLabel("Le même, encore une fois").fill(ANOTHER);
  await page.getByRole("button", { name: "Enregistrer ce mot de passe" }).click();
  await expect(page.getByText("Mot de passe enregistré")).toBeVisible();
  await page.getByLabel("Mot de passe", { exact: true }).fill(ANOTHER);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Bonjour/ })).toBeVisible();
  await expect(ended(before)).toBeVisible();

  await before.goto(link);
  await expect(before.getByRole("heading", { level: 1, name: "Ce lien ne sert plus" })).toBeVisible();
  await before.getByRole("link", { name: "Redemander un message" }).click();
  await expect(before.getByRole("heading", { level: 1, name: "Mot de passe oublié" })).toBeFocused();
  await before.context().close();
});

/** R22. */
test("a learner's own account says « tu »", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "apprenant");
  await openAccount(page, "Apprenant");
  await expect(page.getByRole("main")).toContainText("Ton mot de passe, ton adresse électronique");
  await expect(page.getByRole("main")).not.toContainText(/\b(vous|votre|vos)\b/i);
  await page.context().close();
});
