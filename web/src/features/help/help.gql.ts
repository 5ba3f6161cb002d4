import { graphql } from "../../graphql/graphql";

export const TEXT = graphql(`
  fragment HelpTextParts on HelpText {
    text
    style
    path
  }
`);

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

export const FIND = graphql(
  `
  query FindHelp($text: String!) {
    helpArticles(search: $text, first: 20) {
      totalCount
      nodes {
        article { slug entry }
        title { ...HelpTextParts }
        excerpt { ...HelpTextParts }
      }
    }
  }
`,
  [TEXT],
);

export const ARTICLE = graphql(
  `
  query HelpArticle($slug: String!) {
    helpArticle(slug: $slug) {
      slug
      title
      summary
      counts { readings helped notHelped }
      blocks { kind lines { text { ...HelpTextParts } } }
    }
  }
`,
  [TEXT],
);

export const COUNT_READING = graphql(`
  mutation CountHelpReading($input: CountHelpReadingInput!) {
    countHelpReading(input: $input) { errors { code path message } }
  }
`);

export const RATE = graphql(`
  mutation RateHelpArticle($input: RateHelpArticleInput!) {
    rateHelpArticle(input: $input) { errors { code path message } }
  }
`);

/** What writing comes to here; with the viewer's own address, where the support would answer. */
export const DESK = graphql(`
  query SupportDesk {
    supportDesk { answers toAnswer hasSupport mayWrite version }
    viewer { email }
  }
`);
