import { graphql } from "../../graphql/graphql";

export const LINE = graphql(`
  fragment CalendarEntry on CalendarLine {
    id
    specialty { id shortTitle framework { id units { id code label } } }
    level { code label order }
    learnerCount
    divisions { id code }
    rhythm
    gradingPeriods { id version number label rhythm startsOn endsOn externalRef }
    complete
    lsl { version rhythm opensOn closesOn }
    lslConcerned
    deadlines { id version unit { id } label date }
    deadlinesConcerned
    copyable
    entriesOutside
  }
`);

export const PARTS = graphql(
  `
  fragment CalendarParts on Calendar {
    seq
    schoolYear { id label startsOn endsOn current }
    previousYear { id label }
    lines { id ...CalendarEntry }
    viewerCan
  }
`,
  [LINE],
);

export const CALENDAR = graphql(
  `
  query Calendar {
    calendar { ...CalendarParts }
  }
`,
  [PARTS],
);

export const CALENDAR_CHANGED = graphql(
  `
  subscription CalendarChanged {
    calendarChanged { ...CalendarParts }
  }
`,
  [PARTS],
);

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

export const OUTSIDE = graphql(`
  query EntriesOutside($specialtyId: ID!, $level: String!) {
    entriesOutside(specialtyId: $specialtyId, level: $level) {
      id
      learner { id displayName division { id code } }
      gradingPeriod { id label startsOn endsOn }
      periodRemoved
      referenceDate
      validated
    }
  }
`);
