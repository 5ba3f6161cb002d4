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

/** Why a file is not taken: « Ce fichier fait 8,2 Mo : 6 Mo au plus. ». Sizes in bytes. */
export function tooLarge(bytes: number, most: number): string {
  const made = size(bytes) === size(most) ? `un peu plus de ${size(most)}` : size(bytes);
  return `Ce fichier fait ${made}${NBSP}: ${size(most)} au plus.`;
}

/** « 12 ko », « 3,4 Mo »: a size in bytes, as a file manager writes it, with 1 024 bytes in a « ko ». */
export function size(bytes: number): string {
  const [ko, mo, go] = [2 ** 10, 2 ** 20, 2 ** 30];
  if (bytes === 0) return `0${NBSP}ko`;
  if (bytes < mo) return `${number(Math.max(1, Math.round(bytes / ko)))}${NBSP}ko`;
  if (bytes < go) return `${number(Math.round((bytes * 10) / mo) / 10)}${NBSP}Mo`;
  return `${number(Math.round((bytes * 10) / go) / 10)}${NBSP}Go`;
}
