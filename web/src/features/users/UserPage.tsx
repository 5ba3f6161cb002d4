import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Block, FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan, useViewer } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Access } from "./Access";
import css from "./account.module.css";
import { Divisions } from "./Divisions";
import { Identity } from "./Identity";
import { Reserved } from "./Reserved";
import { Roles } from "./Roles";
import { userRoute } from "./route";
import { type Code, Slip } from "./Slip";
import { ACCOUNT, USER } from "./users.gql";

const AccountTwins = lazy(async () => ({ default: (await import("./Twins")).AccountTwins }));

/** One account: who it is, how it is signed in to, its roles, and what the viewer may do with it. */
export function UserPage() {
  const { modules } = useViewer();
  const { userId } = userRoute.useParams();
  if (!modules.includes("USERS")) return <NotTheirs />;
  return <AccountPage key={userId} userId={userId} />;
}

function NotTheirs() {
  usePage("Compte");
  return <Reserved title="Compte" />;
}

function AccountPage({ userId }: { userId: string }) {
  const { data, failure, retry } = useRouteQuery({ query: USER, variables: { id: userId } });
  const account = data?.node?.__typename === "User" ? readFragment(ACCOUNT, data.node) : undefined;
  usePage(account?.displayName ?? "Compte");
  const [code, setCode] = useState<Code | null>(null);
  const mayMerge = useCan("MERGE_USERS");
  const navigate = useNavigate();
  const onMerged = (kept: string) => (kept === userId ? retry() : void navigate({ to: paths.user(kept) }));
  const above = <Link to={paths.users()}>Utilisateurs</Link>;

  if (!account) {
    return (
      <>
        <PageHead title="Compte" above={above} />
        {data || failure?.kind === "refused" ? (
          <FailureNotice failure={{ kind: "missing" }} />
        ) : failure ? (
          <FailureNotice failure={failure} onRetry={retry} />
        ) : (
          <Loading onRetry={retry}>
            <Bars rows={2} height="14rem" />
          </Loading>
        )}
      </>
    );
  }
  return (
    <>
      {code && <Slip code={code} />}
      <div className={code ? "no-print" : undefined}>
        <PageHead title={account.displayName} above={above} />
        {mayMerge && !account.deactivatedAt && (
          <Block>
            <Suspense>
              <AccountTwins userId={userId} onMerged={onMerged} />
            </Suspense>
          </Block>
        )}
        <div className={css.two}>
          <div className={css.column}>
            <Block>
              <Identity account={account} />
            </Block>
            <Block>
              <Roles account={account} given={data?.viewer?.creatableRoles ?? []} />
            </Block>
            {(account.viewerCan.includes("ASSIGN_DIVISIONS") || account.followedDivisions.length > 0) && (
              <Block>
                <Divisions account={account} />
              </Block>
            )}
          </div>
          <Block>
            <Access account={account} code={code} onCode={setCode} onChanged={retry} />
          </Block>
        </div>
      </div>
    </>
  );
}
