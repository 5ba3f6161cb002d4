import { graphql } from "../../graphql/graphql";

export const IDENTITY = graphql(`
  fragment AccountIdentity on Viewer {
    user { id displayName login }
    role
    roles
    establishment { id uai name town }
  }
`);

export const PASSWORD = graphql(`
  fragment AccountPassword on Viewer {
    user { id login }
    minimumLength
  }
`);

export const ADDRESS = graphql(`
  fragment AccountAddress on Viewer {
    user { id login }
    email
    pendingEmail
  }
`);

export const DEVICES = graphql(`
  fragment AccountDevices on Viewer {
    sessions { id role browser createdAt seenAt current }
  }
`);

export const SECOND_FACTOR = graphql(`
  fragment AccountSecondFactor on Viewer {
    user { id login }
    establishment { id name }
    secondFactor { since recoveryCodesLeft asked required }
  }
`);

export const ACCOUNT = graphql(
  `
  query Account {
    viewer {
      ...AccountIdentity ...AccountPassword ...AccountSecondFactor ...AccountAddress ...AccountDevices
    }
  }
`,
  [IDENTITY, PASSWORD, SECOND_FACTOR, ADDRESS, DEVICES],
);

export const CHANGE_PASSWORD = graphql(
  `
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      viewer { ...AccountDevices }
      errors { code path message }
    }
  }
`,
  [DEVICES],
);

export const CHANGE_MAIL = graphql(
  `
  mutation ChangeMail($input: ChangeMailInput!) {
    changeMail(input: $input) {
      viewer { ...AccountAddress }
      errors { code path message }
    }
  }
`,
  [ADDRESS],
);

export const REVOKE_SESSIONS = graphql(
  `
  mutation RevokeSessions($input: RevokeSessionsInput!) {
    revokeSessions(input: $input) {
      viewer { ...AccountDevices }
      errors { code path message }
    }
  }
`,
  [DEVICES],
);
