import type { Client } from "@urql/core";
import { client } from "./client";
import { USE_SPECIALTY } from "./diplomas.gql";
import { problemsOf } from "./failure";
import { session, type Viewer } from "./session";
import { askViewer } from "./viewer";

/** « Tous mes diplômes ». */
export const ALL = "Tous mes diplômes";

/** The tabs of this browser share one session: they follow a change of diploma at once. */
const tabs = new BroadcastChannel("etabli.diplomes");
tabs.addEventListener("message", () => void askAgain());

/** Who is there is asked again. Nothing changes when it is no longer the same person under the same role. */
async function askAgain(): Promise<void> {
  const { data } = await askViewer();
  const [now, before] = [data?.viewer, session.current().viewer];
  if (now && now.user.id === before?.user.id && now.role === before.role) session.opened(now);
}

/** The diplomas of the viewer changed, or the one in use: this tab and the others show it. */
export async function diplomasMoved(): Promise<void> {
  await askAgain();
  tabs.postMessage(null);
}

/** What can be worked on: each diploma, then all of them. */
export function choices(viewer: Viewer): { id: string | null; label: string }[] {
  const each = viewer.specialties.map(({ id, shortTitle }) => ({ id, label: shortTitle }));
  return [...each, { id: null, label: ALL }];
}

/**
 * Goes on under one of the viewer's diplomas, or under all (null), without signing in again; R21.
 * Answers what was wrong, if anything.
 */
export async function workOn(specialtyId: string | null, by: Client = client): Promise<string | null> {
  const { data, error } = await by.mutation(USE_SPECIALTY, { input: { specialtyId } }).toPromise();
  const [problem] = Object.values(problemsOf(error, data?.useSpecialty.errors));
  await diplomasMoved();
  return problem ?? null;
}
