import { graphql } from "../../graphql/graphql";

export const HISTORY = graphql(`
  query BilanHistory($id: ID!) {
    node(id: $id) {
      ... on Bilan {
        id
        history {
          number
          cause
          writtenBy { id displayName }
          validatedAt
          keptAt
          keptBy { id displayName }
          reason
          synthesis
          levels { itemId rank absent comment }
        }
      }
    }
  }
`);
