import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";

/** A file as it stands on the desk of the person who imports. */
export type Export = { name: string; text: string };

const SAMPLE = join(import.meta.dirname, "../../tests/fixtures/rentree");
/** The sample set is of this school and of the year that begins in 2025. */
const SAMPLE_UAI = "0999001W";

/** The school year of today, by the year in which it begins. */
export function thisYear(now = new Date()): number {
  return now.getMonth() >= 8 ? now.getFullYear() : now.getFullYear() - 1;
}

/** The three files of the sample school, as another school and another year would export them; nobody has left. */
export function threeFiles(
  uai: string,
  year = thisYear(),
): [sts: Export, learners: Export, guardians: Export] {
  const read = (name: string): Export => ({
    name: name.replace(SAMPLE_UAI, uai).replace("2025", String(year)),
    text: readFileSync(join(SAMPLE, name), "latin1")
      .replaceAll(SAMPLE_UAI, uai)
      .replace("<ANNEE_SCOLAIRE>2025<", `<ANNEE_SCOLAIRE>${year}<`)
      .replace('ANNEE="2025"', `ANNEE="${year}"`)
      .replaceAll(/<DATE_SORTIE>[^<]*<\/DATE_SORTIE>/g, ""),
  });
  return [
    read(`sts_emp_${SAMPLE_UAI}_2025.xml`),
    read("ElevesSansAdresses.xml"),
    read("ResponsablesAvecAdresses.xml"),
  ];
}

/** The record of one learner, without one of its elements. */
export function without(file: Export, learner: string, element: string): Export {
  const record = new RegExp(`<ELEVE ELEVE_ID="${learner}"[\\s\\S]*?</ELEVE>`).exec(file.text)?.[0] ?? "";
  const cut = record.replace(new RegExp(`<${element}>[^<]*</${element}>`), "");
  expect(cut.length).toBeLessThan(record.length);
  return { ...file, text: file.text.replace(record, cut) };
}

/** A file of learners made for a story, in one class of MELEC without a structure file. */
export function learnersFile(uai: string, names: readonly [last: string, first: string][]): Export {
  const year = thisYear();
  const records = names.map(
    ([last, first], n) =>
      `<ELEVE ELEVE_ID="${500 + n}"><ID_NATIONAL>99000000${n}AB</ID_NATIONAL><NOM_DE_FAMILLE>${last}</NOM_DE_FAMILLE><PRENOM>${first}</PRENOM><DATE_NAISS>0${n + 1}/05/2009</DATE_NAISS><CODE_STATUT>ST</CODE_STATUT><CODE_MEF>24725520320</CODE_MEF></ELEVE>`,
  );
  return {
    name: "ElevesSansAdresses.xml",
    text: `<?xml version="1.0" encoding="ISO-8859-1"?>
<BEE_ELEVES VERSION="3.0"><PARAMETRES><UAJ>${uai}</UAJ><ANNEE_SCOLAIRE>${year}</ANNEE_SCOLAIRE><DATE_EXPORT>12/09/${year}</DATE_EXPORT><HORODATAGE>12/09/${year} 18:42:07</HORODATAGE></PARAMETRES>
<DONNEES><ELEVES>
${records.join("\n")}
</ELEVES><STRUCTURES/></DONNEES></BEE_ELEVES>
`,
  };
}

/** Drops files together on the page of imports, as from the desk. */
export async function drop(page: Page, ...files: Export[]): Promise<void> {
  await page.goto("/imports");
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, text } of files) {
      data.items.add(new File([Uint8Array.from(text, (char) => char.charCodeAt(0))], name));
    }
    return data;
  }, files);
  await page.getByText("Glissez les fichiers ici").dispatchEvent("drop", { dataTransfer: data });
  const received = page.getByRole("main").getByText("reçu", { exact: true });
  await expect(received).toHaveCount(files.length);
}

/** Drops files and has them read, up to the report. */
export async function read(page: Page, ...files: Export[]): Promise<void> {
  await drop(page, ...files);
  await page.getByRole("button", { name: /^Lire / }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Import du/ })).toBeVisible();
  await expect(page.getByRole("main").getByText("lu", { exact: true })).toHaveCount(files.length);
}

/** Applies what was read. */
export async function apply(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Appliquer / }).click();
  await expect(page.getByText(/^Appliqué le/)).toBeVisible();
}
