import { useNavigate } from "@tanstack/react-router";
import { Block, FailureNotice } from "../../app/Block";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { familiar, useViewer } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Select } from "../../ui/field/Field";
import { PageHead } from "../../ui/page-head/PageHead";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Room } from "./Room";
import { storageRoute } from "./route";
import { Sender } from "./Sender";
import { SpaceFiles } from "./SpaceFiles";
import type { StorageSearch } from "./search";
import { SPACE, SPACES } from "./storage.gql";
import css from "./storage.module.css";
import { nameOf, type Space, wordsFor } from "./words";

/** Spaces shown side by side; more of them are a list to choose from. */
const SIDE_BY_SIDE = 4;

/** Files kept for oneself, for a class, for the staff; R175. */
export function StoragePage() {
  usePage("Stockage");
  const viewer = useViewer();
  const words = wordsFor(familiar(viewer));
  const search = storageRoute.useSearch();
  const navigate = useNavigate({ from: storageRoute.fullPath });
  const { data, failure, retry } = useRouteQuery({ query: SPACES, variables: {} });
  const spaces = data?.storageSpaces.map((space) => readFragment(SPACE, space));
  const space = spaces?.find(({ id }) => id === search.espace) ?? spaces?.[0];
  const change = (next: StorageSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });

  if (!viewer.modules.includes("STORAGE")) {
    return (
      <>
        <PageHead title="Stockage" />
        <EmptyState icon="lock" title="Votre rôle n’a pas de stockage.">
          Il est ouvert aux enseignants, au DDFTP, au chef d’établissement et aux apprenants.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHead title="Stockage" lead={words.lead} />
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!spaces && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={6} height="3rem" />
        </Loading>
      )}
      {spaces && space && (
        <div className={css.page}>
          <Choice
            spaces={spaces}
            space={space}
            onChange={(espace) => change({ espace, vue: undefined, pages: undefined })}
          />
          <Block key={space.id}>
            {space.keptBytes !== null && <Room space={space} />}
            {space.viewerCan.includes("STORE_FILE") && search.vue !== "corbeille" && (
              <Sender space={space} words={words} />
            )}
            <SpaceFiles space={space} words={words} search={search} onChange={change} />
          </Block>
        </div>
      )}
    </>
  );
}

/** Which space is looked at. */
function Choice({
  spaces,
  space,
  onChange,
}: {
  spaces: readonly Space[];
  space: Space;
  onChange: (id: string) => void;
}) {
  if (spaces.length > SIDE_BY_SIDE) {
    return (
      <Select
        label="Espace"
        className={css.choice}
        value={space.id}
        onChange={(event) => onChange(event.target.value)}
      >
        {spaces.map((one) => (
          <option key={one.id} value={one.id}>
            {nameOf(one)}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <SegmentedControl
      label="Espace"
      value={space.id}
      options={spaces.map((one) => ({ value: one.id, label: nameOf(one) }))}
      onChange={onChange}
    />
  );
}
