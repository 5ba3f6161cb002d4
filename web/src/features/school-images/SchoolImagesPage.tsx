import { Block, FailureNotice } from "../../app/Block";
import { SettingsTabs } from "../../app/SettingsTabs";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { ImageCard } from "./ImageCard";
import { IMAGES, OF_SCHOOL } from "./school-images.gql";
import css from "./school-images.module.css";

/** The school's logo and stamp; R169. */
export function SchoolImagesPage() {
  usePage("Paramètres, logo et tampon");
  const mayChange = useCan("SET_SCHOOL_IMAGE");
  const { data, failure, retry } = useRouteQuery({ query: IMAGES, variables: {} });
  const school = data?.viewer?.establishment;
  if (!mayChange) {
    return (
      <>
        <PageHead title="Paramètres" />
        <SettingsTabs />
        <EmptyState icon="lock" title="Réservé à l’administrateur.">
          Le logo et le tampon de l’établissement se changent avec son compte.
        </EmptyState>
      </>
    );
  }
  const images = school && readFragment(OF_SCHOOL, school);
  return (
    <>
      <PageHead title="Paramètres" lead="Le logo et le tampon de l’établissement." />
      <SettingsTabs />
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!images && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={2} height="16rem" />
        </Loading>
      )}
      {images && (
        <div className={css.two}>
          <Block>
            <ImageCard kind="LOGO" image={images.logo} school={school.name} />
          </Block>
          <Block>
            <ImageCard kind="STAMP" image={images.stamp} school={school.name} />
          </Block>
        </div>
      )}
    </>
  );
}
