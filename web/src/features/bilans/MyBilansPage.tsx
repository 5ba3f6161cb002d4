import { usePage } from "../../app/title";
import { PageHead } from "../../ui/page-head/PageHead";

export function MyBilansPage() {
  usePage("Mes bilans");
  return <PageHead title="Mes bilans" />;
}
