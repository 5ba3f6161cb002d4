import { FailureNotice } from "../../app/Block";
import { useRouteQuery } from "../../app/useRouteQuery";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { BinnedLine } from "./BinnedLine";
import { FileLine } from "./FileLine";
import { PAGE, type StorageSearch } from "./search";
import { FILES, LINE, LIST } from "./storage.gql";
import css from "./storage.module.css";
import { aboutOf, filesOf, type Space, type Words } from "./words";

type View = { space: Space; words: Words; bin: boolean };

/** The files of a space, or those of its bin: fifty, then fifty more. */
export function SpaceFiles({
  space,
  words,
  search,
  onChange,
}: {
  space: Space;
  words: Words;
  search: StorageSearch;
  onChange: (next: StorageSearch) => void;
}) {
  const writes = space.viewerCan.includes("DELETE_STORAGE_FILE");
  const bin = writes && search.vue === "corbeille";
  const { page, failure, retry } = usePageOf(space, bin);
  const pages = search.pages ?? 1;
  return (
    <Card
      title={bin ? "Corbeille" : filesOf(space)}
      aside={
        <span className="small muted" role="status">
          {page && plural(page.totalCount, "fichier", "fichiers")}
        </span>
      }
      actions={
        writes && (
          <Button
            icon={bin ? "arrow-left" : "trash-2"}
            onClick={() => onChange({ vue: bin ? undefined : "corbeille", pages: undefined })}
          >
            {bin ? "Revenir aux fichiers" : "Corbeille"}
          </Button>
        )
      }
    >
      <p className={css.about}>
        {bin ? "Ce qui est ici peut être rétabli pendant 30 jours, puis s’en va." : aboutOf(space, words)}
      </p>
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!page && !failure && (
        <div className={css.loading}>
          <Loading onRetry={retry}>
            <Bars rows={4} height="3rem" />
          </Loading>
        </div>
      )}
      {page?.totalCount === 0 && (
        <EmptyState icon={bin ? "trash-2" : "file"} title={bin ? "La corbeille est vide." : words.empty}>
          {!bin && (writes ? words.emptyHelp : words.emptyRead)}
        </EmptyState>
      )}
      {page && page.totalCount > 0 && (
        <ul className={css.files} aria-label={bin ? "Fichiers de la corbeille" : "Fichiers"}>
          <Lines page={page} space={space} words={words} bin={bin} />
          {pages > 1 && page.pageInfo.hasNextPage && (
            <NextPage
              space={space}
              words={words}
              bin={bin}
              after={page.pageInfo.endCursor}
              left={pages - 1}
            />
          )}
        </ul>
      )}
      {page && page.totalCount > pages * PAGE && (
        <p className={css.more}>
          <Button icon="chevron-down" onClick={() => onChange({ pages: pages + 1 })}>
            Afficher la suite
          </Button>
        </p>
      )}
    </Card>
  );
}

/** One page of the list. */
function usePageOf(space: Space, bin: boolean, after: string | null = null) {
  const variables = { space: space.id, bin, first: PAGE, after };
  const { data, failure, retry } = useRouteQuery({ query: FILES, variables });
  const list = data?.storageSpace?.files ?? data?.storageSpace?.bin;
  return { page: list && readFragment(LIST, list), failure, retry };
}

function Lines({ page, space, words, bin }: View & { page: ResultOf<typeof LIST> }) {
  return page.nodes.map((node) => {
    const line = readFragment(LINE, node);
    return bin ? (
      <BinnedLine key={node.id} line={line} words={words} />
    ) : (
      <FileLine key={node.id} line={line} space={space} words={words} />
    );
  });
}

/** One page more, then those after it that are open. */
function NextPage({ after, left, ...view }: View & { after: string | null; left: number }) {
  const { page, failure, retry } = usePageOf(view.space, view.bin, after);
  return (
    <>
      {!page && (
        <li>
          {failure ? (
            <FailureNotice failure={failure} onRetry={retry} />
          ) : (
            <Loading onRetry={retry}>
              <Bars rows={3} height="3rem" />
            </Loading>
          )}
        </li>
      )}
      {page && <Lines page={page} {...view} />}
      {left > 1 && page?.pageInfo.hasNextPage && (
        <NextPage after={page.pageInfo.endCursor} left={left - 1} {...view} />
      )}
    </>
  );
}
