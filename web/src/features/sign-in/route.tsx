import { createRoute, lazyRouteComponent, notFound, redirect } from "@tanstack/react-router";
import { openClient } from "../../app/client";
import { paths, UAI } from "../../app/paths";
import { rootRoute } from "../../app/routes";
import { fetchViewer } from "../../app/viewer";
import { ACTIVATION_LINK, ESTABLISHMENT } from "./sign-in.gql";

/** Without an establishment in the address: the home page of who is signed in, else the code is asked. */
export const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  loader: async () => {
    if (await fetchViewer()) throw redirect({ to: paths.home() });
  },
  component: lazyRouteComponent(() => import("./StartPage"), "StartPage"),
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/$uai",
  validateSearch: (search: Record<string, unknown>): { vers?: string; identifiant?: string } => ({
    // Only an address of this site: never somewhere else after signing in.
    ...(typeof search.vers === "string" && /^\/(?![/\\])/.test(search.vers) ? { vers: search.vers } : {}),
    ...(typeof search.identifiant === "string" ? { identifiant: search.identifiant } : {}),
  }),
  loader: async ({ params }) => {
    if (!UAI.test(params.uai)) throw notFound();
    const result = await openClient.query(ESTABLISHMENT, { uai: params.uai.toUpperCase() }).toPromise();
    if (result.error) throw result.error;
    if (!result.data?.establishment) throw notFound();
    return result.data.establishment;
  },
  component: lazyRouteComponent(() => import("./SignInPage"), "SignInPage"),
});

export const activationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/$uai/activation/$secret",
  loader: async ({ params }) => {
    const result = await openClient.query(ACTIVATION_LINK, { secret: params.secret }).toPromise();
    if (result.error) throw result.error;
    return result.data?.activationLink ?? null;
  },
  component: lazyRouteComponent(() => import("./ActivationPage"), "ActivationPage"),
});
