import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * Nothing of the page as it is breaks a rule of accessibility, those of some standards or all. No page of Établi holds another:
 * axe runs once in it, where its usual way opens a second page each time to put several together.
 */
export async function isAccessible(page: Page, where: string, standards?: string[]): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (standards) axe.withTags(standards);
  const { violations } = await axe.analyze();
  expect(
    violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`),
    where,
  ).toEqual([]);
}
