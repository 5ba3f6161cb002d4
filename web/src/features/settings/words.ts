import { NBSP } from "../../lib/text";
import type { Settings } from "./useSetting";

type Options<Name extends keyof Settings> = readonly {
  value: Settings[Name];
  label: string;
  about: string;
}[];

export const ACTIVATIONS: Options<"activation"> = [
  {
    value: "BIRTH_DATE",
    label: "La date de naissance",
    about: "Rien à distribuer. C’est le moins sûr des quatre.",
  },
  {
    value: "BIRTH_DATE_AND_CODE",
    label: "La date de naissance et un code",
    about: `Recommandé${NBSP}: un code de huit caractères, imprimé et remis à chacun, que les camarades ne connaissent pas.`,
  },
  {
    value: "CODE",
    label: "Un code",
    about: "Un code imprimé et remis à chacun, sans rien d’autre à taper.",
  },
  {
    value: "MAIL_LINK",
    label: "Un lien par courrier électronique",
    about:
      "Le personnel dont l’adresse est connue reçoit un lien, valable 72 heures et une seule fois. Les autres, et les apprenants, reçoivent un code.",
  },
];

export const MESSAGES: Options<"signInMessages"> = [
  {
    value: "UNIFORM",
    label: "Le même message dans tous les cas",
    about: `Le plus sûr${NBSP}: personne n’apprend quels identifiants existent.`,
  },
  {
    value: "DISTINCT",
    label: "Ce qui est faux",
    about:
      "«\u00a0Login inconnu\u00a0» ou «\u00a0mot de passe non valide\u00a0». Plus commode à dépanner, mais un inconnu peut découvrir qui a un compte.",
  },
];

export const RESETS: Options<"reset"> = [
  {
    value: "LINK",
    label: "Un lien",
    about: "Valable 30 minutes et une seule fois, pour choisir un nouveau mot de passe.",
  },
  {
    value: "TEMPORARY_PASSWORD",
    label: "Un mot de passe provisoire",
    about:
      "Pour les messageries qui coupent les liens. Valable 30 minutes et une seule fois, à remplacer aussitôt.",
  },
];

export const SECOND_FACTORS: Options<"secondFactor"> = [
  { value: "OFF", label: "À personne", about: "Le mot de passe suffit à tous." },
  {
    value: "ADULTS",
    label: "Aux adultes qui l’ont choisi",
    about: "Chacun peut l’activer dans «\u00a0Mon compte\u00a0».",
  },
  {
    value: "REQUIRED_ADMIN",
    label: "À l’administrateur et au chef d’établissement, toujours",
    about: `Et aux adultes qui l’ont choisi. Conseillé sur Internet${NBSP}: l’identifiant de l’administrateur est le code UAI, que tout le monde connaît.`,
  },
];

const MINUTES = [10, 15, 20, 30, 45, 60, 90, 120, 180, 240];

/** The lengths that a role is offered, the one that holds among them. */
export function minutesOffered(
  { shortest, longest }: Pick<Settings["sessionLengths"][number], "shortest" | "longest">,
  now: number,
): number[] {
  const within = MINUTES.filter((minutes) => minutes >= shortest && minutes <= longest);
  return [...new Set([...within, now])].sort((a, b) => a - b);
}
