import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { preload } from "../../app/useRouteQuery";
import { CONSOLE } from "./console.gql";

export type ConsoleSearch = {
  /** Which classes: all of them, those to treat, or (phone) the whole grid. */
  vue?: "a-traiter" | "grille" | undefined;
  /** The open cell. */
  detail?: string | undefined;
  /** Attaching a MEF without framework. */
  rattacher?: boolean | undefined;
};

/** The admin sees the steps alone; the journal and the names go with the detail. */
export const seesWhole = () => session.current().viewer?.can.includes("READ_CONSOLE_DETAIL") ?? false;

export const consoleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/console",
  validateSearch: (search: Record<string, unknown>): ConsoleSearch => ({
    ...(search.vue === "a-traiter" || search.vue === "grille" ? { vue: search.vue } : {}),
    ...(typeof search.detail === "string" ? { detail: search.detail } : {}),
    ...(search.rattacher === true ? { rattacher: true } : {}),
  }),
  loader: ({ cause }) => {
    // At the very first page the viewer is not known yet: the page asks as soon as they are.
    if (cause !== "stay" && session.current().viewer) preload(CONSOLE, { whole: seesWhole() });
  },
  component: lazyRouteComponent(() => import("./ConsolePage"), "ConsolePage"),
});
