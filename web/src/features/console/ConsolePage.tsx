import { usePage } from "../../app/title";
import { PageHead } from "../../ui/page-head/PageHead";

export function ConsolePage() {
  usePage("Console de pilotage");
  return <PageHead title="Console de pilotage" />;
}
