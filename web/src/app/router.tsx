/**
 * The map of the client.
 *
 * A page is a folder of `features/`: `route.tsx` (path, search parameters, loader, lazy component),
 * `*.gql.ts` (documents only), its components, their CSS modules and tests. To add one: write its
 * `route.tsx` under `shellRoute`, put it in the list below, and give its address to `paths.ts`.
 *
 * - The loader calls `preload(QUERY, variables)`; the page calls `useRouteQuery({ query, variables,
 *   state })`: one query, at most one state subscription. Drill-downs ask by themselves when opened.
 * - A component that shows data declares its fragment in the feature's `*.gql.ts` and reads it with
 *   `readFragment`.
 * - A page starts with `usePage("Titre")`, renders `<PageHead>` (its one `h1`) and blocks in
 *   `<Block>`: a block that fails says so alone. Loading: `<Loading>`; nothing: `<EmptyState>`.
 * - Everything worth sharing (filters, sort, open detail, step) is in the search parameters; a parser
 *   accepts anything and falls back.
 * - Mutations go through `client.mutation`, fields that save themselves through `useDraft`; problems
 *   (`errors`) go to the field at their `path`. What may be done comes from `viewerCan` and `useCan`.
 * - Say what was done with `toast(text, { undo })`; no « Êtes-vous sûr ? ».
 * - Features never import each other; what two share moves to `ui/` or `lib/`.
 */
import { createRouter } from "@tanstack/react-router";
import { accountRoute } from "../features/account/route";
import { bilansRoute } from "../features/bilans/route";
import { calendarRoute } from "../features/calendar/route";
import { consoleRoute } from "../features/console/route";
import {
  accessibilityRoute,
  helpArticleRoute,
  helpFrameRoute,
  helpRoute,
  ticketRoute,
  ticketsRoute,
  writeTicketRoute,
} from "../features/help/route";
import { homeRoute } from "../features/home/route";
import { importRunRoute, importsRoute, newLearnerRoute } from "../features/imports/route";
import { jobsRoute } from "../features/jobs/route";
import { logsRoute } from "../features/logs/route";
import { schoolImagesRoute } from "../features/school-images/route";
import {
  inspectionSettingsRoute,
  securitySettingsRoute,
  settingsRoute,
  transferSettingsRoute,
} from "../features/settings/route";
import {
  activationRoute,
  confirmMailRoute,
  forgottenRoute,
  signInRoute,
  startRoute,
} from "../features/sign-in/route";
import { storageRoute } from "../features/storage/route";
import { trackingOfRoute, trackingRoute } from "../features/tracking/route";
import { newUserRoute, userRoute, usersRoute } from "../features/users/route";
import { Missing } from "./Missing";
import { PageFailure } from "./PageFailure";
import { rootRoute, shellRoute } from "./routes";

const tree = rootRoute.addChildren([
  startRoute,
  signInRoute,
  activationRoute,
  forgottenRoute,
  confirmMailRoute,
  accessibilityRoute,
  helpFrameRoute.addChildren([helpRoute, helpArticleRoute]),
  shellRoute.addChildren([
    homeRoute,
    consoleRoute,
    trackingRoute,
    trackingOfRoute,
    calendarRoute,
    importsRoute,
    newLearnerRoute,
    importRunRoute,
    usersRoute,
    newUserRoute,
    userRoute,
    logsRoute,
    jobsRoute,
    settingsRoute,
    securitySettingsRoute,
    transferSettingsRoute,
    inspectionSettingsRoute,
    bilansRoute,
    storageRoute,
    schoolImagesRoute,
    accountRoute,
    writeTicketRoute,
    ticketsRoute,
    ticketRoute,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 10_000,
  scrollRestoration: true,
  defaultNotFoundComponent: Missing,
  defaultErrorComponent: PageFailure,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
