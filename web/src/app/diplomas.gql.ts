import { graphql } from "../graphql/graphql";

export const USE_SPECIALTY = graphql(`
  mutation UseSpecialty($input: UseSpecialtyInput!) {
    useSpecialty(input: $input) {
      viewer { currentSpecialty { id } }
      errors { code path message }
    }
  }
`);
