import { graphql } from "../../graphql/graphql";

export const MY_BILAN = graphql(`
  fragment MyBilan on MyBilan {
    periodLabel
    bilan {
      id
      kind
      synthesis
      referenceDate
      validatedAt
      author { id displayName }
      framework {
        id
        shortTitle
        title
        scale { label notAssessed levels { rank code label } }
        competencies { id code label group }
      }
      levels { itemId rank absent comment }
    }
  }
`);

export const MY_BILANS = graphql(
  `
  query MyBilans {
    myBilans { bilan { id } ...MyBilan }
  }
`,
  [MY_BILAN],
);
