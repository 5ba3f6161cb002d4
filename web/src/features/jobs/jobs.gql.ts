import { graphql } from "../../graphql/graphql";

export const JOBS = graphql(`
  query TroubledJobs($first: Int, $after: String) {
    troubledJobs(first: $first, after: $after) {
      nodes { id about reason attempts askedAt failedAt nextTryAt }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const RETRY_JOBS = graphql(`
  mutation RetryJobs($input: RetryJobsInput!) {
    retryJobs(input: $input) {
      retried
      errors { code message path }
    }
  }
`);
