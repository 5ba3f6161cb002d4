import type { Page } from "@playwright/test";
import { ask, expect, test, toasts } from "./service";

type Account = { id: string; displayName: string; listName: string; login: string | null };

const rows = (page: Page) => page.getByRole("region", { name: "Liste des comptes" }).getByRole("row");
const unaccented = (text: string) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
const asked = (page: Page) => page.getByRole("dialog", { name: "Votre session est terminée" });

/** The accounts with a role, as the service lists them. */
async function accounts(page: Page, role: string): Promise<Account[]> {
  const { users } = await ask<{ users: { nodes: Account[] } }>(
    page,
    "query($role: Role) { users(role: $role, first: 200) { nodes { id displayName listName login } } }",
    { role },
  );
  return users.nodes;
}

/** R4. */
test("the administrator finds a teacher by a name typed without accents, and the address keeps the filters", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "administrateur");
  const accented = (await accounts(page, "TEACHER")).find(
    ({ listName }) => unaccented(listName) !== listName,
  );
  if (!accented) throw new Error("no teacher of the demonstration has an accent in the name");

  await page.goto("/accueil");
  await page.getByRole("navigation").getByRole("link", { name: "Utilisateurs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Utilisateurs" })).toBeFocused();
  await page
    .getByLabel("Nom", { exact: true })
    .pressSequentially(unaccented(accented.listName).toLowerCase());
  await page.getByLabel("Rôle", { exact: true }).selectOption("Enseignant");
  await page.getByLabel("État", { exact: true }).selectOption("Actif");
  await page.getByLabel("État", { exact: true }).selectOption("Tous");
  const line = rows(page).filter({ hasText: accented.listName });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText("Enseignant");
  await expect(line).toContainText(accented.login ?? "");
  await expect(page).toHaveURL(
    ({ searchParams }) => searchParams.get("role") === "TEACHER" && searchParams.has("nom"),
  );

  // They survive a reload, and the way back from an account.
  await page.reload();
  await expect(page.getByLabel("Rôle", { exact: true })).toHaveValue("TEACHER");
  await expect(line).toHaveCount(1);
  await line.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: accented.displayName })).toBeFocused();
  await page.goBack();
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue(
    unaccented(accented.listName).toLowerCase(),
  );
  await expect(line).toHaveCount(1);

  // Nobody has that name: what to do about it (R40), and the way back to everybody.
  await page.getByLabel("Nom", { exact: true }).fill("zzzz");
  await expect(page.getByText("Aucun compte ne correspond.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "importez de nouveau" })).toHaveAttribute(
    "href",
    "/imports",
  );
  await page.getByRole("button", { name: "Effacer les filtres" }).click();
  await expect(page).toHaveURL(/\/utilisateurs$/);
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue("");

  // Fifty, then fifty more, and none twice.
  await expect(rows(page)).toHaveCount(51);
  await page.getByRole("button", { name: "Afficher la suite" }).click();
  await expect(rows(page)).toHaveCount(101);
  const names = await rows(page)
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(new Set(names).size).toBe(100);
  await page.context().close();
});

test("closing an account signs its person out of an open page within five seconds; undone, they come back", async ({
  browser,
  service,
}) => {
  const { page: admin } = await service.signIn(browser, "administrateur");
  const { page: teacher, login } = await service.signIn(browser, "enseignant");
  await teacher.goto("/suivi");
  await expect(teacher.locator("[data-link]")).toHaveAttribute("data-link", "live");
  const account = (await accounts(admin, "TEACHER")).find((one) => one.login === login);

  await admin.goto(`/utilisateurs/${account?.id}`);
  await admin.getByLabel("Motif (facultatif)").fill("Départ en cours d’année");
  await admin.getByRole("button", { name: "Fermer le compte" }).click();
  await expect(toasts(admin)).toContainText(`Compte de ${account?.displayName} fermé.`);
  await expect(asked(teacher)).toBeVisible({ timeout: 5_000 });
  await expect(admin.getByRole("main")).toContainText("Départ en cours d’année");

  // The password no longer opens anything.
  const signIn = async () => {
    await asked(teacher).getByLabel("Identifiant").fill(login);
    await asked(teacher).getByLabel("Mot de passe", { exact: true }).fill(service.password);
    await asked(teacher).getByRole("button", { name: "Se connecter" }).click();
  };
  await signIn();
  await expect(asked(teacher).getByRole("alert")).toBeVisible();

  await toasts(admin).getByRole("button", { name: "Annuler" }).click();
  await expect(admin.getByRole("button", { name: "Fermer le compte" })).toBeVisible();
  await signIn();
  await expect(asked(teacher)).toBeHidden();
  await expect(teacher.getByRole("heading", { level: 1, name: "Tableaux de suivi" })).toBeVisible();
  for (const page of [admin, teacher]) await page.context().close();
});

test("the sessions of a learner are ended, and counted", async ({ browser, service }) => {
  const { page: admin } = await service.signIn(browser, "administrateur");
  const { page: learner, login } = await service.signIn(browser, "apprenant");
  const account = (await accounts(admin, "LEARNER")).find((one) => one.login === login);
  await admin.goto(`/utilisateurs/${account?.id}`);
  const end = admin.getByRole("button", { name: "Terminer ses sessions" });
  await end.click();
  await expect(toasts(admin)).toContainText(/\d+\s*sessions? terminées?\./);
  await expect(asked(learner)).toBeVisible({ timeout: 5_000 });
  await end.click();
  await expect(toasts(admin)).toContainText("Aucune session n’était ouverte.");
  for (const page of [admin, learner]) await page.context().close();
});

/** R7, R14. */
test("a birth date tried too often no longer opens the account: a code does, shown once to hand over", async ({
  browser,
  page: stranger,
  service,
}) => {
  const { page: admin } = await service.signIn(browser, "administrateur");
  const account = (await accounts(admin, "LEARNER")).at(-1);
  const login = account?.login ?? "";
  const open = admin.getByRole("button", { name: "Rouvrir la première connexion" });
  await admin.goto(`/utilisateurs/${account?.id}`);
  await open.click();
  const access = admin.getByRole("region", { name: "Connexion", exact: true });
  await expect(access).toContainText(/première connexion ouverte jusqu’au/);
  await expect(access).toContainText("sa date de naissance");

  await stranger.goto(`/${service.uai}`);
  const tryWith = async (secret: string) => {
    await stranger.getByLabel("Identifiant").fill(login);
    await stranger.getByLabel("Mot de passe", { exact: true }).fill(secret);
    await stranger.getByRole("button", { name: "Se connecter" }).click();
  };
  for (let tries = 0; tries < 5; tries++) {
    await tryWith(`0101190${tries}`);
    await expect(stranger.getByRole("alert")).toBeVisible();
    await stranger.reload();
  }
  await open.click();
  await expect(access).toContainText("montré une seule fois");
  const code = (await access.locator("code").textContent()) ?? "";
  await expect(admin.locator("code").filter({ hasText: code })).toHaveCount(2);
  await admin.context().grantPermissions(["clipboard-read"]);
  await admin.getByRole("button", { name: "Copier le code" }).click();
  await expect(toasts(admin)).toContainText("Code copié.");
  expect(await admin.evaluate(() => navigator.clipboard.readText())).toBe(code);
  // Printed, the slip is alone on the page.
  await admin.emulateMedia({ media: "print" });
  await expect(admin.getByRole("heading", { name: "Votre première connexion à Établi" })).toBeVisible();
  await expect(admin.getByRole("heading", { level: 1 })).toBeHidden();
  await admin.emulateMedia({ media: "screen" });

  // Gone with the page.
  await admin.reload();
  await expect(open).toBeVisible();
  await expect(admin.locator("code")).toHaveCount(0);
  await admin.context().close();
});

/** R27. */
test("a role is given, then taken back; the last one is not", async ({ browser, service }) => {
  const { page } = await service.signIn(browser, "administrateur");
  const account = (await accounts(page, "TEACHER"))[0];
  await page.goto(`/utilisateurs/${account?.id}`);
  const roles = page.getByRole("region", { name: "Rôles" });
  await expect(roles.getByRole("listitem")).toHaveText([/^Enseignant$/]);

  await roles.getByRole("button", { name: "Donner ce rôle" }).click();
  await expect(roles.getByLabel("Donner un rôle de plus")).toHaveAttribute("aria-invalid", "true");
  await roles.getByLabel("Donner un rôle de plus").selectOption("DDFTP");
  await roles.getByRole("button", { name: "Donner ce rôle" }).click();
  await expect(roles.getByRole("listitem")).toHaveCount(2);
  await page.goto("/utilisateurs?role=DDFTP");
  await expect(rows(page).filter({ hasText: account?.listName })).toContainText("Enseignant");
  await page.goBack();
  await roles.getByRole("button", { name: "Retirer le rôle DDFTP" }).click();
  await expect(roles.getByRole("listitem")).toHaveText([/^Enseignant$/]);
  await toasts(page).last().getByRole("button", { name: "Annuler" }).last().click();
  await expect(roles.getByRole("listitem")).toHaveCount(2);
  await roles.getByRole("button", { name: "Retirer le rôle DDFTP" }).click();
  await expect(roles.getByRole("listitem")).toHaveText([/^Enseignant$/]);
  await page.context().close();
});

test("a birth date is read on demand, by the administrator alone", async ({ browser, service }) => {
  const { page: admin } = await service.signIn(browser, "administrateur");
  const { page: ddftp } = await service.signIn(browser, "DDFTP");
  const account = (await accounts(admin, "TEACHER"))[0];
  const { node } = await ask<{ node: { birthDate: string } }>(
    admin,
    "query($id: ID!) { node(id: $id) { ... on User { birthDate } } }",
    { id: account?.id },
  );
  const year = node.birthDate.slice(0, 4);
  for (const page of [admin, ddftp]) {
    await page.goto(`/utilisateurs/${account?.id}`);
    await expect(page.getByRole("button", { name: "Afficher l’adresse" })).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText(year);
  }
  await admin.getByRole("button", { name: "Afficher la date" }).click();
  await expect(admin.getByRole("region", { name: "Identité" })).toContainText(year);
  await expect(ddftp.getByRole("button", { name: "Afficher la date" })).toHaveCount(0);
  for (const page of [admin, ddftp]) await page.context().close();
});

/** R15, R18. */
test("an account is created by hand: what is missing is said at its field, and a lookalike is shown first", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "administrateur");
  await page.goto("/utilisateurs");
  await page.getByRole("link", { name: "Créer un compte" }).click();
  const create = page.getByRole("button", { name: "Créer le compte et envoyer la lettre" });
  await create.click();
  await expect(page.getByRole("alert").filter({ hasText: "6 champs à revoir" })).toBeFocused();
  await expect(page.getByLabel("Prénom")).toHaveAttribute("aria-invalid", "true");

  const fill = async () => {
    await page.getByLabel("Civilité").selectOption("Madame");
    await page.getByLabel("Nom", { exact: true }).fill("Ferrand");
    await page.getByLabel("Prénom").fill("Élodie");
    await page.getByLabel("Date de naissance").fill("12/03/85");
    await page.getByLabel("Rôle", { exact: true }).selectOption("Inspecteur");
  };
  await fill();
  await page.getByLabel("Adresse électronique").fill("pas une adresse");
  await create.click();
  await expect(page.getByLabel("Adresse électronique")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Adresse électronique")).toBeFocused();

  // What was typed survives a reload (R23).
  await page.reload();
  await expect(page.getByLabel("Prénom")).toHaveValue("Élodie");
  await expect(page.getByLabel("Date de naissance")).toHaveValue("12/03/1985");
  await page.getByLabel("Adresse électronique").fill("e.ferrand@exemple.fr");
  await create.click();
  await expect(page.getByRole("main")).toContainText("e.ferrand@exemple.fr");
  await page.getByRole("link", { name: "Voir le compte" }).click();
  await expect(page.getByRole("main")).toContainText("créé manuellement");

  await page.goto("/utilisateurs/nouveau");
  await fill();
  await page.getByLabel("Adresse électronique").fill("e.ferrand@exemple.fr");
  await create.click();
  await expect(page.getByRole("main")).toContainText("Un compte a déjà les mêmes nom et prénom.");
  await expect(page.getByRole("link", { name: /Ferrand/i })).toBeVisible();
  await page.getByRole("button", { name: "Créer quand même" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Compte créé" })).toBeVisible();
  await page.context().close();
});

/** R22. */
test("a teacher has no « Utilisateurs » in the menu, and its addresses tell them nothing", async ({
  browser,
  service,
}) => {
  const { page: admin } = await service.signIn(browser, "administrateur");
  const colleague = (await accounts(admin, "DDFTP"))[0];
  await admin.context().close();
  const { page } = await service.signIn(browser, "enseignant");
  await expect(page.getByRole("navigation").getByRole("link", { name: /^Tableaux de suivi/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Utilisateurs/ })).toHaveCount(0);
  for (const path of ["/utilisateurs", "/utilisateurs/nouveau", `/utilisateurs/${colleague?.id}`]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toContainText("Réservé à l’administrateur");
    await expect(page.getByRole("main")).not.toContainText(colleague?.displayName ?? "");
  }
  await page.context().close();
});

/** R182: what is given by hand opens and closes like what the files say. */
test("a class given to a teacher by hand opens its table, and closes on the open page when it is taken back", async ({
  browser,
  service,
}) => {
  const { page: ddftp } = await service.signIn(browser, "DDFTP");
  const { page: teacher, login } = await service.signIn(browser, "enseignant");
  type Divisions = { divisions: { id: string; code: string }[] };
  const all = (await ask<Divisions>(ddftp, "{ divisions { id code } }")).divisions;
  const theirs = (await ask<Divisions>(teacher, "{ divisions { id code } }")).divisions.map(({ id }) => id);
  const division = all.find(({ id }) => !theirs.includes(id));
  if (!division) throw new Error("the teacher of the demonstration follows every class");
  const account = (await accounts(ddftp, "TEACHER")).find((one) => one.login === login);

  await ddftp.goto(`/utilisateurs/${account?.id}`);
  const card = ddftp.getByRole("region", { name: "Classes suivies" });
  await expect(card).toContainText("d’après STSWEB");
  await card.getByLabel("Chercher une classe").fill(division.code.toLowerCase());
  await card.getByRole("button", { name: `Affecter ${division.code}`, exact: true }).click();
  await expect(toasts(ddftp)).toContainText(`suit maintenant la classe ${division.code}.`);
  await expect(card).toContainText("affectée à la main par");

  await teacher.goto("/suivi");
  await teacher.getByRole("main").getByRole("link", { name: division.code, exact: true }).click();
  await expect(teacher.getByRole("grid")).toBeVisible();
  await expect(teacher.locator("[data-link]")).toHaveAttribute("data-link", "live");
  await card.getByRole("button", { name: `Retirer la classe ${division.code}` }).click();
  await expect(teacher.getByRole("grid")).toBeHidden({ timeout: 5_000 });
  await toasts(ddftp).getByRole("button", { name: "Annuler" }).last().click();
  await expect(card).toContainText("affectée à la main par");
  for (const page of [ddftp, teacher]) await page.context().close();
});

/** R18. */
test("an account made by hand is merged with the imported one, which opens with the password in use", async ({
  browser,
  service,
}) => {
  const { page: admin } = await service.signIn(browser, "administrateur");
  const imported = (await accounts(admin, "TEACHER"))[3];
  if (!imported) throw new Error("the demonstration has fewer than four teachers");
  const { node } = await ask<{ node: { birthDate: string; displayName: string } }>(
    admin,
    "query($id: ID!) { node(id: $id) { ... on User { birthDate displayName } } }",
    { id: imported.id },
  );
  const lastName = imported.listName.slice(0, imported.listName.length - node.displayName.indexOf(" ") - 1);
  const firstName = node.displayName.slice(0, node.displayName.indexOf(" "));
  const made = await ask<{ createUser: { user: { login: string } | null } }>(
    admin,
    "mutation($input: CreateUserInput!) { createUser(input: $input) { user { login } errors { message } } }",
    {
      input: {
        civility: "MRS",
        lastName,
        firstName,
        birthDate: node.birthDate,
        email: "jumelle@exemple.fr",
        role: "HEAD",
        despiteLookalikes: true,
      },
    },
  );
  const login = made.createUser.user?.login ?? "";
  const { page: twin } = await service.follow(
    browser,
    `identifiant : ${login} ${await service.linkSent("activation", login)}`,
  );

  await admin.goto("/utilisateurs");
  await expect(admin.getByRole("main")).toContainText(
    "Un compte fait à la main ressemble à un compte importé.",
  );
  await admin.goto(`/utilisateurs/${imported.id}`);
  await admin.getByRole("button", { name: /^Comparer et fusionner/ }).click();
  const dialog = admin.getByRole("dialog", { name: "Fusionner deux comptes" });
  await expect(dialog.getByRole("region", { name: "Compte fait à la main" })).toContainText(login);
  await expect(dialog).toContainText("C’est définitif");
  await dialog.getByRole("button", { name: "Fusionner pour de bon" }).click();
  await expect(toasts(admin)).toContainText("n’en font plus qu’un.");
  await expect(admin.getByRole("button", { name: /^Comparer et fusionner/ })).toHaveCount(0);
  await expect(admin.getByRole("region", { name: "Rôles" })).toContainText("Chef d’établissement");
  await expect(admin.getByRole("region", { name: "Identité" })).toContainText(login);
  await expect(asked(twin)).toBeVisible();

  // The password of the account in use opens the one that stays.
  const { page: again } = await service.signInAs(browser, service.uai, login);
  const { viewer } = await ask<{ viewer: { user: { id: string } } }>(again, "{ viewer { user { id } } }");
  expect(viewer.user.id).toBe(imported.id);
  for (const page of [admin, twin, again]) await page.context().close();
});
