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
