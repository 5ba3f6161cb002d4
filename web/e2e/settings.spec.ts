import type { Page } from "@playwright/test";
import { isAccessible } from "./axe";
import { ask, expect, linkOf, test, toasts } from "./service";

const saved = (page: Page) => page.getByText(/Enregistré à/).first();

/** R168: no button saves; leaving the field does. */
test("the administrator renames the school: the bar and the sign-in page say so at once", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "administrateur");
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /Paramètres/ })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Paramètres" })).toBeFocused();
  const name = page.getByLabel("Nom", { exact: true });
  const before = await name.inputValue();
  await name.fill("Lycée professionnel <b>Odile</b>");
  await name.press("Tab");
  await expect(saved(page)).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Lycée professionnel <b>Odile</b>");
  const stranger = await (await browser.newContext({ baseURL: service.url })).newPage();
  await stranger.goto(`/${service.uai}`);
  await expect(stranger.getByRole("main")).toContainText("Lycée professionnel <b>Odile</b>");

  // What is wrong is said at its field, and stays there to be put right.
  const email = page.getByLabel("Adresse électronique");
  const address = await email.inputValue();
  await email.fill("nulle part");
  await email.press("Tab");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveValue("nulle part");
  await email.fill(address);
  await email.press("Tab");
  await expect(email).not.toHaveAttribute("aria-invalid");
  await name.fill(before);
  await name.press("Tab");
  await expect(page.getByRole("banner")).toContainText(before);
  await page.reload();
  await expect(name).toHaveValue(before);
  for (const one of [page, stranger]) await one.context().close();
});

/** R10, security 4.1. */
test("a choice of security holds at once, and who may not choose reads it", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "administrateur");
  await page.goto("/parametres/securite");
  await expect(page.getByText("Une date de naissance n’est pas un secret")).toBeVisible();
  await page.getByLabel(/^Ce qui est faux/).check();
  await expect(saved(page)).toBeVisible();
  await page.getByLabel("DDFTP").selectOption("240");
  await expect(page.getByText(/Enregistré à/)).toHaveCount(2);
  const { page: head } = await service.signIn(browser, "chef d’établissement");
  await head.goto("/parametres/securite");
  await expect(head.getByRole("main")).toContainText("Lecture seule");
  await expect(head.getByRole("main")).toContainText("Ce qui est faux");
  await expect(head.getByRole("radio")).toHaveCount(0);
  const journal = await ask<{ journal: { text: string }[] }>(head, "{ journal { text } }");
  expect(journal.journal.map(({ text }) => text)).toContain("a changé les réglages de sécurité");
  await page.getByLabel(/^Le même message/).check();
  await expect(page.getByLabel(/^Le même message/)).toBeChecked();
  await expect(page.getByText(/Enregistré à/)).toHaveCount(2);
  for (const one of [page, head]) await one.context().close();
});

/** R173, R174, security A12. */
test("the head opens an access, the inspector reads what it names, the head closes it", async ({
  browser,
  service,
}) => {
  const { page: inspector } = await service.signIn(browser, "inspecteur");
  await expect(inspector.getByRole("main")).toContainText("Rien n’est encore ouvert");
  await inspector.context().close();

  const { page: head } = await service.signIn(browser, "chef d’établissement");
  await head.goto("/parametres/inspection");
  const open = head.getByRole("button", { name: "Ouvrir l’accès" });
  await open.click();
  await expect(head.getByLabel("Au", { exact: true })).toHaveAttribute("aria-invalid", "true");
  const { divisions } = await ask<{ divisions: { id: string; code: string }[] }>(
    head,
    "{ divisions { id code } }",
  );
  const of = (code: string) => divisions.find((one) => one.code === code)?.id ?? "";
  const soon = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString("fr-FR");
  const { page } = await service.signIn(browser, "inspecteur");
  const { viewer } = await ask<{ viewer: { user: { listName: string } } }>(
    page,
    "{ viewer { user { listName } } }",
  );
  await head.getByLabel("Inspecteur").selectOption({ label: viewer.user.listName });
  await head.getByLabel("Au", { exact: true }).fill(soon);
  await head.getByLabel(/^Bac pro MELEC/).check();
  await open.click();
  await expect(toasts(head)).toContainText("Accès ouvert.");
  const list = head.getByRole("list", { name: "Accès d’inspection" });
  await expect(list).toContainText("ouvert");

  await page.reload();
  await page
    .getByRole("main")
    .getByRole("link", { name: /^Tableaux de suivi/ })
    .click();
  await page.getByRole("main").getByRole("link", { name: "TMELEC1", exact: true }).click();
  await expect(page.getByRole("grid")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Lecture seule");
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "live");
  const other = divisions.find(({ code }) => code.includes("MCV"));
  const { trackingTable } = await ask<{ trackingTable: unknown }>(
    page,
    "query($id: ID!) { trackingTable(divisionId: $id) { id } }",
    { id: of(other?.code ?? "") },
  );
  expect(trackingTable).toBeNull();
  await isAccessible(page, "a tracking table that an inspector reads");

  await list.getByRole("button", { name: /^Fermer l’accès/ }).click();
  const over = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(over).toBeVisible({ timeout: 5_000 });
  await page.context().close();
  const { page: again } = await service.signIn(browser, "inspecteur");
  await expect(again.getByRole("main")).toContainText("Aucun accès ne vous est ouvert en ce moment.");
  await again.goto(`/suivi/${of("TMELEC1")}`);
  await expect(again.getByRole("main")).toContainText("n’existe pas");
  for (const one of [head, again]) await one.context().close();
});

/** R136, R138. */
test("transfers are activated with a reference and an officer, and not before", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "administrateur");
  await page.goto("/parametres/transferts");
  const activate = page.getByRole("button", { name: "Activer le transfert" });
  await activate.click();
  await expect(page.getByRole("alert")).toContainText("référence au registre");
  for (const [label, value] of [
    ["Référence au registre des traitements (ancien numéro CNIL)", "RT-2026-014"],
    ["Nom du délégué à la protection des données", "Claire Meunier"],
    ["Adresse électronique du délégué", "dpo@exemple.fr"],
  ] as const) {
    await page.getByLabel(label).fill(value);
    await page.getByLabel(label).press("Tab");
  }
  await expect(page.getByText(/Enregistré à/)).toHaveCount(3);
  await activate.click();
  await expect(page.getByRole("button", { name: "Désactiver le transfert" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Activé le");
  await expect(page.getByRole("main")).toContainText("Aucun transfert.");
  await expect(page.getByRole("region", { name: "Apprenants sans INE" })).toContainText("apprenant");
  await page.context().close();
});

/** R16. */
test("what the school lacks is said beside the button before anything is typed, with the way to it", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "administrateur");
  // No page lets a school go without an address: the answer is changed on its way.
  await page.route("**/graphql", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    const without = text.includes("creatableRoles") ? text.replace(/"email":"[^"]*"/, '"email":null') : text;
    await route.fulfill({ response: answer, body: without });
  });
  await page.goto("/utilisateurs/nouveau");
  const create = page.getByRole("button", { name: "Créer le compte et envoyer la lettre" });
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await expect(create).toHaveAccessibleDescription("Il manque l’adresse électronique de l’établissement.");
  await page.getByRole("link", { name: "Compléter dans les paramètres" }).click();
  await expect(page).toHaveURL(/\/parametres$/);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().close();
});

/** R15, decision 17. */
test("a school opened at the command line is mailed its link, and a letter is sent again from the page", async ({
  browser,
  service,
}) => {
  const printed = service.openSchool("0999005A", "LP des Écluses");
  expect(printed).toContain("Une lettre part aussi à ce.0999005a@exemple.fr");
  const mailed = await service.linkSent("activation", "0999005A");
  expect(mailed).not.toBe(linkOf(printed));
  const { page } = await service.follow(browser, printed.replace(linkOf(printed), mailed));
  service.openAccount("0999005A", "head", "Jeanne", "Roux");
  await page.goto("/utilisateurs?role=HEAD");
  await page.getByRole("link", { name: /Roux/i }).click();
  await page.getByRole("button", { name: "Renvoyer la lettre" }).click();
  await expect(toasts(page)).toContainText("La lettre part de nouveau à h");
  await page.context().close();
});
