import { ask, doABilan, expect, test } from "./service";

type Console = {
  current: { done: number; expected: number };
  lateCount: number;
  steps: { title: string; summary: string; state: string }[];
  awaiting: { title: string; path: string }[];
};
type Table = {
  period: { id: string; label: string } | null;
  periods: { id: string }[];
  done: number;
  expected: number;
  mine: number;
};

/** R22. */
test("the home page of the DDFTP says where the year stands and what awaits, in the console’s figures", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "DDFTP");
  const { console: picture } = await ask<{ console: Console }>(
    page,
    `{ console { current { done expected } lateCount steps { title summary state }
        awaiting { title path } } }`,
  );
  const { current, lateCount, steps, awaiting } = picture;
  expect(current.done).toBeGreaterThan(0);
  expect(steps).toHaveLength(5);

  const bilans = page.getByRole("region", { name: "Bilans intermédiaires" });
  await expect(bilans).toContainText(`${current.done} faits sur ${current.expected} attendus`);
  await expect(bilans).toContainText(`${lateCount} en retard`);

  const year = page.getByRole("region", { name: "Préparation de l’année" });
  await expect(year.getByRole("listitem")).toHaveCount(5);
  for (const { title, summary } of steps) {
    await expect(year.getByRole("listitem").filter({ hasText: title })).toContainText(summary);
  }

  const waits = page.getByRole("region", { name: "Ce qui vous attend" });
  await expect(waits).toContainText(awaiting[0]?.title ?? "");
  await waits.getByRole("listitem").first().getByRole("link").click();
  await expect(page).toHaveURL((url) => url.pathname + url.search === awaiting[0]?.path);
  await page.context().close();
});

/** R22. */
test("the home page of a teacher counts the bilans owed, leads to the next one, and follows what is done", async ({
  browser,
  service,
}) => {
  const { page } = await service.signIn(browser, "enseignant");
  /** What the teacher owes, asked period by period. */
  const owed = async () => {
    const { divisions } = await ask<{ divisions: { id: string; code: string }[] }>(
      page,
      "{ divisions { id code } }",
    );
    const found: { code: string; table: Table }[] = [];
    for (const { id, code } of divisions) {
      const table = async (periodId: string | null) =>
        (
          await ask<{ trackingTable: Table }>(
            page,
            `query Table($id: ID!, $periodId: ID) { trackingTable(divisionId: $id, periodId: $periodId) {
              period { id label } periods { id } done expected mine } }`,
            { id, periodId },
          )
        ).trackingTable;
      for (const period of (await table(null)).periods) found.push({ code, table: await table(period.id) });
    }
    return found.filter(({ table }) => table.mine > 0);
  };

  const before = await owed();
  const left = before.reduce((sum, { table }) => sum + table.mine, 0);
  expect(left).toBeGreaterThan(1);
  const card = page.getByRole("region", { name: "Vos bilans à faire" });
  await expect(card).toContainText(new RegExp(`${left}\\sbilans dans`));
  await expect(card.getByRole("listitem")).toHaveCount(before.length);
  for (const { code, table } of before) {
    const line = card
      .getByRole("listitem")
      .filter({ hasText: code })
      .filter({ hasText: table.period?.label });
    await expect(line).toContainText(new RegExp(`${table.done} faits? sur ${table.expected}`));
    await expect(line.getByRole("link")).toHaveText(
      new RegExp(
        table.mine > 1 ? `^Faire mes ${table.mine} bilans en ${code}$` : `^Faire mon bilan en ${code}$`,
      ),
    );
  }

  await doABilan(page, "2MTNE1");
  await page.getByRole("link", { name: "Établi, accueil" }).click();
  await expect(card).toContainText(new RegExp(`${left - 1}\\sbilans dans`));

  const next = card.getByRole("listitem").first();
  const division = (await next.getByRole("heading").textContent()) ?? "";
  await next.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: division })).toBeAttached();
  await page.context().close();
});
