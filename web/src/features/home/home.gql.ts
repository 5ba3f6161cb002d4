import { graphql } from "../../graphql/graphql";

export const GLANCE = graphql(`
  fragment HomeGlance on DdftpConsole {
    seq
    today
    current @include(if: $whole) { done expected }
    lateCount @include(if: $whole)
    currentEndsOn @include(if: $whole)
    currentLabel @include(if: $whole)
    steps { kind state title summary path }
    awaiting { key kind title detail severity path actionLabel viewerCan }
  }
`);

export const HOME_CONSOLE = graphql(
  `
  query HomeConsole($whole: Boolean!) {
    console { ...HomeGlance }
  }
`,
  [GLANCE],
);

export const HOME_CONSOLE_CHANGED = graphql(
  `
  subscription HomeConsoleChanged($whole: Boolean!) {
    consoleChanged { ...HomeGlance }
  }
`,
  [GLANCE],
);

export const LAST_IMPORT = graphql(`
  query HomeImport {
    imports(first: 1) {
      nodes {
        id
        state
        startedAt
        startedBy
        counts { created updated deactivated reactivated refused undecided }
        undoableUntil
      }
    }
  }
`);

export const HOME_DIVISIONS = graphql(`
  query HomeDivisions {
    viewer { divisions { id code label } }
  }
`);

export const HOME_TABLE = graphql(`
  query HomeTable($divisionId: ID!, $periodId: ID, $frameworkId: ID) {
    trackingTable(divisionId: $divisionId, periodId: $periodId, frameworkId: $frameworkId) {
      id
      period { id label startsOn endsOn }
      periods { id endsOn }
      framework { id shortTitle }
      frameworks { id }
      done
      expected
      mine
    }
  }
`);

export const HOME_BILANS = graphql(`
  query HomeBilans {
    myBilans {
      periodLabel
      bilan {
        id
        synthesis
        validatedAt
        author { id displayName }
        levels { itemId rank }
        framework { id competencies { id } }
      }
    }
  }
`);

/** What the head opened to an inspector; empty for everyone else. */
export const HOME_WINDOWS = graphql(`
  query HomeWindows {
    inspectorWindows(first: 200) { nodes { id state startsOn endsOn closedAt } }
  }
`);
