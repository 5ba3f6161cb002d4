import { useNavigate } from "@tanstack/react-router";
import { Block } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useCan, useViewer } from "../../app/viewer";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { Tabs } from "../../ui/tabs/Tabs";
import { Lines } from "./Lines";
import { logsRoute } from "./route";
import type { LogsSearch } from "./search";
import { Verification } from "./Verification";

/** What was done in the school, and who read which file; R181. */
export function LogsPage() {
  usePage("Journal des accès");
  const viewer = useViewer();
  const readsToo = useCan("READ_READING_LOG");
  const search = logsRoute.useSearch();
  const navigate = useNavigate({ from: logsRoute.fullPath });
  const change = (next: LogsSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });

  if (!viewer.modules.includes("LOGS")) {
    return (
      <>
        <PageHead title="Journal des accès" />
        <EmptyState icon="lock" title="Réservé à l’administrateur et au chef d’établissement." />
      </>
    );
  }
  return (
    <>
      <PageHead
        title="Journal des accès"
        lead={
          "Qui a fait quoi, qui a lu quel dossier, gardé un an. Chaque ligne tient à la précédente\u00a0: en retirer ou en changer une se verrait."
        }
      />
      <Block>
        <Verification />
      </Block>
      {readsToo && (
        <Tabs
          label="Journaux"
          tabs={[
            { path: paths.logs(), search: {}, label: "Ce qui a été fait", current: !search.lectures },
            {
              path: paths.logs(),
              search: { lectures: true },
              label: "Dossiers lus",
              current: Boolean(search.lectures),
            },
          ]}
        />
      )}
      <Block>
        <Lines key={search.lectures ? "reads" : "acts"} search={search} onChange={change} />
      </Block>
    </>
  );
}
