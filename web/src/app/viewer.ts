import { useSyncExternalStore } from "react";
import type { graphql } from "../graphql/graphql";
import { openClient } from "./client";
import { session, type Viewer } from "./session";
import { VIEWER } from "./viewer.gql";

export type Act = ReturnType<typeof graphql.scalar<"Act">>;
export type Role = ReturnType<typeof graphql.scalar<"Role">>;
export type Module = ReturnType<typeof graphql.scalar<"Module">>;

/** Who is there, as the service says now; nothing changes on the page. */
export const askViewer = () => openClient.query(VIEWER, {}, { requestPolicy: "network-only" }).toPromise();

/** Asks the service who is there. Null when nobody is signed in. */
export async function fetchViewer(): Promise<Viewer | null> {
  const result = await askViewer();
  if (result.error) throw result.error;
  session.opened(result.data?.viewer ?? null);
  return result.data?.viewer ?? null;
}

let checking: Promise<void> | null = null;

/** A question came back empty: when that is because the session ended, the dialog opens; resolves once it stands again. */
export async function checkSession(): Promise<boolean> {
  const { data } = await askViewer();
  if (!data || data.viewer || !session.current().viewer) return false;
  checking ??= session.over().finally(() => {
    checking = null;
  });
  await checking;
  return true;
}

/** The person signed in. Only under the shell, where there always is one. */
export function useViewer(): Viewer {
  const { viewer } = useSyncExternalStore(session.subscribe, session.current);
  if (!viewer) throw new Error("useViewer outside of the shell");
  return viewer;
}

/** The person signed in, if there is one: for pages that strangers read too. */
export function usePerson(): Viewer | null {
  return useSyncExternalStore(session.subscribe, session.current).viewer;
}

/** Whether the viewer's role may do this at all. What it may do to one object is in the object's `viewerCan`. */
export function useCan(act: Act): boolean {
  return useViewer().can.includes(act);
}

/** Whether the viewer has several diplomas, and works on one of them at a time or on all; R20, R21. */
export function choosesDiploma(viewer: Viewer): boolean {
  return viewer.can.includes("USE_SPECIALTY") && viewer.specialties.length > 1;
}

/** « tu » to learners, « vous » to everyone else. */
export function familiar(viewer: Viewer): boolean {
  return viewer.role === "LEARNER";
}

/** The role in the words of the school. */
export const ROLE_NAMES: Record<Role, string> = {
  ADMIN: "Administrateur",
  HEAD: "Chef d’établissement",
  DDFTP: "DDFTP",
  TEACHER: "Enseignant",
  TUTOR: "Tuteur",
  LEARNER: "Apprenant",
  INSPECTOR: "Inspecteur",
};
