import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { MY_BILANS } from "./bilans.gql";

export const bilansRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/mes-bilans",
  loader: () => {
    if (session.current().viewer) preload(MY_BILANS, {});
  },
  component: lazyRouteComponent(() => import("./MyBilansPage"), "MyBilansPage"),
});
