import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

export const consoleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/console",
  component: lazyRouteComponent(() => import("./ConsolePage"), "ConsolePage"),
});
