import { usePage } from "../../app/title";
import { PageHead } from "../../ui/page-head/PageHead";

export function ImportsPage() {
  usePage("Imports");
  return <PageHead title="Imports" />;
}
