import { usePage } from "../../app/title";
import { PageHead } from "../../ui/page-head/PageHead";

export function TrackingPage() {
  usePage("Tableau de suivi");
  return <PageHead title="Tableau de suivi" />;
}
