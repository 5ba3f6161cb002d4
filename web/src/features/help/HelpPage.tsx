import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Block, FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { familiar, usePerson } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import { plural } from "../../lib/text";
import { buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Icon } from "../../ui/icon/Icon";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Counts } from "./Counts";
import { ENTRY_LINE, HELP } from "./help.gql";
import css from "./help.module.css";
import { helpRoute } from "./route";
import { SearchField } from "./SearchField";
import { DOORS, doorOf } from "./search";
import { ENTRIES, type Entry, wordsFor } from "./words";

/** Only those who look for something, or who answer others, need these. */
const Found = lazy(() => import("./Found"));
const AwaitingAnswer = lazy(() => import("./AwaitingAnswer"));

/** Articles shown behind each door before all of them are asked for. */
const FIRST = 5;

/** The assistance: a search, three doors, the questions that stand first, and the way to write; R161, R162. */
export function HelpPage() {
  usePage("Assistance");
  const person = usePerson();
  const { q, entree, de } = helpRoute.useSearch();
  const navigate = useNavigate({ from: helpRoute.fullPath });
  const words = wordsFor(person !== null && familiar(person));
  const change = (next: { q?: string | undefined }) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  return (
    <div className={css.help}>
      <PageHead
        title="Assistance"
        lead={person ? words.lead : "Ce qui aide à se connecter. Le reste se lit une fois connecté."}
        above={entree && <Link to={paths.help()}>Assistance</Link>}
        actions={person && <Writing from={de} />}
      />
      <SearchField value={q ?? ""} onChange={(text) => change({ q: text || undefined })} />
      {person?.answersTickets && !q && (
        <Block>
          <Suspense>
            <AwaitingAnswer />
          </Suspense>
        </Block>
      )}
      <Block>
        {q ? (
          <Suspense fallback={<Bars rows={3} height="4rem" />}>
            <Found text={q} onClear={() => change({ q: undefined })} />
          </Suspense>
        ) : (
          <Doors open={entree} />
        )}
      </Block>
    </div>
  );
}

/** The ways to a person, when no article answers. */
function Writing({ from }: { from: string | undefined }) {
  return (
    <>
      <Link className={buttonClass()} to={paths.tickets()}>
        Mes demandes
      </Link>
      <Link
        className={buttonClass({ variant: "filled" })}
        to={paths.writeTicket()}
        search={(from ? { de: from } : {}) as never}
      >
        <Icon name="message-square" />
        Écrire à l’assistance
      </Link>
    </>
  );
}

/** The questions that stand first, then what is behind each door. */
function Doors({ open }: { open: keyof typeof DOORS | undefined }) {
  const { data, failure, retry } = useRouteQuery({ query: HELP, variables: {} });
  if (failure) return <FailureNotice failure={failure} onRetry={retry} />;
  if (!data) {
    return (
      <Loading onRetry={retry}>
        <Bars rows={3} height="9rem" />
      </Loading>
    );
  }
  const articles = data.helpArticles.nodes.map((node) => readFragment(ENTRY_LINE, node.article));
  const questions = data.helpQuestions.map((one) => ({
    one: readFragment(ENTRY_LINE, one),
    counts: one.counts,
  }));
  const entries = (Object.keys(ENTRIES) as Entry[]).filter((entry) => !open || DOORS[open] === entry);
  return (
    <div className={css.blocks}>
      {!open && (
        <Card title="Les questions les plus fréquentes">
          <ol className={css.questions}>
            {questions.map(({ one, counts }) => (
              <li key={one.slug}>
                <Link to={paths.helpArticle(one.slug)}>{one.title}</Link>
                <p className="small muted">{one.summary}</p>
                {counts && <Counts {...counts} />}
              </li>
            ))}
          </ol>
        </Card>
      )}
      <div className={open ? css.blocks : css.doors}>
        {entries.map((entry) => {
          const own = articles.filter((one) => one.entry === entry);
          const shown = open ? own : own.slice(0, FIRST);
          if (own.length === 0) return null;
          return (
            <Card
              key={entry}
              title={ENTRIES[entry].title}
              aside={<span className="small muted">{ENTRIES[entry].about}</span>}
            >
              <ul className={css.articles}>
                {shown.map((one) => (
                  <li key={one.slug}>
                    <Link to={paths.helpArticle(one.slug)}>{one.title}</Link>
                    {open && <p className="small muted">{one.summary}</p>}
                  </li>
                ))}
              </ul>
              {shown.length < own.length && (
                <p className={css.more}>
                  <Link to={paths.help()} search={{ entree: doorOf(entry) } as never}>
                    Voir les {plural(own.length, "article", "articles")}
                  </Link>
                </p>
              )}
            </Card>
          );
        })}
      </div>
    </div>
  );
}
