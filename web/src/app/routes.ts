import { createRootRoute, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { Missing } from "./Missing";
import { paths } from "./paths";
import { session } from "./session";
import { fetchViewer } from "./viewer";

/** Above every page, signed in or not. */
export const rootRoute = createRootRoute({ notFoundComponent: Missing });

/** Where the establishment last used on this device is remembered. */
export const LAST_UAI = "etabli.uai";

/** Above the pages of a signed-in person: the shell. Others are sent to sign in, and brought back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  staleTime: Number.POSITIVE_INFINITY,
  loader: async ({ location }) => {
    const viewer = session.current().viewer ?? (await fetchViewer());
    if (viewer) return;
    const uai = localStorage.getItem(LAST_UAI);
    throw redirect({
      href: uai ? `${paths.signIn(uai)}?vers=${encodeURIComponent(location.href)}` : paths.start(),
    });
  },
  component: lazyRouteComponent(() => import("./Shell"), "Shell"),
});
