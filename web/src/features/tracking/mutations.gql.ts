import { graphql } from "../../graphql/graphql";
import { ROW } from "./tracking.gql";

export const SAVE_BILAN = graphql(
  `
  mutation SaveBilan($input: SaveBilanInput!) {
    saveBilan(input: $input) {
      bilan { id version }
      row { ...TrackingLine }
      current {
        id
        version
        synthesis
        referenceDate
        validatedAt
        updatedAt
        updatedBy { id displayName }
        levels { itemId rank absent proposed comment }
      }
      errors { code path message }
    }
  }
`,
  [ROW],
);

export const VALIDATE_BILAN = graphql(
  `
  mutation ValidateBilan($input: ValidateBilanInput!) {
    validateBilan(input: $input) {
      row { ...TrackingLine }
      errors { code path message }
    }
  }
`,
  [ROW],
);

export const REOPEN_BILAN = graphql(
  `
  mutation ReopenBilan($input: ReopenBilanInput!) {
    reopenBilan(input: $input) {
      row { ...TrackingLine }
      errors { code path message }
    }
  }
`,
  [ROW],
);

export const DELETE_BILAN = graphql(
  `
  mutation DeleteBilan($input: DeleteBilanInput!) {
    deleteBilan(input: $input) {
      row { ...TrackingLine }
      errors { code path message }
    }
  }
`,
  [ROW],
);

export const RESTORE_BILAN = graphql(
  `
  mutation RestoreBilan($input: RestoreBilanInput!) {
    restoreBilan(input: $input) {
      row { ...TrackingLine }
      errors { code path message }
    }
  }
`,
  [ROW],
);
