import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import type { HOME_WINDOWS } from "./home.gql";

type Window = ResultOf<typeof HOME_WINDOWS>["inspectorWindows"]["nodes"][number];

/** What an inspector to whom nothing is open is told: the next access, else the last one; null when there never was any. */
export function windowWords(windows: readonly Window[]): { title: string; text: string } | null {
  if (windows.length === 0) return null;
  const title = "Aucun accès ne vous est ouvert en ce moment.";
  const coming = windows
    .filter((one) => one.state === "COMING")
    .sort((a, b) => a.startsOn.localeCompare(b.startsOn))[0];
  if (coming) {
    const text = `Le prochain va du ${dates.long(coming.startsOn)} au ${dates.long(coming.endsOn)}. Il commence ${dates.delay(coming.startsOn)}.`;
    return { title, text };
  }
  const last = windows[0] as Window;
  const end = last.closedAt
    ? `a été fermé le ${dates.long(dates.dayOf(last.closedAt))}`
    : `s’est terminé le ${dates.long(last.endsOn)}`;
  return { title, text: `Le dernier ${end}. Le chef d’établissement peut en ouvrir un autre.` };
}
