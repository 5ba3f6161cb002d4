import { useRouteQuery } from "../../app/useRouteQuery";
import { familiar, ROLE_NAMES, useViewer } from "../../app/viewer";
import { NBSP } from "../../lib/text";
import { EmptyState } from "../../ui/empty/EmptyState";
import { HOME_WINDOWS } from "./home.gql";
import { windowWords } from "./windows";

/** Nothing is open to this person now: an inspector is told when something was, or will be; R174. */
export function NothingOpen() {
  const viewer = useViewer();
  const tu = familiar(viewer);
  const { data } = useRouteQuery({ query: HOME_WINDOWS, variables: {} });
  const words = data ? windowWords(data.inspectorWindows.nodes) : null;
  return (
    <EmptyState
      icon="lock"
      title={
        tu
          ? "Rien à voir pour l’instant."
          : (words?.title ?? `Rien n’est encore ouvert au profil «${NBSP}${ROLE_NAMES[viewer.role]}${NBSP}».`)
      }
    >
      {!tu &&
        (words?.text ??
          "Votre compte est actif. Dès que l’établissement vous ouvre une partie, elle apparaît ici. Pour une question, adressez-vous à lui.")}
    </EmptyState>
  );
}
