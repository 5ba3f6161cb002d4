import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./graphql-env";

/**
 * The typed `graphql()` of the whole client. `schema.graphql` at the top of the repository is the
 * contract; `npm run types` turns it into the types read here.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    /** A civil day, `YYYY-MM-DD`. */
    Date: string;
    NaiveDate: string;
    /** An instant in UTC, RFC 3339. */
    DateTime: string;
    ID: string;
  };
}>();

export type { FragmentOf, ResultOf, VariablesOf } from "gql.tada";
export { readFragment } from "gql.tada";
