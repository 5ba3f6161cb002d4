import { graphql } from "../graphql/graphql";

export const PROVE_SIGN_IN = graphql(`
  mutation ProveSignIn($input: ProveSignInInput!) {
    proveSignIn(input: $input) {
      viewer { user { id } role }
      retryAt
      errors { code path message }
    }
  }
`);
