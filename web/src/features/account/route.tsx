import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { ACCOUNT } from "./account.gql";

export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/mon-compte",
  loader: () => {
    if (session.current().viewer) preload(ACCOUNT, {});
  },
  component: lazyRouteComponent(() => import("./AccountPage"), "AccountPage"),
});
