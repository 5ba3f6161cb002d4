import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { readSearch, type UsersSearch, variablesOf } from "./search";
import { DIVISIONS, NEW_USER, USER, USERS } from "./users.gql";

/** Nothing is asked for those who do not have this part. */
const theirs = () => session.current().viewer?.modules.includes("USERS") ?? false;

export const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/utilisateurs",
  validateSearch: (search: Record<string, unknown>): UsersSearch => readSearch(search),
  loaderDeps: ({ search }) => search,
  loader: ({ deps, cause }) => {
    if (cause === "stay" || !theirs()) return;
    preload(USERS, variablesOf(deps));
    preload(DIVISIONS, {});
  },
  component: lazyRouteComponent(() => import("./UsersPage"), "UsersPage"),
});

export const newUserRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/utilisateurs/nouveau",
  loader: ({ cause }) => {
    if (cause !== "stay" && theirs()) preload(NEW_USER, {});
  },
  component: lazyRouteComponent(() => import("./NewUserPage"), "NewUserPage"),
});

export const userRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/utilisateurs/$userId",
  loader: ({ params, cause }) => {
    if (cause !== "stay" && theirs()) preload(USER, { id: params.userId });
  },
  component: lazyRouteComponent(() => import("./UserPage"), "UserPage"),
});
