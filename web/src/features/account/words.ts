import * as dates from "../../lib/dates";
import type { Rule } from "../../lib/password";
import type { Problems } from "../../lib/problems";
import { pick, plural } from "../../lib/text";

/** What the page says, to « tu » for learners, to « vous » for everyone else. */
export function wordsFor(tu: boolean) {
  return tu
    ? {
        lead: "Ton mot de passe, ton adresse électronique et les appareils connectés à ton nom.",
        identity: "Une erreur ? Signale-la à l’établissement.",
        password: "Personne d’autre ne le connaît. Le changer déconnecte tes autres appareils.",
        passwordChanged: "Mot de passe changé. Tes autres appareils sont déconnectés.",
        pending:
          "Ouvre le message envoyé à cette adresse et suis son lien, valable 72 heures : elle comptera à partir de là.",
        nothingCame:
          "Rien reçu ? Regarde parmi les indésirables, ou refais la demande : seul le dernier lien sert.",
        noOther: "Aucun autre appareil n’est connecté à ton nom.",
        readings:
          "Chaque fois que quelqu’un d’autre ouvre ton dossier, Établi le note\u00a0: avec quel rôle, quand, et pour quoi faire.",
        noReading: "Personne d’autre n’a encore ouvert ton dossier.",
        data: "Tout ce que l’établissement garde de toi, dans un fichier à emporter. Une fois par jour.",
        unknownDevice: "Un appareil que tu ne reconnais pas ? Déconnecte-le et change de mot de passe.",
      }
    : {
        lead: "Votre mot de passe, votre adresse électronique et les appareils connectés à votre nom.",
        identity: "Une erreur ? Signalez-la à l’établissement.",
        password: "Personne d’autre ne le connaît. Le changer déconnecte vos autres appareils.",
        passwordChanged: "Mot de passe changé. Vos autres appareils sont déconnectés.",
        pending:
          "Ouvrez le message envoyé à cette adresse et suivez son lien, valable 72 heures : elle comptera à partir de là.",
        nothingCame:
          "Rien reçu ? Regardez parmi les indésirables, ou refaites la demande : seul le dernier lien sert.",
        noOther: "Aucun autre appareil n’est connecté à votre nom.",
        readings:
          "Chaque fois que quelqu’un d’autre lit votre adresse ou votre date de naissance, Établi le note\u00a0: avec quel rôle, et quand.",
        noReading: "Personne d’autre ne les a encore lues.",
        data: "Tout ce que l’établissement garde de vous, dans un fichier à emporter. Une fois par jour.",
        unknownDevice:
          "Un appareil que vous ne reconnaissez pas ? Déconnectez-le et changez de mot de passe.",
      };
}

export type Words = ReturnType<typeof wordsFor>;

/** What tells one device from another: « Enseignant », « depuis le 26 nov. à 08:02 », « dernière activité il y a 6 min ». */
export function deviceFacts(
  role: string,
  { createdAt, seenAt }: { createdAt: string; seenAt: string },
  now = new Date(),
): string[] {
  return [role, `depuis le ${dates.shortInstant(createdAt)}`, `dernière activité ${dates.ago(seenAt, now)}`];
}

/** « Déconnecter les 3 autres appareils ». */
export function allOthers(count: number): string {
  return count === 1 ? "Déconnecter l’autre appareil" : `Déconnecter les ${count} autres appareils`;
}

/** « 3 appareils déconnectés. » */
export function disconnected(count: number): string {
  return count === 1
    ? "Appareil déconnecté."
    : `${plural(count, "appareil", "appareils")} ${pick(count, "déconnecté", "déconnectés")}.`;
}

/** What is missing before a new password is sent: everything at once. */
export function missing(currentPassword: string, rules: readonly Rule[]): Problems {
  const problems: Record<string, string> = {};
  if (!currentPassword) problems.currentPassword = "Il manque le mot de passe actuel.";
  for (const { field, met, text } of rules) {
    const path = field === "password" ? "newPassword" : field;
    if (!met) problems[path] ??= `${text}.`;
  }
  return problems;
}
