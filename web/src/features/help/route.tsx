import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute, shellRoute } from "../../app/routes";
import { session } from "../../app/session";
import { fetchViewer } from "../../app/viewer";
import {
  type HelpSearch,
  readHelp,
  readTickets,
  readWriting,
  type TicketsSearch,
  type WritingSearch,
} from "./search";

export const accessibilityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/accessibilite",
  component: lazyRouteComponent(() => import("./AccessibilityPage"), "AccessibilityPage"),
});

/**
 * Around the articles, which are read signed in or not. The assistance opens in a tab of its own and seldom: its
 * documents come with its pages, and weigh on no other.
 */
export const helpFrameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "help",
  staleTime: Number.POSITIVE_INFINITY,
  loader: async () => {
    if (!session.current().viewer) await fetchViewer();
  },
  component: lazyRouteComponent(() => import("./HelpFrame"), "HelpFrame"),
});

export const helpRoute = createRoute({
  getParentRoute: () => helpFrameRoute,
  path: "/aide",
  validateSearch: (search: Record<string, unknown>): HelpSearch => readHelp(search),
  component: lazyRouteComponent(() => import("./HelpPage"), "HelpPage"),
});

export const helpArticleRoute = createRoute({
  getParentRoute: () => helpFrameRoute,
  path: "/aide/$slug",
  validateSearch: (search: Record<string, unknown>): WritingSearch => readWriting(search),
  component: lazyRouteComponent(() => import("./ArticlePage"), "ArticlePage"),
});

export const writeTicketRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/aide/ecrire",
  validateSearch: (search: Record<string, unknown>): WritingSearch => readWriting(search),
  component: lazyRouteComponent(() => import("./WriteTicketPage"), "WriteTicketPage"),
});

export const ticketsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/aide/demandes",
  validateSearch: (search: Record<string, unknown>): TicketsSearch => readTickets(search),
  component: lazyRouteComponent(() => import("./TicketsPage"), "TicketsPage"),
});

export const ticketRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/aide/demandes/$ticketId",
  component: lazyRouteComponent(() => import("./TicketPage"), "TicketPage"),
});
