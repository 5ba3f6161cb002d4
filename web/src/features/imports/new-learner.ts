import type { VariablesOf } from "../../graphql/graphql";
import type { Problems } from "../../lib/problems";
import type { ADD } from "./new-learner.gql";

type Input = VariablesOf<typeof ADD>["input"];

/** Chosen in place of a diploma of the school, to write a code. */
export const BY_CODE = "MEF";

/** What was typed of a learner outside SIECLE; days are `YYYY-MM-DD`. */
export type Draft = {
  civility: NonNullable<Input["civility"]> | "";
  lastName: string;
  firstName: string;
  birthDate: string;
  status: Input["status"] | "";
  division: string;
  /** Short title of a diploma of the school, or `BY_CODE`. */
  training: string;
  mef: string;
  level: string;
  email: string;
  ine: string;
  enteredOn: string;
  exitOn: string;
};

export const EMPTY: Draft = {
  civility: "",
  lastName: "",
  firstName: "",
  birthDate: "",
  status: "",
  division: "",
  training: "",
  mef: "",
  level: "",
  email: "",
  ine: "",
  enteredOn: "",
  exitOn: "",
};

/** The fields that say what is wrong with them, by the paths of the input. */
export const FIELDS = Object.keys(EMPTY).filter((field) => field !== "mef");

export const STATUSES: Record<Input["status"], string> = {
  APPRENTICE: "Apprenti",
  ADULT_TRAINEE: "Stagiaire adulte",
  PUPIL: "Élève",
  STUDENT: "Étudiant",
};

/** Reads what this device kept; anything else is an empty form. */
export function readDraft(kept: string): Draft {
  try {
    const found: unknown = JSON.parse(kept || "null");
    return found && typeof found === "object" ? { ...EMPTY, ...found } : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** What is needed and was left empty: told at once, since the service cannot read a learner without a birth date or a status. */
export function leftEmpty({ lastName, firstName, birthDate, status, training, mef }: Draft): Problems {
  const code = training === BY_CODE;
  return {
    ...(lastName.trim() ? {} : { lastName: "Écrivez le nom." }),
    ...(firstName.trim() ? {} : { firstName: "Écrivez le prénom." }),
    ...(birthDate ? {} : { birthDate: "Écrivez la date de naissance." }),
    ...(status ? {} : { status: "Choisissez un statut." }),
    ...((code ? mef.trim() : training)
      ? {}
      : { training: code ? "Écrivez le code MEF." : "Choisissez une formation." }),
  };
}

/** What is sent to the service; null while it could not be read. */
export function inputOf(draft: Draft, clientMutationId: string): Input | null {
  const { civility, status, birthDate, training, mef, lastName, firstName, ...others } = draft;
  if (!status || Object.keys(leftEmpty(draft)).length > 0) return null;
  const code = training === BY_CODE;
  const or = (text: string) => text.trim() || null;
  return {
    civility: civility || null,
    lastName: lastName.trim(),
    firstName: firstName.trim(),
    birthDate,
    status,
    training: code ? mef.trim() : training,
    division: or(others.division),
    level: code ? null : or(others.level),
    email: or(others.email),
    ine: or(others.ine),
    enteredOn: or(others.enteredOn),
    exitOn: or(others.exitOn),
    clientMutationId,
  };
}
