import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/routes";

export const accessibilityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/accessibilite",
  component: lazyRouteComponent(() => import("./AccessibilityPage"), "AccessibilityPage"),
});
