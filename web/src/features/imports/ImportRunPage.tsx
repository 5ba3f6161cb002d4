import { usePage } from "../../app/title";
import { PageHead } from "../../ui/page-head/PageHead";

export function ImportRunPage() {
  usePage("Import");
  return <PageHead title="Import" />;
}
