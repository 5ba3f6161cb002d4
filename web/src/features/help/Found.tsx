import { Link } from "@tanstack/react-router";
import { FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { NBSP, plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Chip } from "../../ui/state-pill/StatePill";
import { FIND } from "./article.gql";
import css from "./help.module.css";
import { Texts } from "./Texts";
import { ENTRIES } from "./words";

/** The articles that answer, with the words found. */
export default function Found({ text, onClear }: { text: string; onClear: () => void }) {
  const { data, failure, retry } = useRouteQuery({ query: FIND, variables: { text } });
  const found = data?.helpArticles;
  return (
    <Card
      title="Résultats"
      aside={
        <span className="small muted" role="status">
          {found && plural(found.totalCount, "article", "articles")}
        </span>
      }
    >
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!found && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="4rem" />
        </Loading>
      )}
      {found?.totalCount === 0 && (
        <EmptyState
          title={`Aucun article ne parle de «${NBSP}${text}${NBSP}».`}
          action={
            <Button icon="x" onClick={onClear}>
              Effacer la recherche
            </Button>
          }
        >
          Essayez un autre mot, ou un seul.
        </EmptyState>
      )}
      <ol className={css.found}>
        {found?.nodes.map(({ article, title, excerpt }) => (
          <li key={article.slug}>
            <p className={css.foundTitle}>
              <Link to={paths.helpArticle(article.slug)}>
                <Texts parts={title} />
              </Link>{" "}
              <Chip>{ENTRIES[article.entry].title}</Chip>
            </p>
            <p className="small">
              <Texts parts={excerpt} />
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
