import { usePage } from "../../app/title";
import { PageHead } from "../../ui/page-head/PageHead";

export function TrackingHome() {
  usePage("Tableaux de suivi");
  return <PageHead title="Tableaux de suivi" />;
}
