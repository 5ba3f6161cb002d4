import { graphql } from "../../graphql/graphql";

export const LINE = graphql(`
  fragment UserLine on User {
    id
    listName
    displayName
    roles
    division { id code }
    login
    source
    state
    activationOpenUntil
    lastSeenAt
  }
`);

export const USERS = graphql(
  `
  query Users(
    $text: String
    $role: Role
    $divisionId: ID
    $state: AccountState
    $source: AccountSource
    $first: Int
    $after: String
  ) {
    users(
      text: $text
      role: $role
      divisionId: $divisionId
      state: $state
      source: $source
      first: $first
      after: $after
    ) {
      nodes { id ...UserLine }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
`,
  [LINE],
);

export const DIVISIONS = graphql(`
  query UserDivisions {
    divisions { id code }
  }
`);

export const ACCOUNT = graphql(`
  fragment UserAccount on User {
    __typename
    id
    displayName
    listName
    civility
    login
    roles
    division { id code label }
    source
    state
    activatedAt
    activationOpenUntil
    deactivatedAt
    deactivatedReason
    mergedInto { id displayName }
    lastSeenAt
    followedDivisions {
      division { id code }
      services { subject groupCode }
      assignment { assignedAt assignedBy { id displayName } }
    }
    viewerCan
  }
`);

export const USER = graphql(
  `
  query User($id: ID!) {
    node(id: $id) { __typename ... on User { ...UserAccount } }
    viewer { creatableRoles }
  }
`,
  [ACCOUNT],
);

/** Apart from the page's query: each reading is logged, so it is asked for only when wanted. */
export const EMAIL = graphql(`
  query UserEmail($id: ID!) {
    node(id: $id) { __typename ... on User { id email } }
  }
`);

/** Apart, and for the same reason. */
export const BIRTH_DATE = graphql(`
  query UserBirthDate($id: ID!) {
    node(id: $id) { __typename ... on User { id birthDate } }
  }
`);

/** What the school asks for beside a code. */
export const ACTIVATION = graphql(`
  query UserActivation($uai: String!) {
    establishment(uai: $uai) { uai activation }
  }
`);

/** What the form of a new account has to know. */
export const NEW_USER = graphql(`
  query NewUser {
    viewer {
      creatableRoles
      establishment { id name settings { email mailReachesPeople viewerCan } }
    }
  }
`);
