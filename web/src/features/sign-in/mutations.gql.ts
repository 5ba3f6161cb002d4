import { graphql } from "../../graphql/graphql";

export const ASK_RESET = graphql(`
  mutation AskReset($input: AskResetInput!) {
    askReset(input: $input) { sentTo errors { code path message } }
  }
`);

export const CONFIRM_MAIL = graphql(`
  mutation ConfirmMail($input: ConfirmMailInput!) {
    confirmMail(input: $input) { email errors { code path message } }
  }
`);

export const SIGN_IN = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      viewer { user { id } }
      activationTicket
      activationLogin
      secondStepTicket
      setUpTicket
      retryAt
      errors { code path message }
    }
  }
`);

export const CHOOSE_PASSWORD = graphql(`
  mutation ChoosePassword($input: ChoosePasswordInput!) {
    choosePassword(input: $input) { login uai errors { code path message } }
  }
`);

export const BEGIN_SECOND_FACTOR_AT_SIGN_IN = graphql(`
  mutation BeginSecondFactorAtSignIn($input: BeginSecondFactorAtSignInInput!) {
    beginSecondFactorAtSignIn(input: $input) {
      setUp { key address matrix }
      errors { code path message }
    }
  }
`);

export const CONFIRM_SECOND_FACTOR_AT_SIGN_IN = graphql(`
  mutation ConfirmSecondFactorAtSignIn($input: ConfirmSecondFactorAtSignInInput!) {
    confirmSecondFactorAtSignIn(input: $input) {
      viewer { user { id } role }
      recoveryCodes
      errors { code path message }
    }
  }
`);
