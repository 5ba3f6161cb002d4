import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { isAccessible } from "./axe";
import { ask, expect, linkOf, PASSWORD, test, toasts } from "./service";

const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const ended = (page: Page) => page.getByRole("dialog", { name: "Votre session est terminée" });

/** The code that a telephone with this key shows now, or some steps of thirty seconds later (RFC 6238). */
function code(key: string, later = 0): string {
  const bits = [...key.replace(/\s/g, "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", bytes).update(step).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** No violation of the page as it is, on a desk and on a phone, light and dark. */
async function inEachLook(page: Page, where: string) {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // The colours of buttons go from one scheme to the other; they are judged once there.
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
      await isAccessible(page, `${where}, ${width} ${colorScheme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${where}, ${width}`).toBeLessThanOrEqual(0);
      if (process.env.SHOTS) {
        await page.screenshot({
          path: `${process.env.SHOTS}/${where}-${width}-${colorScheme}.png`,
          fullPage: true,
        });
      }
    }
  }
}

/** Someone sets the second step up in their personal space; answers the key, the code that was used, and those for a lost telephone. */
async function setUp(page: Page, looked = false): Promise<{ key: string; used: string; codes: string[] }> {
  await page.goto("/mon-compte");
  const place = card(page, "Connexion en deux étapes");
  await place.getByRole("button", { name: "Activer la connexion en deux étapes" }).click();
  await place.getByLabel("Mot de passe actuel").fill(PASSWORD);
  await place.getByRole("button", { name: "Continuer" }).click();
  await expect(place.getByRole("img", { name: "Code QR" })).toBeVisible();
  if (looked) await inEachLook(page, "the key");
  const key = (await place.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? "";
  await place.getByLabel("Code de l’application").fill("000000");
  await place.getByRole("button", { name: "Activer", exact: true }).click();
  await expect(place.getByLabel("Code de l’application")).toHaveAccessibleDescription(/n’est pas le bon/);
  await expect(place.getByLabel("Code de l’application")).toBeFocused();
  const used = code(key);
  await place.getByLabel("Code de l’application").fill(used);
  await place.getByRole("button", { name: "Activer", exact: true }).click();
  const list = place.getByRole("list", { name: "Codes de secours" });
  await expect(list.getByRole("listitem")).toHaveCount(10);
  if (looked) await inEachLook(page, "the recovery codes");
  const codes = await list.getByRole("listitem").allTextContents();
  await place.getByRole("button", { name: "J’ai gardé ces codes" }).click();
  await expect(place).toContainText("Il reste 10 codes de secours sur 10.");
  return { key, used, codes };
}

/** Someone gives the password, on the page of the school. */
async function givePassword(page: Page, uai: string, login: string) {
  await page.goto(`/${uai}`);
  await page.getByLabel("Identifiant").fill(login);
  await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

/** Security A14. */
test("once it is set up, a code is asked after the password, at the door and over the page", async ({
  browser,
  service,
}) => {
  test.slow();
  const printed = service.openAccount(service.uai, "inspector", "Fabien", "Colin");
  const { page, login } = await service.follow(browser, printed);
  const { key, used, codes } = await setUp(page, true);
  await inEachLook(page, "the account");

  const other = await (await browser.newContext({ baseURL: service.url })).newPage();
  await givePassword(other, service.uai, login);
  await expect(other.getByRole("heading", { level: 1, name: "Code de connexion" })).toBeVisible();
  const field = other.getByLabel("Code de l’application");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  await expect(field).toHaveAttribute("inputmode", "numeric");
  await inEachLook(other, "the code");
  // The code that set it up was used: the next one opens.
  await field.fill(used);
  await other.getByRole("button", { name: "Se connecter" }).click();
  await expect(field).toHaveAccessibleDescription(/il a déjà servi/);
  await expect(field).toBeFocused();
  const next = code(key) === used ? code(key, 1) : code(key);
  await field.fill(`${next.slice(0, 3)} ${next.slice(3)}`);
  await other.getByRole("button", { name: "Se connecter" }).click();
  await expect(other.getByRole("heading", { level: 1, name: /Bonjour/ })).toBeVisible();

  // The session ends: the dialog over the page asks for both, and a recovery code stands in for the telephone.
  await page.reload();
  await page.getByRole("button", { name: /^Déconnecter Chrom/ }).click();
  await expect(ended(other)).toBeVisible();
  await ended(other).getByLabel("Identifiant").fill(login);
  await ended(other).getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
  await ended(other).getByRole("button", { name: "Se connecter" }).click();
  await ended(other)
    .getByRole("button", { name: /code de secours/ })
    .click();
  await expect(ended(other).getByLabel("Code de secours")).toBeFocused();
  await ended(other)
    .getByLabel("Code de secours")
    .fill((codes[0] ?? "").toLowerCase());
  await ended(other).getByRole("button", { name: "Se connecter" }).click();
  await expect(ended(other)).toBeHidden();
  await expect(other.getByRole("heading", { level: 1, name: /Bonjour/ })).toBeVisible();

  // Back to the password alone, with the password and a code.
  await page.reload();
  const place = card(page, "Connexion en deux étapes");
  await expect(place).toContainText("Il reste 9 codes de secours sur 10.");
  await place.getByRole("button", { name: "Désactiver" }).click();
  await place.getByLabel("Mot de passe actuel").fill(PASSWORD);
  await place.getByRole("button", { name: /code de secours/ }).click();
  await place.getByLabel("Code de secours").fill(codes[1] ?? "");
  await place.getByRole("button", { name: "Désactiver" }).click();
  await expect(toasts(page)).toContainText("Connexion en deux étapes désactivée.");
  await expect(place).toContainText("Désactivée");
  for (const one of [page, other]) await one.context().close();
});

/** Security A14: on a public instance, the administrator sets it up before coming in for the first time. */
test("an administrator whom the school wants to prove twice sets it up before coming in", async ({
  browser,
  service,
}) => {
  const uai = "0999004Z";
  const printed = service.openSchool(uai, "LP Public", "https://etabli.exemple.fr");
  const page = await (await browser.newContext({ baseURL: service.url })).newPage();
  await page.goto(linkOf(printed).replace("https://etabli.exemple.fr", service.url));
  await page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
  await page.getByLabel("Le même, encore une fois").fill(PASSWORD);
  await page.getByRole("button", { name: "Enregistrer ce mot de passe" }).click();
  await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Connexion en deux étapes" })).toBeFocused();
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  await inEachLook(page, "set up at sign-in");
  const key = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? "";
  await page.getByLabel("Code de l’application").fill(code(key));
  await page.getByRole("button", { name: "Activer et se connecter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Codes de secours" })).toBeVisible();
  await inEachLook(page, "recovery codes at sign-in");
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Télécharger" }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe("codes-de-secours-etabli.txt");
  await page.getByRole("button", { name: "J’ai gardé ces codes, continuer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Bonjour/ })).toBeVisible();
  await page.context().close();
});

/** Security A14. */
test("the administrator takes it away from who lost everything, with a reason", async ({
  browser,
  service,
}) => {
  const printed = service.openAccount(service.uai, "inspector", "Gilles", "Ferry");
  const { page, login } = await service.follow(browser, printed);
  await setUp(page);
  const { page: admin } = await service.signIn(browser, "administrateur");
  await admin.goto("/utilisateurs?nom=Ferry");
  await admin.getByRole("main").getByRole("link", { name: /FERRY/i }).click();
  const action = admin.getByRole("region", { name: "Connexion en deux étapes" });
  await action.getByRole("button", { name: "Retirer la seconde étape" }).click();
  await expect(action.getByLabel("Motif")).toHaveAccessibleDescription(/Dites pourquoi/);
  await action.getByLabel("Motif").fill("Téléphone perdu, vu en personne");
  await inEachLook(admin, "an account with a second step");
  await action.getByRole("button", { name: "Retirer la seconde étape" }).click();
  await expect(toasts(admin)).toContainText("retirée. La personne en est prévenue.");
  await expect(action).toBeHidden();
  await expect(ended(page)).toBeVisible();
  await givePassword(page, service.uai, login);
  await expect(page.getByRole("heading", { level: 1, name: /Bonjour/ })).toBeVisible();
  for (const one of [page, admin]) await one.context().close();
});

/** R179; security 7. */
test("a learner reads who opened the file, and takes all of it away once a day", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "apprenant");
  const { viewer } = await ask<{ viewer: { user: { id: string } } }>(page, "{ viewer { user { id } } }");
  const { page: admin } = await service.signIn(browser, "administrateur");
  await ask(admin, "query($id: ID!) { node(id: $id) { ... on User { birthDate } } }", viewer.user);
  await admin.context().close();
  await page.goto("/mon-compte");
  const log = card(page, "Qui a lu mon dossier");
  await log.getByRole("button", { name: "Voir les lectures" }).click();
  await expect(log.getByRole("listitem").first()).toContainText("L’administrateur a lu la date de naissance");
  await inEachLook(page, "readings");
  const data = card(page, "Mes données");
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    data.getByRole("button", { name: "Télécharger mes données" }).click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/^mes-donnees-\d{4}-\d\d-\d\d\.zip$/);
  await data.getByRole("button", { name: "Télécharger mes données" }).click();
  await expect(data.getByRole("alert")).toContainText("il y a moins de 24 heures");
  await expect(page.getByRole("main")).not.toContainText(/\b(vos|votre)\b/i);
  await page.context().close();
});
