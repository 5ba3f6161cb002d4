import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { familiar, usePerson } from "../../app/viewer";
import type { ResultOf } from "../../graphql/graphql";
import { Button } from "../../ui/button/Button";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Icon } from "../../ui/icon/Icon";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { ARTICLE, COUNT_READING } from "./article.gql";
import { Counts } from "./Counts";
import { Helpful } from "./Helpful";
import css from "./help.module.css";
import { helpArticleRoute } from "./route";
import { Texts } from "./Texts";

type Article = NonNullable<ResultOf<typeof ARTICLE>["helpArticle"]>;

/** What was already counted since this tab was opened. */
const counted = new Set<string>();

/** One article; R161. */
export function ArticlePage() {
  const { slug } = helpArticleRoute.useParams();
  return <Reading key={slug} slug={slug} />;
}

function Reading({ slug }: { slug: string }) {
  const person = usePerson();
  const { data, failure, retry } = useRouteQuery({ query: ARTICLE, variables: { slug } });
  const article = data?.helpArticle;
  usePage(article?.title ?? "Article");

  const there = Boolean(article) && person !== null;
  useEffect(() => {
    if (!there || counted.has(slug)) return;
    counted.add(slug);
    void client.mutation(COUNT_READING, { input: { slug } }).toPromise();
  }, [there, slug]);

  const above = <Link to={paths.help()}>Assistance</Link>;
  if (!article) {
    return (
      <>
        <PageHead title="Article" above={above} />
        {failure && <FailureNotice failure={failure} onRetry={retry} />}
        {!data && !failure && (
          <Loading onRetry={retry}>
            <Bars rows={6} height="2rem" />
          </Loading>
        )}
        {data && (
          <EmptyState icon="book-open" title="Cet article n’est pas là.">
            {person
              ? "Il a pu changer de nom\u00a0: la recherche le retrouve."
              : "S’il existe, il se lit une fois connecté."}
          </EmptyState>
        )}
      </>
    );
  }
  return (
    <>
      <PageHead
        title={article.title}
        lead={article.summary}
        above={above}
        actions={
          <Button icon="printer" onClick={() => window.print()}>
            Imprimer
          </Button>
        }
      />
      <article className={css.article}>
        {/* On a phone the bar holds the title for the eye alone, and only its beginning. */}
        <p className={css.titleOnPhone} aria-hidden="true">
          {article.title}
        </p>
        {article.blocks.map((block, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of an article do not move
          <Piece key={at} block={block} />
        ))}
      </article>
      {person && <Helpful slug={slug} familiar={familiar(person)} />}
      {article.counts && <Counts {...article.counts} />}
    </>
  );
}

/** A block of an article, in the element that says what it is. */
function Piece({ block: { kind, lines } }: { block: Article["blocks"][number] }) {
  const items = lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a block do not move
    <li key={at}>
      <Texts parts={line.text} />
    </li>
  ));
  const text = lines[0] && <Texts parts={lines[0].text} />;
  switch (kind) {
    case "HEADING":
      return <h2>{text}</h2>;
    case "PARAGRAPH":
      return <p>{text}</p>;
    case "STEPS":
      return <ol>{items}</ol>;
    case "LIST":
      return <ul>{items}</ul>;
    case "NOTE":
      return (
        <div className={css.note}>
          <Icon name="info" />
          <p>{text}</p>
        </div>
      );
  }
}
