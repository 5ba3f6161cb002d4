import type { ReactNode } from "react";
import { Block, FailureNotice } from "../../app/Block";
import { SettingsTabs } from "../../app/SettingsTabs";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { readFragment } from "../../graphql/graphql";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { OWN_SETTINGS, SETTINGS } from "./settings.gql";
import css from "./settings.module.css";
import type { School, Settings } from "./useSetting";

/** What is around each page of the settings: title, tabs, and the settings themselves for who may read them. */
export function SettingsFrame({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children: (school: School, settings: Settings) => ReactNode;
}) {
  usePage(`Paramètres, ${title.toLocaleLowerCase("fr-FR")}`);
  const { data, failure, retry } = useRouteQuery({ query: OWN_SETTINGS, variables: {} });
  const school = data?.viewer && readFragment(SETTINGS, data.viewer.establishment);
  return (
    <div className={css.page}>
      <PageHead title="Paramètres" lead={lead} />
      <SettingsTabs />
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="7rem" />
        </Loading>
      )}
      {school && !school.settings && (
        <EmptyState icon="lock" title="Réservé à l’administrateur, au chef d’établissement et au DDFTP." />
      )}
      {school?.settings && <Block>{children(school, school.settings)}</Block>}
    </div>
  );
}
