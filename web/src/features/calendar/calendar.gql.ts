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
