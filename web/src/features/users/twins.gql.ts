/** Apart: the administrator alone asks for these, and rarely finds any. */
import { graphql } from "../../graphql/graphql";

export const TWIN = graphql(`
  fragment Twin on User {
    id
    displayName
    login
    roles
    source
    state
    activatedAt
    activationOpenUntil
    lastSeenAt
  }
`);

export const PAIR = graphql(
  `
  fragment Pair on AccountPair {
    signsInWith
    imported { id ...Twin }
    byHand { id ...Twin }
  }
`,
  [TWIN],
);

export const LOOKALIKES = graphql(
  `
  query Lookalikes {
    lookalikes { ...Pair }
  }
`,
  [PAIR],
);

export const LOOKALIKES_OF = graphql(
  `
  query LookalikesOf($id: ID!) {
    node(id: $id) { __typename ... on User { id lookalikes { ...Pair } } }
  }
`,
  [PAIR],
);

export const MERGE = graphql(
  `
  mutation MergeUsers($input: MergeUsersInput!) {
    mergeUsers(input: $input) {
      user { id ...Twin lookalikes { ...Pair } }
      errors { code path message }
    }
  }
`,
  [TWIN, PAIR],
);
