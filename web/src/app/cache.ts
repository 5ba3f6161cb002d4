import {
  type Cache,
  type CacheExchangeOpts,
  cacheExchange,
  type Entity,
  type KeyGenerator,
} from "@urql/exchange-graphcache";

const embedded: KeyGenerator = () => null;
const single: KeyGenerator = () => "one";

/** Types without an identifier: they live inside the object that holds them. */
const EMBEDDED = [
  "AccountPair",
  "ActivationCode",
  "AuditLine",
  "AuditLineConnection",
  "Awaiting",
  "BilanVersion",
  "BlockedConnection",
  "ClassLevel",
  "CompetencyLevel",
  "ConsoleStep",
  "CycleShare",
  "DivisionAssignment",
  "DivisionGroup",
  "EstablishmentSettings",
  "FileReadingConnection",
  "FollowedDivision",
  "Found",
  "HelpAnswer",
  "HelpAnswerConnection",
  "HelpBlock",
  "HelpCounts",
  "HelpLine",
  "HelpText",
  "ImportChoice",
  "ImportConfirmation",
  "ImportCounts",
  "ImportLineConnection",
  "ImportRunConnection",
  "ImportSubjectCounts",
  "InspectorWindowConnection",
  "JournalEntry",
  "LevelScale",
  "LinkInfo",
  "LogVerification",
  "LslPeriods",
  "MasteryLevel",
  "MyBilan",
  "OwedBilan",
  "OwedBilans",
  "PageInfo",
  "PeriodColumn",
  "Progress",
  "ReadLine",
  "ReadLineConnection",
  "StorageFileConnection",
  "SecondFactor",
  "SecondFactorSetUp",
  "TaughtService",
  "TeacherProgress",
  "TroubledJobConnection",
  "TicketConnection",
  "SessionLength",
  "TeacherProgress",
  "TransferSettings",
  "UnitCompetencies",
  "UserConnection",
  "UserError",
];

/**
 * Keys of what has no `id` but is one thing all the same: a state push then lands on the object the
 * page's query made, and no merging code is needed.
 */
const keys: CacheExchangeOpts["keys"] = {
  ...Object.fromEntries(EMBEDDED.map((type) => [type, embedded])),
  Viewer: single,
  DdftpConsole: single,
  SupportDesk: single,
  HelpArticle: (data) => String(data.slug),
  Calendar: (data) => (data.schoolYear as { id?: string } | undefined)?.id ?? null,
  PublicEstablishment: (data) => String(data.uai),
};

/** Forgets the answers of a root field, so that the next reader asks again. */
function forget(cache: Cache, field: string) {
  for (const known of cache.inspectFields("Query")) {
    if (known.fieldName === field) cache.invalidate("Query", known.fieldName, known.arguments);
  }
}

const newImport = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, "imports");
const afterImport = (_result: unknown, _args: unknown, cache: Cache) => {
  for (const field of ["imports", "console", "divisions", "calendar", "users"]) forget(cache, field);
};

/** Which files are in a space, and which in its bin, is asked again. */
function afterStorage(result: Record<string, unknown>, _args: unknown, cache: Cache) {
  for (const payload of Object.values(result)) {
    const space = (payload as { space?: Entity | null } | null)?.space;
    const key = space && cache.keyOfEntity(space);
    if (!key) continue;
    for (const { fieldName, arguments: asked } of cache.inspectFields(key)) {
      if (fieldName === "files" || fieldName === "bin") cache.invalidate(key, fieldName, asked);
    }
  }
}

/** The lists of accounts are filtered by what changed: who belongs to them is asked again. */
const afterAccount = (_result: unknown, _args: unknown, cache: Cache) => forget(cache, "users");

/** The shelves of tickets are filtered by what changed. */
const afterTicket = (_result: unknown, _args: unknown, cache: Cache) => {
  for (const field of ["tickets", "supportDesk"]) forget(cache, field);
};

/**
 * The normalised cache. Identifiers are global, so an entity pushed by a subscription updates every
 * screen that shows it. `updates` are only for membership of lists.
 */
export const makeCache = () =>
  cacheExchange({
    keys,
    updates: {
      Mutation: {
        startImport: newImport,
        addLearner: newImport,
        applyImport: afterImport,
        undoImport: afterImport,
        attachMef: (_result, _args, cache) => forget(cache, "console"),
        storeFile: afterStorage,
        deleteStorageFile: afterStorage,
        restoreStorageFile: afterStorage,
        createUser: afterAccount,
        disableUser: afterAccount,
        restoreUser: afterAccount,
        grantRole: afterAccount,
        revokeRole: afterAccount,
        mergeUsers: (result, args, cache) => {
          afterAccount(result, args, cache);
          forget(cache, "lookalikes");
        },
        openActivation: afterAccount,
        createTicket: afterTicket,
        replyTicket: afterTicket,
        closeTicket: afterTicket,
        retryJobs: (_result, _args, cache) => forget(cache, "troubledJobs"),
        resendWelcome: afterAccount,
        updateEstablishment: (_result, _args, cache) => forget(cache, "establishment"),
        openInspectorAccess: (_result, _args, cache) => forget(cache, "inspectorWindows"),
      },
      Subscription: {
        // The count itself lands on the desk; which requests are on a shelf is asked again.
        supportDesk: (_result, _args, cache) => forget(cache, "tickets"),
        // Without a period asked for, the table is that of the period under way: it may become another one.
        trackingTableChanged: (result, args, cache) =>
          cache.link("Query", "trackingTable", args, result.trackingTableChanged as Entity),
      },
    },
  });
