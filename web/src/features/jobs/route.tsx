import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { JOBS } from "./jobs.gql";

export const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/taches",
  loader: ({ cause }) => {
    if (cause === "stay" || !session.current().viewer?.modules.includes("JOBS")) return;
    preload(JOBS, { first: 200, after: null });
  },
  component: lazyRouteComponent(() => import("./JobsPage"), "JobsPage"),
});
