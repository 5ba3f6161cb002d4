import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

/** What it asks is asked by the page: the documents of a page that few open do not weigh on the first load of the others. */
export const schoolImagesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/parametres/logo",
  component: lazyRouteComponent(() => import("./SchoolImagesPage"), "SchoolImagesPage"),
});
