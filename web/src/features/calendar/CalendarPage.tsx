import { usePage } from "../../app/title";
import { PageHead } from "../../ui/page-head/PageHead";

export function CalendarPage() {
  usePage("Calendrier officiel");
  return <PageHead title="Calendrier officiel" />;
}
