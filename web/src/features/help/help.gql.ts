import { graphql } from "../../graphql/graphql";

export const ENTRY_LINE = graphql(`
  fragment HelpLineOfArticle on HelpArticle {
    slug
    title
    summary
    entry
  }
`);

/** What the assistance opens on. */
export const HELP = graphql(
  `
  query Help {
    helpQuestions { slug counts { readings helped notHelped } ...HelpLineOfArticle }
    helpArticles(first: 200) { nodes { article { slug entry ...HelpLineOfArticle } } }
  }
`,
  [ENTRY_LINE],
);
