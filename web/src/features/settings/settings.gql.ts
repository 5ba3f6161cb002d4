import { graphql } from "../../graphql/graphql";

export const SETTINGS = graphql(`
  fragment Settings on Establishment {
    id
    uai
    name
    town
    timeZone
    settings {
      version
      email
      phone
      activation
      signInMessages
      reset
      secondFactor
      mailReachesPeople
      sessionLengths { role minutes usual shortest longest }
      transfer {
        since
        registerReference
        officerName
        officerEmail
        decidedBy { id displayName }
      }
      viewerCan
    }
  }
`);

export const OWN_SETTINGS = graphql(
  `
  query OwnSettings {
    viewer { establishment { id ...Settings } }
  }
`,
  [SETTINGS],
);

export const UPDATE_ESTABLISHMENT = graphql(
  `
  mutation UpdateEstablishment($input: UpdateEstablishmentInput!) {
    updateEstablishment(input: $input) { establishment { id ...Settings } errors { code path message } }
  }
`,
  [SETTINGS],
);

export const SET_SECURITY_OPTIONS = graphql(
  `
  mutation SetSecurityOptions($input: SetSecurityOptionsInput!) {
    setSecurityOptions(input: $input) { establishment { id ...Settings } errors { code path message } }
  }
`,
  [SETTINGS],
);

export const SET_TRANSFER = graphql(
  `
  mutation SetTransfer($input: SetTransferInput!) {
    setTransfer(input: $input) { establishment { id ...Settings } errors { code path message } }
  }
`,
  [SETTINGS],
);

export const WITHOUT_INE = graphql(`
  query LearnersWithoutIne($after: String) {
    learnersWithoutIne(first: 50, after: $after) {
      nodes { id listName division { id code } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
`);

export const WINDOW = graphql(`
  fragment InspectorLine on InspectorWindow {
    id
    state
    startsOn
    endsOn
    closedAt
    inspector { id displayName }
    specialties { id shortTitle }
    viewerCan
  }
`);

export const WINDOWS = graphql(
  `
  query InspectorWindows($first: Int, $after: String) {
    inspectorWindows(first: $first, after: $after) {
      nodes { id ...InspectorLine }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [WINDOW],
);

/** Whom the head may open something to, and what. */
export const OPENING = graphql(`
  query InspectorOpening {
    users(role: INSPECTOR, first: 200) { nodes { id listName state } }
    specialties { id shortTitle title }
  }
`);

export const OPEN_ACCESS = graphql(
  `
  mutation OpenInspectorAccess($input: OpenInspectorAccessInput!) {
    openInspectorAccess(input: $input) { window { id ...InspectorLine } errors { code path message } }
  }
`,
  [WINDOW],
);

export const CLOSE_ACCESS = graphql(
  `
  mutation CloseInspectorAccess($input: CloseInspectorAccessInput!) {
    closeInspectorAccess(input: $input) { window { id ...InspectorLine } errors { code path message } }
  }
`,
  [WINDOW],
);
