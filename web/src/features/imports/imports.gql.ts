import { graphql } from "../../graphql/graphql";

export const COUNTS = graphql(`
  fragment ImportTotals on ImportCounts {
    created updated deactivated reactivated unchanged refused undecided warnings
  }
`);

export const RUN = graphql(
  `
  fragment ImportHead on ImportRun {
    id
    seq
    state
    startedAt
    startedBy
    schoolYearLabel
    newYear
    files { id name kind state readLines totalBytes readBytes message summary sha256 }
    counts { ...ImportTotals }
    countsBySubject { subject counts { ...ImportTotals } }
    confirmation { sentence toType }
    appliedAt
    undoableUntil
    message
    viewerCan
  }
`,
  [COUNTS],
);

export const LINE = graphql(`
  fragment ImportReportLine on ImportLine {
    id outcome subject file line name division detail before after warning
    choices { code label }
    decision
  }
`);

export const IMPORTS = graphql(
  `
  query Imports {
    imports(first: 50) {
      nodes {
        id
        state
        startedAt
        startedBy
        schoolYearLabel
        newYear
        files { id name kind }
        counts { ...ImportTotals }
        appliedAt
        undoableUntil
      }
      totalCount
    }
  }
`,
  [COUNTS],
);

export const IMPORT = graphql(
  `
  query Import($id: ID!) {
    import(id: $id) { ...ImportHead }
  }
`,
  [RUN],
);

export const LINES = graphql(
  `
  query ImportLines($id: ID!, $first: Int, $after: String, $outcome: ImportOutcome, $subject: ImportSubject) {
    import(id: $id) {
      id
      lines(first: $first, after: $after, outcome: $outcome, subject: $subject) {
        nodes { id ...ImportReportLine }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
`,
  [LINE],
);

export const PROGRESS = graphql(
  `
  subscription ImportProgress($importId: ID!) {
    importProgressed(importId: $importId) { ...ImportHead }
  }
`,
  [RUN],
);
