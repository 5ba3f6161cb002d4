import { graphql } from "../graphql/graphql";

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      user { id displayName initials login }
      role
      roles
      establishment { id uai name town logo { id path } schoolYear { id label startsOn endsOn } }
      specialties { id shortTitle }
      currentSpecialty { id shortTitle framework { id } }
      modules
      answersTickets
      can
      sessionEndsAt
      idleEndsAt
    }
  }
`);

export const SIGN_OUT = graphql(`
  mutation SignOut {
    signOut { errors { code path message } }
  }
`);

export const STAY_CONNECTED = graphql(`
  mutation StayConnected {
    stayConnected { viewer { sessionEndsAt idleEndsAt } errors { code path message } }
  }
`);
