import type { Page } from "@playwright/test";
import { ask, expect, test } from "./service";

/** What the link's indicator says. */
const indicator = (page: Page) => page.locator("[data-link]");
const spaces = (text: string) => text.replaceAll(/[\s\u00a0]+/g, "\\s");

type Row = { learner: { id: string }; state: string; mine: boolean; bilan: { id: string } | null };
type Table = { period: { id: string; label: string } | null; competencies: { id: string }[]; rows: Row[] };
type Owed = { code: string; label: string; learnerId: string; periodId: string; items: string[] };

/** A bilan that the teacher of this page still owes. */
async function owed(teacher: Page): Promise<Owed> {
  const { divisions } = await ask<{ divisions: { id: string; code: string }[] }>(
    teacher,
    "{ divisions { id code } }",
  );
  for (const { id, code } of divisions) {
    const { trackingTable: table } = await ask<{ trackingTable: Table | null }>(
      teacher,
      `query Table($id: ID!) { trackingTable(divisionId: $id) {
        period { id label } competencies { id } rows { learner { id } state mine bilan { id } } } }`,
      { id },
    );
    const row = table?.rows.find((r) => r.mine && !r.bilan && (r.state === "DUE" || r.state === "LATE"));
    if (table?.period && row) {
      return {
        code,
        label: table.period.label,
        learnerId: row.learner.id,
        periodId: table.period.id,
        items: table.competencies.map((c) => c.id),
      };
    }
  }
  throw new Error("the teacher owes nothing any more");
}

/** The teacher writes a bilan and validates it. */
async function validate(teacher: Page, one: Owed): Promise<void> {
  const levels = one.items.map((itemId) => ({ itemId, rank: 3, absent: false }));
  const saved = await ask<{ saveBilan: { bilan: { id: string; version: number } } }>(
    teacher,
    "mutation Save($input: SaveBilanInput!) { saveBilan(input: $input) { bilan { id version } errors { message } } }",
    {
      input: {
        learnerId: one.learnerId,
        periodId: one.periodId,
        synthesis: "Travail régulier et soigné à l’atelier.",
        levels,
      },
    },
  );
  const { id, version } = saved.saveBilan.bilan;
  const done = await ask<{ validateBilan: { errors: unknown[] } }>(
    teacher,
    "mutation Validate($input: ValidateBilanInput!) { validateBilan(input: $input) { errors { message } } }",
    { input: { bilanId: id, version } },
  );
  expect(done.validateBilan.errors).toEqual([]);
}

const cellOf = (page: Page, one: Owed) =>
  page.getByRole("button", { name: new RegExp(spaces(`${one.code}, ${one.label}`), "i") }).first();
/** « 11/24 » of a cell: what is done. */
const doneOf = async (page: Page, one: Owed) =>
  Number(/(\d+)\s*\/\s*\d+/.exec((await cellOf(page, one).textContent()) ?? "")?.[1]);

const TRANSPORTS = {
  "over the socket": async () => {},
  "over the event stream, when the socket is blocked": async (page: Page) => {
    await page.routeWebSocket("**/graphql", (socket) => socket.close({ code: 1011 }));
  },
  "by asking again, when nothing else passes": async (page: Page) => {
    await page.routeWebSocket("**/graphql", (socket) => socket.close({ code: 1011 }));
    await page.route("**/graphql", (route) =>
      route.request().headers().accept === "text/event-stream" ? route.abort() : route.continue(),
    );
  },
};

for (const [how, block] of Object.entries(TRANSPORTS)) {
  /** R121. */
  test(`a validated bilan moves the console ${how}, without taking the focus or the scroll`, async ({
    browser,
    service,
  }) => {
    const { page: ddftp } = await service.signIn(browser, "DDFTP");
    const { page: teacher } = await service.signIn(browser, "enseignant");
    await block(ddftp);
    await ddftp.goto("/console");
    const polled = how.startsWith("by asking");
    await expect(indicator(ddftp)).toHaveAttribute("data-link", polled ? "compatible" : "live", {
      timeout: 60_000,
    });

    const one = await owed(teacher);
    const before = await doneOf(ddftp, one);
    await cellOf(ddftp, one).focus();
    const scroll = await ddftp.evaluate(() => scrollY);
    await validate(teacher, one);

    await expect
      .poll(() => doneOf(ddftp, one), { timeout: polled ? 45_000 : 5_000, intervals: [50] })
      .toBe(before + 1);
    await expect(cellOf(ddftp, one)).toBeFocused();
    expect(await ddftp.evaluate(() => scrollY)).toBe(scroll);
    await expect(ddftp.getByRole("log").getByRole("listitem").first()).toContainText("a validé un bilan");
    await ddftp.context().close();
    await teacher.context().close();
  });
}

/** R121. */
test("an answer that comes after a newer push does not take its place", async ({ browser, service }) => {
  const { page: ddftp } = await service.signIn(browser, "DDFTP");
  const { page: teacher } = await service.signIn(browser, "enseignant");
  await ddftp.goto("/console");
  const one = await owed(teacher);
  const before = await doneOf(ddftp, one);

  let letGo = () => {};
  const held = new Promise<void>((go) => {
    letGo = go;
  });
  let answers = 0;
  await ddftp.route("**/graphql", async (route) => {
    if (!/query Console\b/.test(route.request().postData() ?? "") || answers++ > 0) return route.continue();
    const answer = await route.fetch();
    const body = await answer.body();
    await held;
    await route.fulfill({ response: answer, body });
  });
  await ddftp.goto("/console");
  await expect.poll(() => answers).toBe(1);
  await validate(teacher, one);
  // The push is there within a second; the answer, made before, comes after it.
  await ddftp.waitForTimeout(2_000);
  letGo();
  await expect.poll(() => doneOf(ddftp, one)).toBe(before + 1);
  await ddftp.context().close();
  await teacher.context().close();
});

/** R121. */
test("what happens while the link is cut is there when it comes back, once", async ({ browser, service }) => {
  const { page: ddftp } = await service.signIn(browser, "DDFTP");
  const { page: teacher } = await service.signIn(browser, "enseignant");
  await ddftp.goto("/console");
  await expect(indicator(ddftp)).toHaveAttribute("data-link", "live");
  const log = ddftp.getByRole("log").getByRole("listitem");
  const lines = await log.count();

  await ddftp.context().setOffline(true);
  await expect(indicator(ddftp)).toHaveAttribute("data-link", "offline");
  const one = await owed(teacher);
  const before = await doneOf(ddftp, one);
  await validate(teacher, one);
  expect(await doneOf(ddftp, one)).toBe(before);

  await ddftp.context().setOffline(false);
  await expect(indicator(ddftp)).toHaveAttribute("data-link", "live");
  await expect.poll(() => doneOf(ddftp, one)).toBe(before + 1);
  await expect(log).toHaveCount(lines + 1);
  await ddftp.context().close();
  await teacher.context().close();
});

/** R121. */
test("the console outlives a restart of the service, and shows what happened since", async ({
  browser,
  service,
}) => {
  const { page: ddftp } = await service.signIn(browser, "DDFTP");
  const { page: teacher } = await service.signIn(browser, "enseignant");
  await ddftp.goto("/console");
  await expect(indicator(ddftp)).toHaveAttribute("data-link", "live");
  const one = await owed(teacher);
  const before = await doneOf(ddftp, one);

  await service.stop();
  await expect(indicator(ddftp)).not.toHaveAttribute("data-link", "live");
  await expect(cellOf(ddftp, one)).toBeVisible();
  await service.comeBack();
  await validate(teacher, one);

  await expect(indicator(ddftp)).toHaveAttribute("data-link", "live", { timeout: 60_000 });
  await expect.poll(() => doneOf(ddftp, one)).toBe(before + 1);
  await ddftp.context().close();
  await teacher.context().close();
});

/** Security A12. */
test("a session that ends is asked for over the page, which goes on where it was", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "DDFTP");
  await page.goto("/console");
  await expect(indicator(page)).toHaveAttribute("data-link", "live");
  await page.context().clearCookies();
  await page.locator("main button[aria-expanded]").first().click();

  const dialog = page.getByRole("dialog", { name: "Votre session est terminée" });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("Identifiant").fill(service.logins.get("DDFTP") ?? "");
  await dialog.getByLabel("Mot de passe", { exact: true }).fill(service.password);
  await dialog.getByRole("button", { name: "Se connecter" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("link", { name: "Ouvrir le tableau de suivi" }).first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 3, name: /à faire|sont faits/ })).toBeVisible();
  await page.context().close();
});
