import { graphql } from "../../graphql/graphql";

export const ESTABLISHMENT = graphql(`
  query PublicEstablishment($uai: String!) {
    establishment(uai: $uai) { uai name town helpText resetByMail logo { id path } }
  }
`);

export const ACTIVATION_LINK = graphql(`
  query ActivationLink($secret: String!) {
    activationLink(secret: $secret) { uai establishmentName login displayName minimumLength }
  }
`);
