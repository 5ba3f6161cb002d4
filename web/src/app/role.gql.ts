import { graphql } from "../graphql/graphql";

export const USE_ROLE = graphql(`
  mutation UseRole($input: UseRoleInput!) {
    useRole(input: $input) { viewer { role } errors { code path message } }
  }
`);
