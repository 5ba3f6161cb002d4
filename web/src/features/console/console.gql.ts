import { graphql } from "../../graphql/graphql";

export const STEPS = graphql(`
  fragment ConsoleSteps on DdftpConsole {
    steps { kind state remaining title summary path }
  }
`);

export const CELL = graphql(`
  fragment ConsoleCell on PeriodProgress {
    id
    period { id number label startsOn endsOn }
    pupils { done expected }
    apprentices { done expected }
    total { done drafts late expected }
    state
    stateLabel
    forecast
  }
`);

export const DIVISION = graphql(
  `
  fragment ConsoleDivision on DivisionProgress {
    id
    division { id code label }
    diploma
    pupils
    apprentices
    periods { id state total { done drafts late expected } ...ConsoleCell }
    cycle { number share }
  }
`,
  [CELL],
);

export const MATRIX = graphql(
  `
  fragment ConsoleMatrix on DdftpConsole {
    toTreatCount
    lateCount
    current { done drafts late expected }
    groups {
      diplomaType
      label
      columns { number label detail }
      divisions { id periods { id state } ...ConsoleDivision }
    }
  }
`,
  [DIVISION],
);

export const AWAITING = graphql(`
  fragment ConsoleAwaiting on DdftpConsole {
    awaiting { key kind title detail severity path actionLabel viewerCan }
    unattachedMefs { id code label learnerCount }
  }
`);

export const CONSOLE_PARTS = graphql(
  `
  fragment ConsoleParts on DdftpConsole {
    seq
    today
    learnerCount
    currentEndsOn
    currentLabel
    schoolYear { id label }
    current { done drafts late expected }
    groups { label }
    ...ConsoleSteps
    ...ConsoleMatrix
    ...ConsoleAwaiting
  }
`,
  [STEPS, MATRIX, AWAITING],
);

export const JOURNAL_LINE = graphql(`
  fragment JournalLine on JournalEntry {
    seq
    at
    actor
    text
    division { id code }
  }
`);

export const CONSOLE = graphql(
  `
  query Console($whole: Boolean!) {
    console { ...ConsoleParts }
    journal(first: 30) @include(if: $whole) { seq ...JournalLine }
  }
`,
  [CONSOLE_PARTS, JOURNAL_LINE],
);

export const CONSOLE_CHANGED = graphql(
  `
  subscription ConsoleChanged {
    consoleChanged { ...ConsoleParts }
  }
`,
  [CONSOLE_PARTS],
);

export const JOURNAL = graphql(
  `
  subscription Journal($after: Int) {
    journal(after: $after) { seq ...JournalLine }
  }
`,
  [JOURNAL_LINE],
);
