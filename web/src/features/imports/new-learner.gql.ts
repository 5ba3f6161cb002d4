import { graphql } from "../../graphql/graphql";

/** Apart from the pages that read imports: what the form of one learner has to know. */
export const PLACES = graphql(`
  query LearnerPlaces {
    divisions { id code }
    specialties { id shortTitle levels { code label } }
  }
`);

export const ADD = graphql(`
  mutation AddLearner($input: AddLearnerInput!) {
    addLearner(input: $input) { run { id } errors { code path message } }
  }
`);
