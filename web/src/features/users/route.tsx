import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { readSearch, type UsersSearch } from "./search";

// Without loaders: few people open these pages, and their documents would weigh on all the others.

export const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/utilisateurs",
  validateSearch: (search: Record<string, unknown>): UsersSearch => readSearch(search),
  component: lazyRouteComponent(() => import("./UsersPage"), "UsersPage"),
});

export const newUserRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/utilisateurs/nouveau",
  component: lazyRouteComponent(() => import("./NewUserPage"), "NewUserPage"),
});

export const userRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/utilisateurs/$userId",
  component: lazyRouteComponent(() => import("./UserPage"), "UserPage"),
});
