import { graphql } from "../graphql/graphql";

/** Requests of the school that wait for the viewer's answer. */
export const TO_ANSWER = graphql(`
  query ToAnswer {
    supportDesk { answers toAnswer }
  }
`);

/** The same, live: whoever follows it on a page shares one stream. */
export const TO_ANSWER_MOVED = graphql(`
  subscription ToAnswerMoved {
    supportDesk { answers toAnswer }
  }
`);

/** Work of the service that failed. */
export const TROUBLED = graphql(`
  query TroubledCount {
    troubledJobs(first: 1) { totalCount }
  }
`);
