import { graphql } from "../graphql/graphql";

export const SIGN_IN_AGAIN = graphql(`
  mutation SignInAgain($input: SignInInput!) {
    signIn(input: $input) {
      viewer { user { id } role }
      secondStepTicket
      setUpTicket
      errors { code path message }
    }
  }
`);
