import type { Page } from "@playwright/test";
import { doABilan, expect, test } from "./service";

/** Writes a document in the editor, in place of what is there. */
async function write(page: Page, document: string) {
  await page.locator(".graphiql-query-editor .view-lines").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(document);
  // While GraphiQL still thinks of a text of several operations, its button asks which one.
  await expect(run(page)).not.toHaveAttribute("aria-haspopup");
}
const run = (page: Page) => page.getByRole("button", { name: /^Execute query/ });
const answer = (page: Page) => page.locator(".graphiql-response .view-lines");

/** Without any network beyond the machine. */
test("GraphiQL: someone signs in, reads the described schema, asks, and watches a subscription move", async ({
  browser,
  service,
}) => {
  const { page: teacher } = await service.signIn(browser, "enseignant");
  const context = await browser.newContext({ baseURL: service.url });
  const page = await context.newPage();
  const outside: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(service.url).host)
      outside.push(url.href);
  });
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== new URL(service.url).host) outside.push(socket.url());
  });
  await page.goto("/graphiql");
  // The two editors are loaded one after the other.
  await expect(page.locator(".graphiql-query-editor .view-lines")).toBeAttached();
  await expect(answer(page)).toBeAttached();

  // Signed out, the service answers nothing of a school.
  await write(page, "{ viewer { user { displayName } } }");
  await run(page).click();
  await expect(answer(page)).toContainText(/null|UNAUTHENTICATED/);

  await write(
    page,
    `mutation { signIn(input: { uai: "${service.uai}", login: "${service.logins.get("DDFTP")}", password: "${service.password}" }) { viewer { role } errors { message } } }`,
  );
  await run(page).click();
  await expect(answer(page)).toContainText("DDFTP");
  await write(page, "{ viewer { user { displayName } } }");
  await run(page).click();
  await expect(answer(page)).toContainText(/Nadia.Benali/);

  // The schema is described.
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  const docs = page.locator(".graphiql-doc-explorer");
  await docs.getByRole("link", { name: "Query" }).click();
  await docs.getByRole("link", { name: "console", exact: true }).click();
  await expect(docs.locator(".graphiql-markdown-description").first()).toHaveText(/\w+ \w+/);

  // A subscription gives the whole picture, then again after each change.
  await write(page, "subscription { consoleChanged { seq current { done expected } } }");
  await run(page).click();
  await expect(answer(page)).toContainText("consoleChanged");
  const done = async () => Number(/"done":\s*(\d+)/.exec((await answer(page).textContent()) ?? "")?.[1]);
  const before = await done();
  await doABilan(teacher, "TMELEC1");
  await expect.poll(done, { intervals: [100] }).toBe(before + 1);

  expect(outside).toEqual([]);
  await context.close();
  await teacher.context().close();
});
