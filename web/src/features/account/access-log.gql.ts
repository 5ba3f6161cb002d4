import { graphql } from "../../graphql/graphql";

/** Apart from the page's query: it is asked for only when wanted. */
export const ACCESS_LOG = graphql(`
  query AccessLog($after: String) {
    viewer {
      accessLog(first: 30, after: $after) {
        nodes { id at role what }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);
