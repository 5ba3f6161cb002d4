import { graphql } from "../../graphql/graphql";

export const SEARCH = graphql(`
  query Search($text: String!) {
    search(text: $text) { kind title detail path }
  }
`);

export const OPEN_ACTIVATION = graphql(`
  mutation OpenActivation($input: OpenActivationInput!) {
    openActivation(input: $input) {
      opened
      codes { user { id displayName } login code }
      mailed { id displayName }
      errors { code path message }
    }
  }
`);
