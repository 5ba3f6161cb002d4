import { graphql } from "../../graphql/graphql";

export const SPACE = graphql(`
  fragment StorageSpaceLine on StorageSpace {
    __typename
    id
    kind
    division { id code }
    limitBytes
    keptBytes
    binnedBytes
    viewerCan
  }
`);

export const LINE = graphql(`
  fragment StorageLine on StorageFile {
    id
    name
    kind
    bytes
    path
    addedBy { id displayName }
    addedAt
    deletedBy { id displayName }
    deletedAt
    version
  }
`);

export const SPACES = graphql(
  `
  query StorageSpaces {
    storageSpaces { id ...StorageSpaceLine }
  }
`,
  [SPACE],
);

export const LIST = graphql(
  `
  fragment StorageList on StorageFileConnection {
    nodes { id ...StorageLine }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
`,
  [LINE],
);

export const FILES = graphql(
  `
  query StorageFiles($space: ID!, $bin: Boolean!, $first: Int, $after: String) {
    storageSpace(id: $space) {
      id
      files(first: $first, after: $after) @skip(if: $bin) { ...StorageList }
      bin(first: $first, after: $after) @include(if: $bin) { ...StorageList }
    }
  }
`,
  [LIST],
);

export const STORE = graphql(
  `
  mutation StoreFile($input: StoreFileInput!) {
    storeFile(input: $input) {
      file { id ...StorageLine }
      space { id ...StorageSpaceLine }
      errors { code path message }
    }
  }
`,
  [LINE, SPACE],
);

export const RENAME = graphql(
  `
  mutation RenameStorageFile($input: RenameStorageFileInput!) {
    renameStorageFile(input: $input) { file { id ...StorageLine } errors { code path message } }
  }
`,
  [LINE],
);

export const DELETE = graphql(
  `
  mutation DeleteStorageFile($input: DeleteStorageFileInput!) {
    deleteStorageFile(input: $input) { space { id ...StorageSpaceLine } errors { code path message } }
  }
`,
  [SPACE],
);

export const RESTORE = graphql(
  `
  mutation RestoreStorageFile($input: RestoreStorageFileInput!) {
    restoreStorageFile(input: $input) { space { id ...StorageSpaceLine } errors { code path message } }
  }
`,
  [SPACE],
);
