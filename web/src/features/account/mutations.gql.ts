import { graphql } from "../../graphql/graphql";
import { ADDRESS, DEVICES } from "./account.gql";

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
