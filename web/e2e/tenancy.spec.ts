import type { Page } from "@playwright/test";
import { apply, learnersFile, read } from "./files";
import { ask, doABilan, expect, test } from "./service";

const UAI = "0999003Y";

/** Everything that a page receives by itself, over the socket. */
function heard(page: Page): string[] {
  const frames: string[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
  return frames;
}

/** R1, R121: what happens in a school is shown and told there, and nowhere else. */
test("another school of the same service receives nothing, and never reads a name of the first", async ({
  browser,
  service,
}) => {
  test.slow();
  const { page: admin } = await service.follow(browser, service.openSchool(UAI, "LP Odile-Vasseur"));
  await read(admin, learnersFile(UAI, [["VASSEUR", "Odilon"]]));
  await apply(admin);
  const { page: stranger } = await service.follow(
    browser,
    service.openAccount(UAI, "ddftp", "Camille", "Ferrand"),
  );
  const { page: ddftp } = await service.signIn(browser, "DDFTP");
  const { page: teacher } = await service.signIn(browser, "enseignant");

  const frames = heard(stranger);
  for (const page of [stranger, ddftp]) {
    await page.goto("/console");
    await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "live");
  }
  const journal = (page: Page) => page.getByRole("log").getByRole("listitem");
  await expect(journal(stranger).first()).toContainText("a importé un apprenant");

  // The teacher of the first school validates a bilan: the first DDFTP sees it.
  const learner = await doABilan(teacher, "TMELEC1");
  await expect(journal(ddftp).first()).toContainText("a validé un bilan");

  // Then something happens in the second school: it is the first thing that comes to its DDFTP.
  const before = frames.length;
  await read(
    admin,
    learnersFile(UAI, [
      ["VASSEUR", "Odilon"],
      ["FERRIER", "Marin"],
    ]),
  );
  await apply(admin);
  await expect(journal(stranger).first()).toContainText("a importé 2 apprenants");
  await expect(journal(stranger)).toHaveCount(2);
  expect(frames.slice(before).some((frame) => frame.includes("a importé 2 apprenants"))).toBe(true);

  // Nothing of the first school: not on the pages, not in what was received, not by asking for it.
  const { viewer } = await ask<{ viewer: { user: { displayName: string } } }>(
    teacher,
    "{ viewer { user { displayName } } }",
  );
  const { divisions } = await ask<{ divisions: { id: string }[] }>(teacher, "{ divisions { id } }");
  const names = [learner, viewer.user.displayName, "Deux-Rivières", "TMELEC1", service.uai];
  for (const path of ["/accueil", "/console", "/suivi", "/calendrier", "/imports", "/utilisateurs"]) {
    await stranger.goto(path);
    await expect(stranger.locator("[aria-busy=true]")).toHaveCount(0);
    for (const name of names) await expect(stranger.locator("body"), path).not.toContainText(name);
  }
  await stranger.goto(`/suivi/${divisions[0]?.id}`);
  await expect(stranger.getByText("TMELEC1")).toHaveCount(0);
  await expect(stranger.getByRole("grid")).toHaveCount(0);
  expect(frames.length).toBeGreaterThan(0);
  for (const name of names) expect(frames.filter((frame) => frame.includes(name))).toEqual([]);

  await stranger.keyboard.press("Control+k");
  await stranger.getByRole("combobox", { name: "Personne, classe ou page" }).fill(learner);
  await expect(stranger.getByText(/^Rien ne correspond/)).toBeVisible();
  for (const page of [admin, stranger, ddftp, teacher]) await page.context().close();
});
