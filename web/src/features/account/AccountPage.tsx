import { lazy, Suspense, useEffect } from "react";
import { Block, FailureNotice } from "../../app/Block";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { familiar, useCan, useViewer } from "../../app/viewer";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { AccessLog } from "./AccessLog";
import { Address } from "./Address";
import { ACCOUNT } from "./account.gql";
import css from "./account.module.css";
import { Devices } from "./Devices";
import { Identity } from "./Identity";
import { Password } from "./Password";
import { SecondFactor } from "./SecondFactor";
import { wordsFor } from "./words";

/** Below what people come for: loaded after the rest. */
const OwnData = lazy(async () => ({ default: (await import("./OwnData")).OwnData }));

/** For teachers alone. */
const Diplomas = lazy(() => import("./Diplomas"));

/** One's personal space: password, address, and where one is signed in; R19, R24. */
export function AccountPage() {
  usePage("Mon compte");
  const words = wordsFor(familiar(useViewer()));
  const diplomas = useCan("CHOOSE_SPECIALTIES");
  const { data, failure, retry } = useRouteQuery({ query: ACCOUNT, variables: {} });
  const account = data?.viewer;

  useEffect(() => {
    // Coming back from the letter: its link was followed in another tab.
    const onVisibility = () => {
      if (!document.hidden) retry();
    };
    document.addEventListener("visibilitychange", onVisibility);
    return () => document.removeEventListener("visibilitychange", onVisibility);
  }, [retry]);

  return (
    <div className={css.page}>
      <PageHead title="Mon compte" lead={words.lead} />
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!account && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="9rem" />
        </Loading>
      )}
      {account && (
        <div className={css.blocks}>
          <Block>
            <Identity data={account} words={words} />
          </Block>
          <div className={css.columns}>
            <div className={css.column}>
              <Block>
                <Password data={account} words={words} />
              </Block>
              <Block>
                <SecondFactor data={account} />
              </Block>
              <Block>
                <Address data={account} words={words} />
              </Block>
              {diplomas && (
                <Block>
                  <Suspense>
                    <Diplomas />
                  </Suspense>
                </Block>
              )}
            </div>
            <div className={css.column}>
              <Block>
                <Devices data={account} words={words} />
              </Block>
              <Block>
                <AccessLog words={words} />
              </Block>
              <Block>
                <Suspense>
                  <OwnData words={words} />
                </Suspense>
              </Block>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
