import { paths } from "../../app/paths";

/** The pages of the settings, in the order of their tabs. */
export const TABS: readonly { path: string; label: string }[] = [
  { path: paths.settings(), label: "Établissement" },
  { path: paths.securitySettings(), label: "Sécurité" },
  { path: paths.transferSettings(), label: "Transferts" },
  { path: paths.inspectionSettings(), label: "Accès inspecteur" },
];
