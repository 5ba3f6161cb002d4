import { serverAudits } from "graphql-http";
import { expect, test } from "./service";

test("the service passes every audit of GraphQL over HTTP", async ({ service }) => {
  const audits = serverAudits({
    url: `${service.url}/graphql`,
    // A tool that is not a page of ours says so by this header, and no browser sends it from elsewhere.
    fetchFn: (url: string, init?: RequestInit) =>
      fetch(url, { ...init, headers: { ...init?.headers, "X-Etabli-Client": "audit" } }),
  });
  expect(audits.length).toBeGreaterThan(50);
  const failed: string[] = [];
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== "ok") failed.push(`${audit.name}: ${result.reason}`);
  }
  expect(failed).toEqual([]);
});
