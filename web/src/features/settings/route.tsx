import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/routes";

const pages = () => import("./pages");

// Without loaders: these pages are opened rarely, and their documents would weigh on all the others.

export const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/parametres",
  component: lazyRouteComponent(pages, "EstablishmentPage"),
});

export const securitySettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/parametres/securite",
  component: lazyRouteComponent(pages, "SecurityPage"),
});

export const transferSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/parametres/transferts",
  component: lazyRouteComponent(pages, "TransfersPage"),
});

export const inspectionSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/parametres/inspection",
  component: lazyRouteComponent(pages, "InspectionPage"),
});
