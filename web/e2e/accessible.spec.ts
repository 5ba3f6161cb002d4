import type { Page } from "@playwright/test";
import { isAccessible } from "./axe";
import { expect, linkOf, type Role, type Service, test } from "./service";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [320, 390, 1440];
/** An address, or how to find one, with the title of the page that must be there. */
type Path = string | { title: string; h1: RegExp; find: (page: Page, service: Service) => Promise<string> };
/** The address of what a page links to. */
const linked = (from: string, link: RegExp) => async (page: Page) => {
  await page.goto(from);
  return (await page.getByRole("main").getByRole("link", { name: link }).first().getAttribute("href")) ?? "";
};
const PAGES: { role: Role | null; path: Path }[] = [
  { role: null, path: "/" },
  { role: null, path: "/0999001W" },
  { role: null, path: "/0999001W/mot-de-passe-oublie" },
  { role: null, path: "/0999001W/adresse/un-lien" },
  { role: null, path: "/0999001W/activation/un-lien-qui-ne-sert-plus" },
  { role: null, path: "/accessibilite" },
  { role: null, path: "/aide" },
  { role: null, path: "/aide/mot-de-passe-oublie" },
  {
    role: null,
    path: {
      title: "the first sign-in",
      h1: /^Choisir un mot de passe$/,
      find: async (_, service) => linkOf(service.openAccount(service.uai, "inspector", "Irène", "Vidal")),
    },
  },
  { role: "DDFTP", path: "/accueil" },
  { role: "administrateur", path: "/accueil" },
  { role: "enseignant", path: "/accueil" },
  { role: "apprenant", path: "/accueil" },
  { role: "DDFTP", path: "/console" },
  { role: "DDFTP", path: "/console?vue=grille" },
  { role: "DDFTP", path: "/calendrier" },
  { role: "DDFTP", path: "/imports" },
  { role: "DDFTP", path: { title: "an import", h1: /^Import du/, find: linked("/imports", /^Import du/) } },
  { role: "administrateur", path: "/utilisateurs" },
  { role: "administrateur", path: "/utilisateurs/nouveau" },
  {
    role: "administrateur",
    path: { title: "an account", h1: /\S/, find: linked("/utilisateurs?role=TEACHER", /^[A-ZÀ-Ý]{2}/) },
  },
  { role: "administrateur", path: "/journal" },
  { role: "chef d’établissement", path: "/journal?lectures=true" },
  { role: "administrateur", path: "/taches" },
  { role: "administrateur", path: "/parametres" },
  { role: "administrateur", path: "/parametres/securite" },
  { role: "administrateur", path: "/parametres/transferts" },
  { role: "chef d’établissement", path: "/parametres/inspection" },
  { role: "DDFTP", path: "/parametres/securite" },
  { role: "inspecteur", path: "/accueil" },
  { role: "enseignant", path: "/suivi" },
  {
    role: "enseignant",
    path: { title: "a tracking table", h1: /^TMELEC1$/, find: linked("/suivi", /^TMELEC1$/) },
  },
  { role: "apprenant", path: "/mes-bilans" },
  { role: "apprenant", path: "/stockage" },
  { role: "DDFTP", path: "/stockage?espace=team" },
  { role: "enseignant", path: "/stockage?vue=corbeille" },
  { role: "administrateur", path: "/parametres/logo" },
  { role: "enseignant", path: "/mon-compte" },
  { role: "apprenant", path: "/mon-compte" },
  { role: "DDFTP", path: "/aide" },
  { role: "apprenant", path: "/aide?q=bilan" },
  { role: "enseignant", path: "/aide/tableau-de-suivi" },
  { role: "enseignant", path: "/aide/ecrire" },
  { role: "administrateur", path: "/aide/demandes?vue=a-repondre" },
];

/** No violation, no sideways scrolling, one title, one `h1`, at each width, light and dark. */
async function check(page: Page, path: string) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(path);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      const where = `${path} at ${width}, ${colorScheme}`;
      await isAccessible(page, where, TAGS);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), where).toBe(true);
      expect(await page.getByRole("heading", { level: 1 }).count(), where).toBe(1);
      await expect(page).toHaveTitle(/.+ — Établi$/);
      await expect(page.locator("html")).toHaveAttribute("lang", "fr");
    }
  }
}

for (const { role, path } of PAGES) {
  const title = typeof path === "string" ? path : path.title;
  test(`${title} is accessible${role ? ` to the ${role}` : " to everyone"}`, async ({
    browser,
    page: stranger,
    service,
  }) => {
    const page = role ? (await service.signIn(browser, role)).page : stranger;
    test.slow();
    if (typeof path === "string") await check(page, path);
    else {
      await check(page, await path.find(page, service));
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(path.h1);
    }
    if (role) await page.context().close();
  });
}

test("the console is used by keyboard alone: a cell opens, Échap closes it and gives the focus back", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "DDFTP");
  await page.goto("/console");
  const cell = page.locator("main button[aria-expanded]").first();
  await cell.focus();
  await page.keyboard.press("Enter");
  await expect(cell).toHaveAttribute("aria-expanded", "true");
  await expect(page).toHaveURL(/detail=/);
  await page.keyboard.press("Escape");
  await expect(cell).toHaveAttribute("aria-expanded", "false");
  await expect(cell).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Personne, classe ou page" }).fill("calendrier");
  await expect(page.getByRole("option", { name: /Calendrier officiel/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Calendrier officiel" })).toBeFocused();
  await page.context().close();
});

for (const { role, path, link, query } of [
  { role: "DDFTP", path: "/accueil", link: /^Calendrier officiel/, query: "query Calendar" },
  { role: "DDFTP", path: "/accueil", link: /^Console/, query: "query Console" },
  { role: "enseignant", path: "/suivi", link: /^\d\w+/, query: "query Tracking(" },
] as const) {
  test(`the focus stays on the title when the data of a page arrive after it: ${query.replace("(", "")}`, async ({
    browser,
    service,
  }) => {
    const { page } = await service.signIn(browser, role);
    await page.goto(path);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/graphql", async (route) => {
      if (route.request().postData()?.includes(query)) await released;
      await route.continue();
    });
    await page.getByRole("main").getByRole("link", { name: link }).first().click();
    const title = page.getByRole("heading", { level: 1 });
    await expect(title).toBeFocused();
    await expect(page.getByText("Chargement")).toBeAttached();
    release();
    await expect(page.getByRole("main").getByRole("button", { name: "Imprimer" })).toBeVisible();
    await expect(title).toBeFocused();
    await page.context().close();
  });
}
