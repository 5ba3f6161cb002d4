import { graphql } from "../../graphql/graphql";
import { LINE, RUN } from "./imports.gql";

export const START = graphql(
  `
  mutation StartImport($input: StartImportInput!) {
    startImport(input: $input) { run { ...ImportHead } errors { code path message } }
  }
`,
  [RUN],
);

export const APPLY = graphql(
  `
  mutation ApplyImport($input: ApplyImportInput!) {
    applyImport(input: $input) { run { ...ImportHead } errors { code path message } }
  }
`,
  [RUN],
);

export const UNDO = graphql(
  `
  mutation UndoImport($input: UndoImportInput!) {
    undoImport(input: $input) { run { ...ImportHead } errors { code path message } }
  }
`,
  [RUN],
);

export const DECIDE = graphql(
  `
  mutation DecideImportLine($input: DecideImportLineInput!) {
    decideImportLine(input: $input) {
      line { ...ImportReportLine }
      run { ...ImportHead }
      errors { code path message }
    }
  }
`,
  [RUN, LINE],
);
