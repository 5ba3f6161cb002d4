/** Apart from what the route asks for early, which every page carries. */
import { graphql } from "../../graphql/graphql";
import { LINE } from "./calendar.gql";

export const SAVE_PERIODS = graphql(
  `
  mutation SaveGradingPeriods($input: SaveGradingPeriodsInput!) {
    saveGradingPeriods(input: $input) { lines { ...CalendarEntry } errors { code path message } }
  }
`,
  [LINE],
);

export const COPY_PERIODS = graphql(
  `
  mutation CopyGradingPeriods($input: CopyGradingPeriodsInput!) {
    copyGradingPeriods(input: $input) { lines { ...CalendarEntry } errors { code path message } }
  }
`,
  [LINE],
);

export const DELETE_PERIODS = graphql(
  `
  mutation DeleteGradingPeriods($input: DeleteGradingPeriodsInput!) {
    deleteGradingPeriods(input: $input) { line { ...CalendarEntry } errors { code path message } }
  }
`,
  [LINE],
);

export const RESTORE_PERIODS = graphql(
  `
  mutation RestoreGradingPeriods($input: RestoreGradingPeriodsInput!) {
    restoreGradingPeriods(input: $input) { line { ...CalendarEntry } errors { code path message } }
  }
`,
  [LINE],
);

export const SAVE_LSL = graphql(
  `
  mutation SaveLslPeriods($input: SaveLslPeriodsInput!) {
    saveLslPeriods(input: $input) { lines { ...CalendarEntry } errors { code path message } }
  }
`,
  [LINE],
);

export const SAVE_DEADLINE = graphql(
  `
  mutation SaveCertificationDeadline($input: SaveCertificationDeadlineInput!) {
    saveCertificationDeadline(input: $input) { line { ...CalendarEntry } errors { code path message } }
  }
`,
  [LINE],
);

export const DELETE_DEADLINE = graphql(
  `
  mutation DeleteCertificationDeadline($input: DeleteCertificationDeadlineInput!) {
    deleteCertificationDeadline(input: $input) { line { ...CalendarEntry } errors { code path message } }
  }
`,
  [LINE],
);
