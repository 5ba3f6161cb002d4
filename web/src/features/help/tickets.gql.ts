import { graphql } from "../../graphql/graphql";

/** What writing comes to here; with the viewer's own address, where the support would answer. */
export const DESK = graphql(`
  query SupportDesk {
    supportDesk { answers toAnswer hasSupport mayWrite version }
    viewer { email }
  }
`);

export const TICKET_LINE = graphql(`
  fragment TicketLine on Ticket {
    id
    title
    category
    desk
    standing
    dueAt
    createdAt
    movedAt
    mine
    author { id displayName }
  }
`);

export const TICKETS = graphql(
  `
  query Tickets($shelf: TicketBox!, $after: String) {
    tickets(shelf: $shelf, first: 50, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id ...TicketLine }
    }
  }
`,
  [TICKET_LINE],
);

export const THREAD = graphql(
  `
  fragment TicketThread on Ticket {
    ...TicketLine
    personal
    page
    version
    role
    answeredTo
    messages { id text at mine author { id displayName } file { id name bytes path } }
    viewerCan
  }
`,
  [TICKET_LINE],
);

export const TICKET = graphql(
  `
  query Ticket($id: ID!) {
    ticket(id: $id) { id ...TicketThread }
  }
`,
  [THREAD],
);

export const TICKET_MOVED = graphql(
  `
  subscription TicketMoved($id: ID!) {
    ticket(id: $id) { id ...TicketThread }
  }
`,
  [THREAD],
);

export const CREATE = graphql(
  `
  mutation CreateTicket($input: CreateTicketInput!) {
    createTicket(input: $input) { ticket { id ...TicketThread } errors { code path message } }
  }
`,
  [THREAD],
);

export const REPLY = graphql(
  `
  mutation ReplyTicket($input: ReplyTicketInput!) {
    replyTicket(input: $input) { ticket { id ...TicketThread } errors { code path message } }
  }
`,
  [THREAD],
);

export const CLOSE = graphql(
  `
  mutation CloseTicket($input: CloseTicketInput!) {
    closeTicket(input: $input) { ticket { id ...TicketThread } errors { code path message } }
  }
`,
  [THREAD],
);
