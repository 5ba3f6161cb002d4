import { graphql } from "../../graphql/graphql";

export const ESTABLISHMENT = graphql(`
  query PublicEstablishment($uai: String!) {
    establishment(uai: $uai) { uai name town helpText resetByMail logo { id path } }
  }
`);

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
      retryAt
      errors { code path message }
    }
  }
`);

export const ACTIVATION_LINK = graphql(`
  query ActivationLink($secret: String!) {
    activationLink(secret: $secret) { uai establishmentName login displayName minimumLength }
  }
`);

export const CHOOSE_PASSWORD = graphql(`
  mutation ChoosePassword($input: ChoosePasswordInput!) {
    choosePassword(input: $input) { login uai errors { code path message } }
  }
`);
