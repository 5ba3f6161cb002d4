import { Tabs } from "../ui/tabs/Tabs";
import { paths } from "./paths";

/** The pages of the settings, in the order of their tabs. */
const TABS = [
  { path: paths.settings(), label: "Établissement" },
  { path: paths.schoolImages(), label: "Logo et tampon" },
  { path: paths.securitySettings(), label: "Sécurité" },
  { path: paths.transferSettings(), label: "Transferts" },
  { path: paths.inspectionSettings(), label: "Accès inspecteur" },
];

/** The way from one page of the settings to the others. */
export function SettingsTabs() {
  return <Tabs label="Parties des paramètres" tabs={TABS} />;
}
