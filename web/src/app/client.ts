import { Client, fetchExchange, mapExchange, subscriptionExchange } from "@urql/core";
import { authExchange } from "@urql/exchange-auth";
import { fetchAndListen } from "./build";
import { makeCache } from "./cache";
import { failureOf } from "./failure";
import { live } from "./live";
import { retryQueries } from "./retry";
import { session } from "./session";

/** Every request carries it: a page of another site cannot. */
export const HEADERS = { "X-Etabli-Client": "web" };
const URL = "/graphql";

/** What every request is sent with; `keepalive` lets the last one outlive the page. */
export function fetchOptions(keepalive = false): RequestInit {
  return { headers: HEADERS, credentials: "same-origin", keepalive };
}

/**
 * The client of a signed-in person. On `UNAUTHENTICATED` everything is held, the sign-in dialog opens
 * over the page, and what was held leaves again afterwards.
 */
export const client = new Client({
  url: URL,
  preferGetMethod: false,
  fetch: fetchAndListen,
  fetchOptions: fetchOptions(),
  exchanges: [
    makeCache(),
    authExchange(async () => ({
      addAuthToOperation: (operation) => operation,
      didAuthError: (error) => failureOf(error).kind === "session",
      refreshAuth: () => session.over(),
    })),
    mapExchange({
      onResult(result) {
        if (result.operation.kind === "subscription") return;
        if (result.error && failureOf(result.error).kind === "network") live.requestFailed();
        else {
          session.active();
          live.requestAnswered();
        }
      },
    }),
    retryQueries,
    subscriptionExchange({ forwardSubscription: live.forward }),
    fetchExchange,
  ],
});

/** For those not signed in, and for signing in: no cache, nothing held. */
export const openClient = new Client({
  url: URL,
  preferGetMethod: false,
  fetch: fetchAndListen,
  fetchOptions: fetchOptions(),
  exchanges: [fetchExchange],
});
