import { graphql } from "../../graphql/graphql";

export const OWED = graphql(`
  query Owed($id: ID!) {
    periodProgress(id: $id) {
      id
      owed {
        sentence
        learners {
          learner { id displayName leavesOn }
          state
          inCharge { id displayName }
        }
        teachers {
          teacher { id displayName initials }
          progress { done expected }
          lastSavedAt
        }
      }
    }
  }
`);

export const ATTACHABLE = graphql(`
  query Attachable {
    specialties { id shortTitle title }
    frameworks { id shortTitle title }
  }
`);
