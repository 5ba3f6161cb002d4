import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, test as base, expect, type Page } from "@playwright/test";

/** The binary under test: what `cargo build` leaves. */
const BINARY = process.env.ETABLI_BINARY ?? join(import.meta.dirname, "../../target/debug/etabli");

export type Role =
  | "administrateur"
  | "chef d’établissement"
  | "DDFTP"
  | "enseignant"
  | "apprenant"
  | "tuteur"
  | "inspecteur";

/** Somebody signed in, with the browser window that is theirs. */
export type Person = { page: Page; login: string };

/** What newcomers choose as their own. */
export const PASSWORD = "agrafe violon tronc mauve";

/** The real service, with a database of its own: the demonstration school, or none yet. */
export class Service {
  readonly url: string;
  uai = "";
  password = "";
  readonly logins = new Map<string, string>();
  /** Logins never used yet, with what opens them. */
  readonly newcomers = new Map<string, { login: string; birthDate: string }>();
  private process: ChildProcess | null = null;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** The demonstration school, with more options of `serve` if need be. */
  static async demo(...more: string[]): Promise<Service> {
    const service = new Service(await freePort(), mkdtempSync(join(tmpdir(), "etabli-e2e-")));
    const said = await service.start(["--demo", ...more]);
    service.uai = /\/(\d{7}[A-Z])\b/.exec(said)?.[1] ?? "";
    service.password = /Mot de passe[^:]*:\s*(\S+)/.exec(said)?.[1] ?? "";
    for (const line of said.split("\n")) {
      const [, role, login, secret] = /^ {2}(\S.*?) {2,}(\S+)(?: +(\S+))?\s*$/.exec(line) ?? [];
      if (!role || !login) continue;
      if (secret) service.newcomers.set(role, { login, birthDate: secret });
      else service.logins.set(role, login);
    }
    return service;
  }

  /** A service where no school is open yet, with more options of `serve` if need be. */
  static async empty(...more: string[]): Promise<Service> {
    const service = new Service(await freePort(), mkdtempSync(join(tmpdir(), "etabli-e2e-")));
    await service.start(more);
    return service;
  }

  private options(publicUrl = this.url): string[] {
    return ["--data-dir", this.folder, "--listen", `127.0.0.1:${this.port}`, "--public-url", publicUrl];
  }

  /** What a command of the binary prints, run on the data of this service while it serves. */
  command(...words: string[]): string {
    return execFileSync(BINARY, [...words, ...this.options()], { encoding: "utf8" });
  }

  /**
   * Opens a school at the command line, and answers what that prints for its administrator; by another
   * address than this machine's, as where strangers reach the service.
   */
  openSchool(uai: string, name: string, publicUrl = this.url): string {
    const words = ["establishment", "create", "--uai", uai, "--name", name];
    const email = ["--email", `ce.${uai.toLowerCase()}@exemple.fr`];
    return execFileSync(BINARY, [...words, ...email, ...this.options(publicUrl)], { encoding: "utf8" });
  }

  /** Gives someone a role at the command line, and answers what that prints for them. */
  openAccount(
    uai: string,
    role: "ddftp" | "head" | "inspector",
    firstName: string,
    lastName: string,
  ): string {
    const name = ["--first-name", firstName, "--last-name", lastName, "--email", `${role}@exemple.fr`];
    return this.command("user", "create", "--uai", uai, "--role", role, ...name);
  }

  /**
   * The link of the newest letter that says all these words, once it has left: without a mail server, the service
   * leaves each letter in a file.
   */
  async linkSent(kind: "activation" | "adresse", ...words: string[]): Promise<string> {
    const folder = join(this.folder, "mail");
    const link = new RegExp(`${this.url}/\\w+/${kind}/[\\w-]+`);
    let found = "";
    await expect(() => {
      const letters = readdirSync(folder)
        .filter((file) => file.endsWith(".eml"))
        .map((file) => join(folder, file))
        .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)
        .map((file) => plain(readFileSync(file, "utf8")));
      found =
        letters
          .filter((text) => words.every((word) => text.includes(word)))
          .map((text) => link.exec(text)?.[0] ?? "")
          .find(Boolean) ?? "";
      expect(found).not.toBe("");
    }).toPass();
    return found;
  }

  private start(more: string[]): Promise<string> {
    const child = spawn(BINARY, ["serve", ...more, ...this.options()], { stdio: ["ignore", "pipe", "pipe"] });
    this.process = child;
    return new Promise((resolve, reject) => {
      let said = "";
      const hear = (piece: Buffer) => {
        said += piece.toString();
        if (/Établi est prêt/.test(said)) resolve(said);
      };
      child.stdout?.on("data", hear);
      child.stderr?.on("data", hear);
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`the service stopped (${code}): ${said}`)));
    });
  }

  /** Stops the service as an operator would. */
  async stop(): Promise<void> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null) return;
    child.removeAllListeners("exit");
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }

  /** Starts it again on the same data. */
  async comeBack(): Promise<void> {
    await this.start([]);
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Someone signs in, in a window of their own. */
  async signIn(browser: Browser, role: Role): Promise<Person> {
    return this.signInAs(browser, this.uai, this.logins.get(role) ?? "", this.password);
  }

  /** The same, in any school; with the password that newcomers choose, unless another is given. */
  async signInAs(browser: Browser, uai: string, login: string, password = PASSWORD): Promise<Person> {
    const page = await this.window(browser);
    await page.goto(`/${uai}`);
    await page.getByLabel("Identifiant").fill(login);
    return enter(page, login, password);
  }

  /** Someone comes for the first time, with the birth date, and chooses a password. */
  async comeIn(browser: Browser, role: Role): Promise<Person> {
    const { login, birthDate } = this.newcomers.get(role) ?? { login: "", birthDate: "" };
    const page = await this.window(browser);
    await page.goto(`/${this.uai}`);
    await page.getByLabel("Identifiant").fill(login);
    await page.getByLabel("Mot de passe", { exact: true }).fill(birthDate);
    await page.getByRole("button", { name: "Se connecter" }).click();
    return choosePassword(page, login);
  }

  /** Someone follows the single-use link that a command printed, and chooses a password. */
  async follow(browser: Browser, printed: string): Promise<Person> {
    const login = /identifiant : (\S+)/.exec(printed)?.[1] ?? "";
    const page = await this.window(browser);
    await page.goto(linkOf(printed));
    return choosePassword(page, login);
  }

  private async window(browser: Browser): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.url });
    return context.newPage();
  }
}

/** The single-use link that a command printed. */
export function linkOf(printed: string): string {
  return /https?:\S+/.exec(printed)?.[0] ?? "";
}

/** A letter without the breaks and signs that mail adds to its lines (quoted-printable). */
function plain(letter: string): string {
  return letter
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

async function choosePassword(page: Page, login: string): Promise<Person> {
  await page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
  await page.getByLabel("Le même, encore une fois").fill(PASSWORD);
  await page.getByRole("button", { name: "Enregistrer ce mot de passe" }).click();
  await expect(page.getByLabel("Identifiant")).toHaveValue(login);
  return enter(page, login, PASSWORD);
}

/** A teacher of several diplomas, to whom one is proposed after the password, goes on with all of them. */
async function enter(page: Page, login: string, password: string): Promise<Person> {
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  const home = page.getByRole("heading", { level: 1, name: /Bonjour/ });
  const choice = page.getByRole("heading", { level: 1, name: "Choisir un diplôme" });
  await expect(home.or(choice)).toBeAttached();
  if (await choice.isVisible()) await page.getByRole("button", { name: "Tous mes diplômes" }).click();
  await expect(home).toBeAttached();
  return { page, login };
}

/** What the page says it has just done, with the way to take it back. */
export const toasts = (page: Page) => page.getByRole("region", { name: "Ce qui vient d’être fait" });

/** The teacher of this page does the first bilan left in a division, by its form; answers whose it is. */
export async function doABilan(page: Page, division: string): Promise<string> {
  await page.goto("/suivi");
  await page.getByRole("main").getByRole("link", { name: division, exact: true }).click();
  const button = page.getByRole("button", { name: /^Faire\s: bilan de / }).first();
  const learner = ((await button.textContent()) ?? "").replace(/^.*bilan de\s/, "");
  const line = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: learner }) });
  await line.getByRole("gridcell").first().click();
  await page.keyboard.press("3");
  await line.getByRole("button", { name: /bilan de/ }).click();
  await page.getByLabel("Synthèse").fill("Un trimestre sérieux.");
  await page.getByRole("button", { name: /^Valider le bilan/ }).click();
  await expect(toasts(page)).toContainText(`Bilan de ${learner} validé.`);
  return learner;
}

/** Asks the service something as the person of this page, with their cookie. */
export async function ask<Data>(
  page: Page,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const answer = await page.evaluate(
    async ([query, variables]) => {
      const response = await fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", "X-Etabli-Client": "e2e" },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
    [query, variables] as const,
  );
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data as Data;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export const test = base.extend<{ noErrors: undefined }, { service: Service }>({
  service: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter
    async ({}, use) => {
      const service = await Service.demo();
      await use(service);
      await service.end();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  baseURL: async ({ service }, use) => use(service.url),
});

export { expect };
