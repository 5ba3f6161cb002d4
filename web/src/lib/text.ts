const plurals = new Intl.PluralRules("fr-FR");
const numbers = new Intl.NumberFormat("fr-FR");
const collator = new Intl.Collator("fr-FR", { sensitivity: "base", numeric: true });

/** No-break space, and its narrow form before `; ! ?`. */
export const NBSP = "\u00a0";
export const NNBSP = "\u202f";

/** « 1 bilan », « 3 bilans », « 0 bilan ». */
export function plural(count: number, one: string, several: string): string {
  return `${number(count)}${NBSP}${pick(count, one, several)}`;
}

/** The word that agrees with the count, without the count. */
export function pick(count: number, one: string, several: string): string {
  return plurals.select(count) === "one" ? one : several;
}

/** A number as French writes it. */
export function number(value: number): string {
  return numbers.format(value);
}

/** Order of two texts in French, digits by value. */
export function compare(a: string, b: string): number {
  return collator.compare(a, b);
}

/** First letter in capital. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase("fr-FR") + text.slice(1);
}

/** « LP des Deux-Rivières »: a school's name where there is little room. */
export function shortName(name: string): string {
  return name
    .replace(/^lycée professionnel\b/i, "LP")
    .replace(/^lycée polyvalent\b/i, "LPO")
    .replace(/^lycée des métiers\b/i, "LdM");
}
