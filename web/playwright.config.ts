import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

/** The system's browser, where there is one: nothing is downloaded. */
const browser = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

/** The journeys drive the real binary on a school of their own; `e2e/service.ts` starts it. */
export default defineConfig({
  testDir: "e2e",
  // One service and its demonstration school for each worker; two machines' cores are soon taken.
  workers: Number(process.env.E2E_WORKERS ?? 1),
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    trace: "retain-on-failure",
    launchOptions: {
      ...(browser ? { executablePath: browser } : {}),
      args: ["--no-sandbox"],
    },
  },
});
