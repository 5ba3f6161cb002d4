import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export const trackingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/suivi",
  component: lazyRouteComponent(() => import("./TrackingHome"), "TrackingHome"),
});

export const trackingOfRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/suivi/$division",
  component: lazyRouteComponent(() => import("./TrackingPage"), "TrackingPage"),
});
