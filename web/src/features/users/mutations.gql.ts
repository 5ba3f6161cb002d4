/** Apart from what the routes ask for early, which every page carries. */
import { graphql } from "../../graphql/graphql";
import { ACCOUNT, LINE } from "./users.gql";

export const RESEND = graphql(
  `
  mutation ResendWelcome($input: ResendWelcomeInput!) {
    resendWelcome(input: $input) { user { ...UserAccount } sentTo errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const DISABLE = graphql(
  `
  mutation DisableUser($input: DisableUserInput!) {
    disableUser(input: $input) { user { ...UserAccount } errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const RESTORE = graphql(
  `
  mutation RestoreUser($input: RestoreUserInput!) {
    restoreUser(input: $input) { user { ...UserAccount } errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const END_SESSIONS = graphql(
  `
  mutation EndSessions($input: EndSessionsInput!) {
    endSessions(input: $input) { user { ...UserAccount } ended errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const RESET_SECOND_FACTOR = graphql(
  `
  mutation ResetSecondFactor($input: ResetSecondFactorInput!) {
    resetSecondFactor(input: $input) { user { ...UserAccount } errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const GRANT_ROLE = graphql(
  `
  mutation GrantRole($input: GrantRoleInput!) {
    grantRole(input: $input) { user { ...UserAccount } errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const REVOKE_ROLE = graphql(
  `
  mutation RevokeRole($input: RevokeRoleInput!) {
    revokeRole(input: $input) { user { ...UserAccount } errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const ASSIGN_DIVISIONS = graphql(
  `
  mutation AssignDivisions($input: AssignDivisionsInput!) {
    assignDivisions(input: $input) { user { ...UserAccount } errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const UNASSIGN_DIVISION = graphql(
  `
  mutation UnassignDivision($input: UnassignDivisionInput!) {
    unassignDivision(input: $input) { user { ...UserAccount } errors { code path message } }
  }
`,
  [ACCOUNT],
);

export const CREATE = graphql(
  `
  mutation CreateUser($input: CreateUserInput!) {
    createUser(input: $input) {
      user { id ...UserLine }
      lookalikes { id viewerCan ...UserLine }
      errors { code path message }
    }
  }
`,
  [LINE],
);
