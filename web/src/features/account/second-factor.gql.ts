import { graphql } from "../../graphql/graphql";
import { SECOND_FACTOR } from "./account.gql";

export const BEGIN_SECOND_FACTOR = graphql(`
  mutation BeginSecondFactor($input: BeginSecondFactorInput!) {
    beginSecondFactor(input: $input) { setUp { key address matrix } errors { code path message } }
  }
`);

export const CONFIRM_SECOND_FACTOR = graphql(
  `
  mutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {
    confirmSecondFactor(input: $input) {
      viewer { ...AccountSecondFactor }
      recoveryCodes
      errors { code path message }
    }
  }
`,
  [SECOND_FACTOR],
);

export const RENEW_RECOVERY_CODES = graphql(
  `
  mutation RenewRecoveryCodes($input: RenewRecoveryCodesInput!) {
    renewRecoveryCodes(input: $input) {
      viewer { ...AccountSecondFactor }
      recoveryCodes
      errors { code path message }
    }
  }
`,
  [SECOND_FACTOR],
);

export const REMOVE_SECOND_FACTOR = graphql(
  `
  mutation RemoveSecondFactor($input: RemoveSecondFactorInput!) {
    removeSecondFactor(input: $input) {
      viewer { ...AccountSecondFactor }
      errors { code path message }
    }
  }
`,
  [SECOND_FACTOR],
);
