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
  // « identifiant »: a password was just chosen for it. « pour »: the login of a slip, filled in.
  validateSearch: (
    search: Record<string, unknown>,
  ): { vers?: string; identifiant?: string; pour?: string } => ({
    // Only an address of this site: never somewhere else after signing in.
    ...(typeof search.vers === "string" && /^\/(?![/\\])/.test(search.vers) ? { vers: search.vers } : {}),
    ...(typeof search.identifiant === "string" ? { identifiant: search.identifiant } : {}),
    ...(typeof search.pour === "string" ? { pour: search.pour } : {}),
  }),
  loader: ({ params }) => school(params.uai),
  component: lazyRouteComponent(() => import("./SignInPage"), "SignInPage"),
});

/** What everybody may know of the school in the address; there is no page without one. */
async function school(uai: string) {
  if (!UAI.test(uai)) throw notFound();
  const result = await openClient.query(ESTABLISHMENT, { uai: uai.toUpperCase() }).toPromise();
  if (result.error) throw result.error;
  if (!result.data?.establishment) throw notFound();
  return result.data.establishment;
}

export const forgottenRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/$uai/mot-de-passe-oublie",
  validateSearch: (search: Record<string, unknown>): { identifiant?: string } =>
    typeof search.identifiant === "string" ? { identifiant: search.identifiant } : {},
  loader: ({ params }) => school(params.uai),
  component: lazyRouteComponent(() => import("./ForgottenPage"), "ForgottenPage"),
});

export const confirmMailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/$uai/adresse/$secret",
  loader: ({ params }) => school(params.uai),
  component: lazyRouteComponent(() => import("./ConfirmMailPage"), "ConfirmMailPage"),
});

export const activationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/$uai/activation/$secret",
  loader: async ({ params }) => {
    const result = await openClient.query(ACTIVATION_LINK, { secret: params.secret }).toPromise();
    if (result.error) throw result.error;
    const link = result.data?.activationLink;
    // A link that no longer serves names no school: the address does, and the page tells the way back in there.
    return link ? { link } : { link: null, establishment: await school(params.uai) };
  },
  component: lazyRouteComponent(() => import("./ActivationPage"), "ActivationPage"),
});
