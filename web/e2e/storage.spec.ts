import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { ask, expect, test, toasts } from "./service";

/** A picture of one red point, as PNG. */
const POINT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM4wcAAAAJcAMlDyBJGAAAAAElFTkSuQmCC",
  "base64",
);
const PDF = Buffer.from("%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n");
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');

const file = (name: string, buffer: Buffer, mimeType = "application/octet-stream") => ({
  name,
  mimeType,
  buffer,
});
const chooser = (within: Page | Locator) => within.locator("input[type=file]");
const files = (page: Page) => page.getByRole("list", { name: "Fichiers", exact: true }).getByRole("listitem");
const line = (page: Page, name: string) => files(page).filter({ hasText: name });

/** R175, R186, R164. */
test("a file is put in a space, named otherwise, taken away, removed and taken back", async ({
  browser,
  service,
}) => {
  test.slow();
  const { page } = await service.signIn(browser, "enseignant");
  await page
    .getByRole("navigation", { name: "Menu principal" })
    .getByRole("link", { name: "Stockage" })
    .click();
  await expect(page.getByText("Aucun fichier pour l’instant.")).toBeVisible();

  // Several at once: those that are fine come in, the others say why.
  await chooser(page).setInputFiles([
    file("cours.pdf", PDF),
    file("<b>photo.png", POINT),
    file("page.png", Buffer.from("<!DOCTYPE html><script>alert(1)</script>")),
    file("trop.pdf", Buffer.alloc(6_291_457, "%")),
  ]);
  await expect(toasts(page)).toContainText(/2\s*fichiers déposés/);
  await expect(files(page)).toHaveCount(2);
  const sendings = page.getByRole("list", { name: "Envois" }).getByRole("listitem");
  await expect(sendings.filter({ hasText: "page.png" })).toContainText("n’est pas d’un type accepté");
  await expect(sendings.filter({ hasText: "trop.pdf" })).toContainText(/6\s*Mo au plus/);
  for (const name of ["page.png", "trop.pdf"])
    await page.getByRole("button", { name: `Retirer ${name}` }).click();
  await expect(sendings).toHaveCount(0);

  await line(page, "cours.pdf").getByRole("button", { name: "Renommer cours.pdf" }).click();
  await page.getByLabel("Nouveau nom").fill("../cours");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Un nom de fichier ne contient ni « / » ni « \\ ».")).toBeVisible();
  await page.getByLabel("Nouveau nom").fill("Schémas de première");
  await page.keyboard.press("Enter");
  await expect(line(page, "Schémas de première.pdf")).toBeVisible();

  const downloading = page.waitForEvent("download");
  await line(page, "Schémas").getByRole("link", { name: "Schémas de première.pdf", exact: true }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("Schémas de première.pdf");
  expect(await readFile(await download.path())).toEqual(PDF);

  await line(page, "Schémas")
    .getByRole("button", { name: /à la corbeille$/ })
    .click();
  await expect(files(page)).toHaveCount(1);
  await toasts(page).getByRole("button", { name: "Annuler" }).last().click();
  await expect(files(page)).toHaveCount(2);
  await line(page, "Schémas")
    .getByRole("button", { name: /à la corbeille$/ })
    .click();
  await page.getByRole("button", { name: "Corbeille", exact: true }).click();
  const bin = page.getByRole("list", { name: "Fichiers de la corbeille" }).getByRole("listitem");
  await expect(bin).toContainText(/encore 30\s*jours/);
  await bin.getByRole("button", { name: "Rétablir Schémas de première.pdf" }).click();
  await expect(page.getByText("La corbeille est vide.")).toBeVisible();
  await page.getByRole("button", { name: "Revenir aux fichiers" }).click();
  await expect(files(page)).toHaveCount(2);
  await page.context().close();
});

/** R175: learners read what their teachers share, and write in their own space alone. */
test("a learner reads the space of the class and writes in their own", async ({ browser, service }) => {
  test.slow();
  const learner = await service.signIn(browser, "apprenant");
  await learner.page.goto("/stockage");
  const spaces = await ask<{ storageSpaces: { id: string; division: { code: string } | null }[] }>(
    learner.page,
    "{ storageSpaces { id division { code } } }",
  );
  const division = spaces.storageSpaces.find((space) => space.division);
  const code = division?.division?.code ?? "";

  const ddftp = await service.signIn(browser, "DDFTP");
  await ddftp.page.goto(`/stockage?espace=${division?.id}`);
  await chooser(ddftp.page).setInputFiles(file("Sujet.pdf", PDF));
  await expect(line(ddftp.page, "Sujet.pdf")).toContainText("par ");

  await learner.page.getByRole("button", { name: code, exact: true }).click();
  await expect(line(learner.page, "Sujet.pdf")).toContainText("par un professeur");
  await expect(chooser(learner.page)).toHaveCount(0);
  await expect(learner.page.getByRole("button", { name: /Renommer|corbeille/i })).toHaveCount(0);
  const refused = await learner.page.evaluate(async (spaceId) => {
    const headers = { "X-Etabli-Client": "e2e" };
    const form = new FormData();
    form.append("file", new File(["x"], "x.txt"), "x.txt");
    const sent = await fetch("/files?purpose=storage", { method: "POST", headers, body: form });
    const { id } = await sent.json();
    const answer = await fetch("/graphql", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({
        query: "mutation ($input: StoreFileInput!) { storeFile(input: $input) { errors { code } } }",
        variables: { input: { fileId: id, spaceId } },
      }),
    });
    return (await answer.json()).errors[0].extensions.code as string;
  }, division?.id);
  expect(refused).toBe("NOT_FOUND");

  await learner.page.getByRole("button", { name: "Personnel", exact: true }).click();
  await chooser(learner.page).setInputFiles(file("Mon journal.txt", Buffer.from("Élève en PFMP\n")));
  await expect(line(learner.page, "Mon journal.txt")).toBeVisible();
  await learner.page.context().close();
  await ddftp.page.context().close();
});

/** R169, F8. */
test("the logo is set, refused as SVG, shown at the sign-in, and taken back", async ({
  browser,
  service,
}) => {
  test.slow();
  const { page } = await service.signIn(browser, "administrateur");
  await page.goto("/parametres/logo");
  const logo = page.getByRole("region", { name: "Logo" });
  await chooser(logo).setInputFiles(file("logo.svg", SVG, "image/svg+xml"));
  await expect(logo.getByRole("alert")).toContainText("Enregistrée en PNG");
  // A drawing that says it is a picture is refused by the service.
  await chooser(logo).setInputFiles(file("logo.png", SVG, "image/png"));
  await expect(logo.getByRole("alert")).toContainText("Enregistrée en PNG");
  await chooser(logo).setInputFiles(file("logo.png", Buffer.alloc(2_097_153), "image/png"));
  await expect(logo.getByRole("alert")).toContainText(/2\s*Mo au plus/);

  await chooser(logo).setInputFiles(file("logo.png", POINT, "image/png"));
  await expect(toasts(page)).toContainText("Logo enregistré.");
  const shown = logo.getByRole("img", { name: /^Logo de / });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  // At the top of every page, at once; and without moving what is beside it when it comes.
  const atTop = page.getByRole("banner").locator("img");
  await expect(atTop).toBeVisible();
  const head = await service.signIn(browser, "chef d’établissement");
  const box = await head.page.getByRole("banner").locator("img").boundingBox();
  expect(box && [Math.round(box.width), Math.round(box.height)]).toEqual([36, 36]);
  await head.page.context().close();

  const context = await browser.newContext({ baseURL: service.url });
  const stranger = await context.newPage();
  await stranger.goto(`/${service.uai}`);
  await expect(stranger.locator("main img")).toBeVisible();
  expect(await stranger.locator("main img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(
    1,
  );

  await logo.getByRole("button", { name: /^Retirer/ }).click();
  await expect(logo.getByRole("img")).toHaveCount(0);
  await expect(atTop).toHaveCount(0);
  await stranger.reload();
  await expect(stranger.locator("main img")).toHaveCount(0);
  await toasts(page).getByRole("button", { name: "Annuler" }).last().click();
  await expect(shown).toBeVisible();
  await logo.getByRole("button", { name: /^Retirer/ }).click();
  await expect(logo.getByRole("img")).toHaveCount(0);
  await context.close();
  await page.context().close();
});
