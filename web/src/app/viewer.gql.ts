import { graphql } from "../graphql/graphql";

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      user { id displayName initials login }
      role
      roles
      establishment { id uai name town logo { id path } schoolYear { id label startsOn endsOn } }
      establishment { id uai name town schoolYear { id label startsOn endsOn } }
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

export const SIGN_IN_AGAIN = graphql(`
  mutation SignInAgain($input: SignInInput!) {
    signIn(input: $input) {
      viewer {
        user { id displayName initials login }
        role
        roles
        establishment { id uai name town logo { id path } schoolYear { id label startsOn endsOn } }
        modules
        answersTickets
        can
        sessionEndsAt
        idleEndsAt
      }
      secondStepTicket
      setUpTicket
      errors { code path message }
    }
  }
`);

export const PROVE_SIGN_IN = graphql(`
  mutation ProveSignIn($input: ProveSignInInput!) {
    proveSignIn(input: $input) {
      viewer { user { id } role }
      retryAt
      errors { code path message }
    }
  }
`);
