import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Block } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useCan, useViewer } from "../../app/viewer";
import { buttonClass } from "../../ui/button/Button";
import { Icon } from "../../ui/icon/Icon";
import { PageHead } from "../../ui/page-head/PageHead";
import { Accounts } from "./Accounts";
import { Reserved } from "./Reserved";
import { usersRoute } from "./route";
import type { UsersSearch } from "./search";

const SchoolTwins = lazy(async () => ({ default: (await import("./Twins")).SchoolTwins }));

/** The accounts of the school: found by name, by role, by class and by where they stand; R4, R17. */
export function UsersPage() {
  usePage("Utilisateurs");
  const viewer = useViewer();
  const mayCreate = useCan("CREATE_USER");
  const mayMerge = useCan("MERGE_USERS");
  const search = usersRoute.useSearch();
  const navigate = useNavigate({ from: usersRoute.fullPath });
  const change = (next: UsersSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });

  if (!viewer.modules.includes("USERS")) return <Reserved title="Utilisateurs" />;
  return (
    <>
      <PageHead
        title="Utilisateurs"
        lead="Qui peut se connecter, avec quel rôle. Les imports créent et tiennent à jour presque tous les comptes."
        actions={
          mayCreate && (
            <Link className={buttonClass()} to={paths.newUser()}>
              <Icon name="plus" />
              Créer un compte
            </Link>
          )
        }
      />
      {mayMerge && (
        <Block>
          <Suspense>
            <SchoolTwins />
          </Suspense>
        </Block>
      )}
      <Block>
        <Accounts search={search} onChange={change} />
      </Block>
    </>
  );
}
