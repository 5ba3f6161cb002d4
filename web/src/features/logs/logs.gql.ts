import { graphql } from "../../graphql/graphql";

export const ACTS = graphql(`
  query AuditLog($text: String, $from: NaiveDate, $to: NaiveDate, $first: Int, $after: String) {
    auditLog(text: $text, from: $from, to: $to, first: $first, after: $after) {
      nodes {
        number
        at
        actor { id displayName }
        role
        words
        subject { id displayName }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const READS = graphql(`
  query ReadingLog($text: String, $from: NaiveDate, $to: NaiveDate, $first: Int, $after: String) {
    readingLog(text: $text, from: $from, to: $to, first: $first, after: $after) {
      nodes {
        number
        at
        actor { id displayName }
        role
        words
        names
        readCount
        address
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const VERIFICATION = graphql(`
  query LogVerification {
    logVerification { log lines until head holds brokenAt }
  }
`);
