import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";

/** What those who do not manage accounts find at these addresses. */
export function Reserved({
  title,
  who = "l’administrateur, au chef d’établissement et au DDFTP",
}: {
  title: string;
  who?: string;
}) {
  return (
    <>
      <PageHead title={title} />
      <EmptyState icon="lock" title={`Réservé à ${who}.`}>
        Pour retrouver votre accès ou celui d’un collègue, adressez-vous à eux.
      </EmptyState>
    </>
  );
}
