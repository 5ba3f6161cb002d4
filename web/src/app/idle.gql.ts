import { graphql } from "../graphql/graphql";

export const STAY_CONNECTED = graphql(`
  mutation StayConnected {
    stayConnected { viewer { sessionEndsAt idleEndsAt } errors { code path message } }
  }
`);
