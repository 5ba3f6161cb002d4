import { graphql } from "../../graphql/graphql";

export const SEARCH = graphql(`
  query Search($text: String!) {
    search(text: $text) { kind title detail path }
  }
`);
