import { createGraphiQLFetcher, type FetcherOpts, type FetcherParams } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { createClient } from "graphql-ws";
import { createRoot } from "react-dom/client";

const WELCOME = `# GraphiQL d’Établi. Tout ce qui est ici passe par les mêmes règles que l’application.
#
# 1. Connectez-vous dans l’application, dans ce navigateur, ou ici :
#
#    mutation {
#      signIn(input: { uai: "…", login: "…", password: "…" }) {
#        viewer { user { displayName } role }
#        errors { message }
#      }
#    }
#
# 2. Lisez. Le schéma, à gauche, décrit chaque champ.
# 3. Suivez en direct : la console vous est redonnée entière à chaque changement.

query Console {
  console {
    seq
    today
    learnerCount
    current { done expected late }
  }
}

subscription ConsoleChanged {
  consoleChanged {
    seq
    current { done expected late }
  }
}
`;

const socket = createClient({
  url: `${location.origin.replace(/^http/, "ws")}/graphql`,
  // Opened with the first subscription: nobody is signed in when the page loads.
  lazy: true,
  retryAttempts: 3,
});

/**
 * The service runs documents of one operation: GraphiQL sends all those of the editor, so the others are left out. What
 * GraphiQL knows beside the text (tree, name) is a moment older than it, so the text alone decides.
 */
async function onlyOne(params: FetcherParams, options?: FetcherOpts): Promise<[FetcherParams, FetcherOpts]> {
  const { getOperationAST, parse, print, separateOperations } = await import("graphql");
  try {
    const operations = separateOperations(parse(params.query));
    const chosen = operations[params.operationName ?? ""] ?? Object.values(operations)[0];
    if (!chosen) return [params, { ...options }];
    const operationName = getOperationAST(chosen)?.name?.value;
    return [
      { ...params, query: print(chosen), operationName },
      { ...options, documentAST: chosen },
    ];
  } catch {
    // The service says where a text that cannot be read goes wrong.
    return [params, { ...options, documentAST: undefined }];
  }
}

const send = createGraphiQLFetcher({
  url: "/graphql",
  headers: { "X-Etabli-Client": "graphiql" },
  wsClient: socket,
});

const root = document.getElementById("graphiql");
if (root) {
  createRoot(root).render(
    <GraphiQL
      fetcher={async (params, options) => send(...(await onlyOne(params, options)))}
      defaultQuery={WELCOME}
      defaultEditorToolsVisibility={false}
    />,
  );
}
