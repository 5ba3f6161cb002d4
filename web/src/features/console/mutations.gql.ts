import { graphql } from "../../graphql/graphql";

export const ATTACH_MEF = graphql(`
  mutation AttachMef($input: AttachMefInput!) {
    attachMef(input: $input) { errors { code path message } }
  }
`);
