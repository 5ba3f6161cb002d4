import { graphql } from "../../graphql/graphql";

export const OWN_DIPLOMAS = graphql(`
  fragment AccountDiplomas on Viewer {
    specialties { id }
    specialtiesChosen
  }
`);

export const DIPLOMAS = graphql(
  `
  query AccountDiplomas {
    specialties { id shortTitle title }
    viewer { ...AccountDiplomas }
  }
`,
  [OWN_DIPLOMAS],
);

export const CHOOSE_SPECIALTIES = graphql(
  `
  mutation ChooseSpecialties($input: ChooseSpecialtiesInput!) {
    chooseSpecialties(input: $input) {
      viewer { ...AccountDiplomas }
      errors { code path message }
    }
  }
`,
  [OWN_DIPLOMAS],
);
