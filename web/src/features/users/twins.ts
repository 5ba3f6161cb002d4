import type { ResultOf } from "../../graphql/graphql";
import { NBSP } from "../../lib/text";
import type { TWIN } from "./twins.gql";

export type Twin = ResultOf<typeof TWIN>;

/** An imported account and one made by hand, perhaps of one person. */
export type Twins = { imported: Twin; byHand: Twin; signsInWith: string };

/** « 2 comptes faits à la main ressemblent à des comptes importés. » */
export function twinsTitle(pairs: number): string {
  return pairs === 1
    ? "Un compte fait à la main ressemble à un compte importé."
    : `${pairs}${NBSP}comptes faits à la main ressemblent à des comptes importés.`;
}

/** How the account that stays will be signed in to, and why. */
export function signInWords({ imported, byHand, signsInWith }: Twins): string {
  const from = signsInWith === byHand.id ? byHand : imported;
  const other = from === byHand ? imported : byHand;
  const login = `identifiant ${from.login ?? "inchangé"}`;
  if (!from.activatedAt)
    return `Aucun des deux n’a encore servi${NBSP}: ${login}, et la première connexion se fait comme pour un compte importé.`;
  const why = other.activatedAt ? "qui a servi en dernier" : "le seul qui ait été ouvert";
  return `La connexion se fait avec l’${login} et son mot de passe actuel${NBSP}: c’est celui du compte ${
    from === byHand ? "fait à la main" : "importé"
  }, ${why}.`;
}
