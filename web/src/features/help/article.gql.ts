import { graphql } from "../../graphql/graphql";

export const TEXT = graphql(`
  fragment HelpTextParts on HelpText {
    text
    style
    path
  }
`);

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
