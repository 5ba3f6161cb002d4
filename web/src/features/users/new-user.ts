import type { Role } from "../../app/viewer";
import type { VariablesOf } from "../../graphql/graphql";
import type { CREATE } from "./mutations.gql";
import type { Problems } from "./words";

type Input = VariablesOf<typeof CREATE>["input"];

/** What was typed of somebody who has no account yet; R15. */
export type Draft = {
  civility: Input["civility"] | "";
  lastName: string;
  firstName: string;
  /** `YYYY-MM-DD`. */
  birthDate: string;
  email: string;
  role: Role | "";
};

export const EMPTY: Draft = { civility: "", lastName: "", firstName: "", birthDate: "", email: "", role: "" };

/** What each field asks for when it was left empty. */
const ASKS: Record<keyof Draft, string> = {
  civility: "Choisissez une civilité.",
  lastName: "Écrivez le nom.",
  firstName: "Écrivez le prénom.",
  birthDate: "Écrivez la date de naissance.",
  email: "Écrivez l’adresse électronique.",
  role: "Choisissez un rôle.",
};

/** The fields of the form, by the paths of their problems. */
export const FIELDS = Object.keys(ASKS) as (keyof Draft)[];

/** What was left empty; all of it is needed. */
export function leftEmpty(draft: Draft): Problems {
  return Object.fromEntries(
    FIELDS.filter((field) => draft[field].trim() === "").map((field) => [field, ASKS[field]]),
  );
}

type School = { name: string; settings: { email: string | null; mailReachesPeople: boolean } | null };

/** What the school lacks before any account is created by hand; null when nothing is; R16. */
export function lacking({ name, settings }: School): { sentence: string; inSettings: boolean } | null {
  const blank = [
    name.trim() === "" && "le nom",
    (settings?.email ?? "").trim() === "" && "l’adresse électronique",
  ].filter(Boolean);
  if (settings && blank.length > 0)
    return { sentence: `Il manque ${blank.join(" et ")} de l’établissement.`, inSettings: true };
  if (settings && !settings.mailReachesPeople)
    return {
      sentence:
        "Aucun serveur de courrier n’est configuré\u00a0: la lettre n’arriverait pas. La personne qui tient le serveur d’Établi peut y remédier.",
      inSettings: false,
    };
  return null;
}

/** What is sent to the service; null while something is left empty. */
export function inputOf(draft: Draft, despiteLookalikes: boolean): Input | null {
  const { civility, role, ...typed } = draft;
  if (!civility || !role || Object.keys(leftEmpty(draft)).length > 0) return null;
  return {
    civility,
    role,
    lastName: typed.lastName.trim(),
    firstName: typed.firstName.trim(),
    birthDate: typed.birthDate,
    email: typed.email.trim(),
    despiteLookalikes,
  };
}

/**
 * What was typed, kept while the tab lives: leaving the page or reloading it loses nothing (R23). Signing
 * out forgets it, and somebody else who signs in here does not find it.
 */
export const kept = (person: string) => {
  const key = `etabli.new-user.${person}`;
  return {
    read(): Draft {
      try {
        const found: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
        return found && typeof found === "object" ? { ...EMPTY, ...found } : EMPTY;
      } catch {
        return EMPTY;
      }
    },
    write(draft: Draft): void {
      try {
        sessionStorage.setItem(key, JSON.stringify(draft));
      } catch {
        // The device refuses to keep anything: the page itself still does.
      }
    },
    forget(): void {
      sessionStorage.removeItem(key);
    },
  };
};
