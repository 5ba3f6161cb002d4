import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { readSearch } from "./search";

/** What it asks is asked by the page: its documents do not weigh on the first load of the others. */
export const storageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/stockage",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("./StoragePage"), "StoragePage"),
});
