import { graphql } from "../../graphql/graphql";

export const OF_SCHOOL = graphql(`
  fragment SchoolImages on Establishment {
    id
    logo { id path setAt }
    stamp { id path setAt }
  }
`);

export const IMAGES = graphql(
  `
  query SchoolImages {
    viewer { establishment { id name ...SchoolImages } }
  }
`,
  [OF_SCHOOL],
);

export const SET = graphql(
  `
  mutation SetSchoolImage($input: SetSchoolImageInput!) {
    setSchoolImage(input: $input) {
      image { id }
      establishment { ...SchoolImages }
      errors { code path message }
    }
  }
`,
  [OF_SCHOOL],
);

export const DELETE = graphql(
  `
  mutation DeleteSchoolImage($input: DeleteSchoolImageInput!) {
    deleteSchoolImage(input: $input) { establishment { ...SchoolImages } errors { code path message } }
  }
`,
  [OF_SCHOOL],
);

export const RESTORE = graphql(
  `
  mutation RestoreSchoolImage($input: RestoreSchoolImageInput!) {
    restoreSchoolImage(input: $input) { establishment { ...SchoolImages } errors { code path message } }
  }
`,
  [OF_SCHOOL],
);
