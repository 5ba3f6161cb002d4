import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { useCan } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Chip } from "../../ui/state-pill/StatePill";
import css from "./account.module.css";
import { BIRTH_DATE, EMAIL } from "./users.gql";
import { type Account, SOURCES } from "./words";

/** Who the account is: what the files or the person who created it said. */
export function Identity({ account }: { account: Account }) {
  const { id, listName, civility, login, division, source } = account;
  const mayWrite = useCan("READ_CONTACT");
  const mayDate = useCan("READ_BIRTH_DATE");
  return (
    <Card title="Identité">
      <dl className={css.facts}>
        <dt>Nom</dt>
        <dd>{listName}</dd>
        {civility && (
          <>
            <dt>Civilité</dt>
            <dd>{civility}</dd>
          </>
        )}
        {login && (
          <>
            <dt>Identifiant</dt>
            <dd className={css.login}>{login}</dd>
          </>
        )}
        {division && (
          <>
            <dt>Classe</dt>
            <dd>
              {division.label === division.code ? division.code : `${division.code}, ${division.label}`}
            </dd>
          </>
        )}
        <dt>Origine</dt>
        <dd>{source === "MANUAL" ? <Chip>{SOURCES.MANUAL}</Chip> : SOURCES[source]}</dd>
        {mayWrite && <OnDemand name="Adresse électronique" what="l’adresse" read={() => readEmail(id)} />}
        {mayDate && <OnDemand name="Date de naissance" what="la date" read={() => readBirthDate(id)} />}
      </dl>
    </Card>
  );
}

/** What is shown only when asked for, because reading it leaves a line in the log. */
function OnDemand({
  name,
  what,
  read,
}: {
  name: string;
  what: string;
  /** Answers the words, null when there are none for this viewer; throws a sentence. */
  read: () => Promise<string | null>;
}) {
  const [shown, setShown] = useState<{ words: string | null } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const show = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setShown({ words: await read() });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : null);
    }
    setBusy(false);
  };
  return (
    <>
      <dt>{name}</dt>
      <dd className={css.onDemand}>
        <span role="status">{shown && (shown.words ?? <span className="muted">inconnue</span>)}</span>
        {!shown && (
          <>
            <Button icon="eye" busy={busy} onClick={() => void show()}>
              Afficher {what}
            </Button>
            <span className={css.logged}>lecture notée au journal</span>
          </>
        )}
        {problem && (
          <span className={css.problem} role="alert">
            {problem}
          </span>
        )}
      </dd>
    </>
  );
}

async function readEmail(id: string): Promise<string | null> {
  const { data, error } = await client.query(EMAIL, { id }, { requestPolicy: "network-only" }).toPromise();
  if (error) throw new Error(sentenceOf(failureOf(error)));
  return data?.node?.__typename === "User" ? data.node.email : null;
}

async function readBirthDate(id: string): Promise<string | null> {
  const { data, error } = await client
    .query(BIRTH_DATE, { id }, { requestPolicy: "network-only" })
    .toPromise();
  if (error) throw new Error(sentenceOf(failureOf(error)));
  const day = data?.node?.__typename === "User" ? data.node.birthDate : null;
  return day && dates.plain(day);
}
