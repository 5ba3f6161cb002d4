import { Link } from "@tanstack/react-router";
import { TO_ANSWER_MOVED } from "../../app/counts.gql";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { pick, plural } from "../../lib/text";
import { Notice } from "../../ui/notice/Notice";
import { DESK } from "./tickets.gql";

/** How many requests of the school wait for one's answer; nothing, when none does. */
export default function AwaitingAnswer() {
  const { data } = useRouteQuery({ query: DESK, variables: {}, state: TO_ANSWER_MOVED });
  const count = data?.supportDesk.toAnswer ?? 0;
  if (!data?.supportDesk.answers || count === 0) return null;
  return (
    <Notice
      tone="soon"
      title={`${plural(count, "demande", "demandes")} ${pick(count, "attend", "attendent")} votre réponse.`}
    >
      <Link to={paths.tickets()} search={{ vue: "a-repondre" } as never}>
        Répondre
      </Link>
    </Notice>
  );
}
