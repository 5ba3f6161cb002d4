import { useState } from "react";
import { FailureNotice } from "../../app/Block";
import { useRouteQuery } from "../../app/useRouteQuery";
import * as dates from "../../lib/dates";
import { Button } from "../../ui/button/Button";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { ACCESS_LOG } from "./access-log.gql";
import css from "./account.module.css";
import { readingWords } from "./readings";

/** A page of the list, then those after it that were asked for. */
export function Readings({ after, nothing }: { after: string | null; nothing: string }) {
  const { data, failure, retry } = useRouteQuery({ query: ACCESS_LOG, variables: { after } });
  const [more, setMore] = useState(false);
  const page = data?.viewer?.accessLog;
  if (!page) {
    return failure ? (
      <FailureNotice failure={failure} onRetry={retry} />
    ) : (
      <Loading onRetry={retry}>
        <Bars rows={3} height="2.5rem" />
      </Loading>
    );
  }
  if (page.nodes.length === 0) return <p>{nothing}</p>;
  return (
    <>
      <ul className={css.lines}>
        {page.nodes.map((one) => (
          <li key={one.id}>
            <span>{readingWords(one.role, one.what)}</span>
            <time dateTime={one.at} className="small muted">
              le {dates.shortInstant(one.at)}
            </time>
          </li>
        ))}
      </ul>
      {page.pageInfo.hasNextPage &&
        (more ? (
          <Readings after={page.pageInfo.endCursor} nothing={nothing} />
        ) : (
          <Button icon="chevron-down" onClick={() => setMore(true)}>
            Afficher la suite
          </Button>
        ))}
    </>
  );
}
