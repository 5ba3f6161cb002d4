import { graphql } from "../../graphql/graphql";

export const DIVISIONS = graphql(`
  query TrackingDivisions {
    viewer { divisions { id code label learnerCount } }
  }
`);

export const OVERVIEW = graphql(`
  query TrackingOverview($divisionId: ID!) {
    trackingTable(divisionId: $divisionId) {
      id
      division { id }
      period { id label startsOn endsOn }
      periods { id label startsOn endsOn }
      framework { id shortTitle }
      done
      expected
      mine
    }
  }
`);

export const ROW = graphql(`
  fragment TrackingLine on TrackingRow {
    id
    mine
    state
    leavesOn
    learner { id firstName lastName displayName status }
    levels { itemId rank absent proposed comment }
    bilan {
      id
      version
      synthesis
      referenceDate
      validatedAt
      validatedBy { id displayName }
      updatedAt
      updatedBy { id displayName }
      viewerCan
    }
  }
`);

export const TABLE = graphql(
  `
  fragment TrackingSheet on TrackingTable {
    id
    seq
    division { id code label learnerCount }
    period { id number label startsOn endsOn }
    periods { id label startsOn endsOn }
    frameworks { id shortTitle }
    framework {
      id
      shortTitle
      title
      scale { label notAssessed levels { rank code label } }
    }
    competencies { id code label group }
    units { id code label }
    unitCompetencies { unitId itemIds }
    rows { id ...TrackingLine }
    done
    expected
    mine
    viewerCan
  }
`,
  [ROW],
);

export const TRACKING = graphql(
  `
  query Tracking($divisionId: ID!, $periodId: ID, $frameworkId: ID) {
    trackingTable(divisionId: $divisionId, periodId: $periodId, frameworkId: $frameworkId) {
      ...TrackingSheet
    }
  }
`,
  [TABLE],
);

export const TRACKING_CHANGED = graphql(
  `
  subscription TrackingChanged($divisionId: ID!, $periodId: ID, $frameworkId: ID) {
    trackingTableChanged(divisionId: $divisionId, periodId: $periodId, frameworkId: $frameworkId) {
      ...TrackingSheet
    }
  }
`,
  [TABLE],
);
