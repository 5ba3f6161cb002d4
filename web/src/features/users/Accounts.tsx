import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { FailureNotice } from "../../app/Block";
import { PrintSlips } from "../../app/PrintSlips";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan, useViewer } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import { number, plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { AccountRow } from "./AccountRow";
import { Filters } from "./Filters";
import { filtered, PAGE, type UsersSearch, variablesOf } from "./search";
import { LINE, USERS } from "./users.gql";
import css from "./users.module.css";

/** The list of accounts, under its filters: fifty, then fifty more. */
export function Accounts({
  search,
  onChange,
}: {
  search: UsersSearch;
  onChange: (next: UsersSearch) => void;
}) {
  const { data, failure, retry } = useRouteQuery({ query: USERS, variables: variablesOf(search) });
  const withLogin = useCan("READ_LOGIN");
  const mayPrint = useCan("PRINT_ACTIVATION_SLIPS");
  // What is on screen stays there while what the next letter finds is on its way.
  const last = useRef(data?.users);
  if (data) last.current = data.users;
  const users = data?.users ?? (failure ? undefined : last.current);
  const pages = search.pages ?? 1;
  const shown = users ? Math.min(users.totalCount, pages * PAGE) : 0;
  const clear = () =>
    onChange({ nom: undefined, role: undefined, classe: undefined, etat: undefined, provenance: undefined });
  return (
    <Card
      title="Comptes"
      aside={
        <span className="small muted" role="status">
          {users && plural(users.totalCount, "compte", "comptes")}
        </span>
      }
    >
      <Filters search={search} onChange={(next) => onChange({ ...next, pages: undefined })} />
      {mayPrint && search.classe && users && users.totalCount > 0 && (
        <p className={css.slips}>
          <PrintSlips division={search.classe} />
          <span className="small muted">
            Huit par page, pour les élèves qui ne se sont encore jamais connectés.
          </span>
        </p>
      )}
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!users && !failure && (
        <div className={css.loading}>
          <Loading onRetry={retry}>
            <Bars rows={10} height="2.5rem" />
          </Loading>
        </div>
      )}
      {users?.totalCount === 0 && <Nobody search={search} onClear={clear} />}
      {users && users.totalCount > 0 && (
        <section className={css.table} aria-label="Liste des comptes" aria-busy={!data || undefined}>
          <table>
            <caption className="sr-only">Comptes, par nom</caption>
            <thead>
              <tr>
                <th scope="col">Nom</th>
                <th scope="col">Rôle</th>
                <th scope="col">Classe</th>
                {withLogin && <th scope="col">Identifiant</th>}
                <th scope="col">État</th>
                <th scope="col">Dernière activité</th>
              </tr>
            </thead>
            <tbody>
              {users.nodes.map((node) => (
                <AccountRow key={node.id} line={readFragment(LINE, node)} withLogin={withLogin} />
              ))}
            </tbody>
            {pages > 1 && users.pageInfo.hasNextPage && (
              <NextPage
                search={search}
                after={users.pageInfo.endCursor}
                left={pages - 1}
                withLogin={withLogin}
              />
            )}
          </table>
        </section>
      )}
      {users && shown < users.totalCount && (
        <p className={css.more}>
          <Button icon="chevron-down" onClick={() => onChange({ pages: pages + 1 })}>
            Afficher la suite
          </Button>
          <span className="small muted">
            {number(shown)} comptes affichés sur {number(users.totalCount)}
          </span>
        </p>
      )}
    </Card>
  );
}

/** One more page of the list, then those after it that are open. */
function NextPage({
  search,
  after,
  left,
  withLogin,
}: {
  search: UsersSearch;
  after: string | null;
  left: number;
  withLogin: boolean;
}) {
  const { data, failure, retry } = useRouteQuery({ query: USERS, variables: variablesOf(search, after) });
  const page = data?.users;
  return (
    <>
      <tbody>
        {!page && (
          <tr>
            <td colSpan={withLogin ? 6 : 5}>
              {failure ? (
                <FailureNotice failure={failure} onRetry={retry} />
              ) : (
                <Loading onRetry={retry}>
                  <Bars rows={5} height="2.5rem" />
                </Loading>
              )}
            </td>
          </tr>
        )}
        {page?.nodes.map((node) => (
          <AccountRow key={node.id} line={readFragment(LINE, node)} withLogin={withLogin} />
        ))}
      </tbody>
      {left > 1 && page?.pageInfo.hasNextPage && (
        <NextPage search={search} after={page.pageInfo.endCursor} left={left - 1} withLogin={withLogin} />
      )}
    </>
  );
}

/** Nobody is listed: what to do about it; R40. */
function Nobody({ search, onClear }: { search: UsersSearch; onClear: () => void }) {
  const { modules } = useViewer();
  const some = filtered(search);
  return (
    <EmptyState
      icon={some ? "search" : "users"}
      title={some ? "Aucun compte ne correspond." : "Aucun compte pour l’instant."}
      action={
        some && (
          <Button icon="x" onClick={onClear}>
            Effacer les filtres
          </Button>
        )
      }
    >
      {some && "La personne manque\u00a0? "}
      Mettez à jour SIECLE ou STSWEB, puis{" "}
      {modules.includes("IMPORTS") ? (
        <Link to={paths.imports()}>importez de nouveau</Link>
      ) : (
        "demandez un nouvel import"
      )}
      .
    </EmptyState>
  );
}
