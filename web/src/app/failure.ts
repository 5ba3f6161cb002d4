import { CombinedError } from "@urql/core";
import { byField, type Problems } from "../lib/problems";

/** Ways the service or the network says no; each has its place on the screen (a problem the person can fix is not here: it is data). */
export type Failure =
  | { kind: "session" }
  | { kind: "forbidden" }
  | { kind: "missing" }
  | { kind: "wait" }
  | { kind: "refused"; code: string }
  | { kind: "unavailable" }
  | { kind: "network" }
  | { kind: "internal"; reference: string | undefined };

/** Reads the code of an error. The only place that does. */
export function failureOf(error: CombinedError): Failure {
  const first = error.graphQLErrors[0];
  const code = first?.extensions?.code;
  switch (code) {
    case "UNAUTHENTICATED":
      return { kind: "session" };
    case "FORBIDDEN":
      return { kind: "forbidden" };
    case "NOT_FOUND":
      return { kind: "missing" };
    case "RATE_LIMITED":
      return { kind: "wait" };
    case "UNAVAILABLE":
    case "STORAGE_FULL":
      return { kind: "unavailable" };
    case "INTERNAL":
      return { kind: "internal", reference: reference(first?.extensions) };
    default:
      if (typeof code === "string") return { kind: "refused", code };
      if (first) return { kind: "internal", reference: reference(first.extensions) };
      return { kind: "network" };
  }
}

function reference(extensions: Record<string, unknown> | undefined): string | undefined {
  return typeof extensions?.reference === "string" ? extensions.reference : undefined;
}

/** What the person reads: what happened, and what is safe. */
export function sentenceOf(failure: Failure): string {
  switch (failure.kind) {
    case "session":
      return "La session est terminée.";
    case "forbidden":
      return "Votre profil n’a pas accès à cette partie.";
    case "missing":
      return "Cet élément n’existe pas, ou plus.";
    case "wait":
      return "Trop de demandes à la fois. Réessayez dans une minute.";
    case "unavailable":
      return "Le service est momentanément indisponible. Rien n’est perdu.";
    case "network":
      return "Le réseau ne répond pas. Rien n’est perdu.";
    case "refused":
      return "Le service a refusé cette demande. Rechargez la page : une nouvelle version est peut-être en place.";
    case "internal":
      return "Une erreur est survenue de notre côté. Rien n’est perdu.";
  }
}

/** What a form says of the answer it got: each problem at its field, or for the whole why there is no answer. */
export function problemsOf(
  error: CombinedError | undefined,
  errors: Parameters<typeof byField>[0] | undefined,
): Problems {
  return error ? { "": sentenceOf(failureOf(error)) } : byField(errors ?? []);
}

/** An error thrown to the nearest boundary of a block or of a page. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(sentenceOf(failure));
    this.failure = failure;
  }
}

/** Throws what a query answered when it failed without data. */
export function throwFailure(error: CombinedError | undefined): void {
  if (error instanceof CombinedError) throw new FailureError(failureOf(error));
}
