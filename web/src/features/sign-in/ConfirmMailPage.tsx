import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { openClient } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { fetchViewer } from "../../app/viewer";
import { NBSP } from "../../lib/text";
import { Button, buttonClass } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import { CONFIRM_MAIL } from "./mutations.gql";
import { confirmMailRoute, signInRoute } from "./route";
import css from "./sign-in.module.css";
import { SchoolPlace, Welcome } from "./Welcome";

type Establishment = { uai: string; name: string };
/** What became of the link: an address that counts from now on, or none. */
type Outcome = { email: string | null; signedIn: boolean };

/** The link sent to a new address; R19. */
export function ConfirmMailPage() {
  const establishment = confirmMailRoute.useLoaderData();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  return (
    <Welcome>
      <SchoolPlace establishment={establishment} />
      {!outcome ? (
        <AskToConfirm establishment={establishment} onOutcome={setOutcome} />
      ) : outcome.email ? (
        <Told title="Adresse confirmée" establishment={establishment} signedIn={outcome.signedIn}>
          Les messages d’Établi partent maintenant à <b className={css.address}>{outcome.email}</b>.
        </Told>
      ) : (
        <Told title="Ce lien ne sert plus" establishment={establishment} signedIn={outcome.signedIn}>
          Il a déjà servi, un autre l’a remplacé, ou son délai est passé. L’adresse se lit dans «{NBSP}Mon
          compte{NBSP}», et un autre lien s’y redemande.
        </Told>
      )}
    </Welcome>
  );
}

/** A press confirms, not the visit: mail filters follow links too. */
function AskToConfirm({
  establishment,
  onOutcome,
}: {
  establishment: Establishment;
  onOutcome: (outcome: Outcome) => void;
}) {
  const { secret } = confirmMailRoute.useParams();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const alert = useRef<HTMLDivElement>(null);
  usePage("Confirmer une adresse", establishment.name);

  useEffect(() => {
    if (refusal) alert.current?.focus();
  }, [refusal]);

  async function confirm() {
    setBusy(true);
    setRefusal(null);
    const { data, error } = await openClient.mutation(CONFIRM_MAIL, { input: { secret } }).toPromise();
    const problems = problemsOf(error, data?.confirmMail.errors);
    if (problems[""]) setRefusal(problems[""]);
    else onOutcome({ email: data?.confirmMail.email ?? null, signedIn: await isSignedIn(establishment.uai) });
    setBusy(false);
  }

  return (
    <>
      <h1 tabIndex={-1}>Confirmer une adresse</h1>
      <p>Les messages d’Établi partiront à l’adresse qui a reçu ce lien.</p>
      {refusal && (
        <Notice tone="late" title="L’adresse n’est pas confirmée" alert ref={alert}>
          <p>{refusal}</p>
        </Notice>
      )}
      <Button variant="filled" size="l" wide busy={busy} onClick={() => void confirm()}>
        Confirmer cette adresse
      </Button>
    </>
  );
}

/** What happened, and the way to one's account. */
function Told({
  title,
  establishment,
  signedIn,
  children,
}: {
  title: string;
  establishment: Establishment;
  signedIn: boolean;
  children: ReactNode;
}) {
  usePage(title, establishment.name);
  const look = buttonClass({ variant: "filled", size: "l", wide: true });
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      <p>{children}</p>
      {signedIn ? (
        <Link className={look} to={paths.account()}>
          Aller à «{NBSP}Mon compte{NBSP}»
        </Link>
      ) : (
        <Link
          className={look}
          to={signInRoute.to}
          params={{ uai: establishment.uai }}
          search={{ vers: paths.account() }}
        >
          Se connecter
        </Link>
      )}
    </>
  );
}

/** Whether this browser is signed in to the school; when that cannot be told, signing in is offered. */
async function isSignedIn(uai: string): Promise<boolean> {
  const viewer = await fetchViewer().catch(() => null);
  return viewer?.establishment.uai === uai;
}
