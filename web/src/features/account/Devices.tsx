import { Fragment, useRef, useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { ROLE_NAMES } from "../../app/viewer";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Icon } from "../../ui/icon/Icon";
import { StatePill } from "../../ui/state-pill/StatePill";
import { toast } from "../../ui/toast/toast";
import { DEVICES } from "./account.gql";
import css from "./account.module.css";
import { REVOKE_SESSIONS } from "./mutations.gql";
import { allOthers, deviceFacts, disconnected, type Words } from "./words";

/** Where one is signed in: this browser, and the others, which can be sent away. */
export function Devices({ data, words }: { data: FragmentOf<typeof DEVICES>; words: Words }) {
  const { sessions } = readFragment(DEVICES, data);
  const others = sessions.filter((one) => !one.current);
  const list = useRef<HTMLUListElement>(null);
  /** What is being ended: a session, or all the others. */
  const [ending, setEnding] = useState<string | null>(null);

  async function end(ids: string[] | null, count: number) {
    setEnding(ids?.[0] ?? "all");
    const { data, error } = await client.mutation(REVOKE_SESSIONS, { input: { ids } }).toPromise();
    setEnding(null);
    const [problem] = Object.values(problemsOf(error, data?.revokeSessions.errors));
    if (problem) toast(problem, { tone: "late" });
    else {
      toast(disconnected(count));
      // The button pressed is gone with its line.
      list.current?.focus();
    }
  }

  return (
    <Card
      title="Appareils connectés"
      actions={
        others.length > 1 && (
          <Button busy={ending === "all"} onClick={() => void end(null, others.length)}>
            {allOthers(others.length)}
          </Button>
        )
      }
    >
      <ul className={css.devices} ref={list} tabIndex={-1} aria-label="Appareils connectés">
        {sessions.map((one) => {
          const name = one.browser ?? "Navigateur inconnu";
          return (
            <li key={one.id}>
              <Icon name="monitor" className={css.device} />
              <div>
                <p className={css.browser}>
                  <b>{name}</b>
                  {one.current && (
                    <StatePill tone="done" filled>
                      Cet appareil
                    </StatePill>
                  )}
                </p>
                <p className="small muted">
                  {deviceFacts(ROLE_NAMES[one.role], one).map((fact, n) => (
                    <Fragment key={fact}>
                      {n > 0 && " · "}
                      <span className="nowrap">{fact}</span>
                    </Fragment>
                  ))}
                </p>
              </div>
              {!one.current && (
                <Button busy={ending === one.id} onClick={() => void end([one.id], 1)}>
                  Déconnecter<span className="sr-only"> {name}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <p className={css.foot}>{others.length === 0 ? words.noOther : words.unknownDevice}</p>
    </Card>
  );
}
