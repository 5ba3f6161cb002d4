import { Link } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { openClient } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import type { Problems } from "../../lib/problems";
import { Button, buttonClass } from "../../ui/button/Button";
import { Field } from "../../ui/field/Field";
import { useFirstProblem } from "../../ui/field/useFirstProblem";
import { Notice } from "../../ui/notice/Notice";
import { LetterAsked } from "./LetterAsked";
import { ASK_RESET } from "./mutations.gql";
import { forgottenRoute } from "./route";
import css from "./sign-in.module.css";
import { SchoolPlace, Welcome } from "./Welcome";

/** A password forgotten: a letter to who has an address, the school for the others; R13, R14. */
export function ForgottenPage() {
  const establishment = forgottenRoute.useLoaderData();
  const { identifiant } = forgottenRoute.useSearch();
  const [login, setLogin] = useState(identifiant ?? "");
  const [asked, setAsked] = useState<{ sentTo: string | null } | null>(null);
  return (
    <Welcome>
      <SchoolPlace establishment={establishment} />
      {asked ? (
        <LetterAsked
          establishment={establishment}
          login={login}
          sentTo={asked.sentTo}
          onAgain={() => setAsked(null)}
        />
      ) : establishment.resetByMail ? (
        <AskForm establishment={establishment} login={login} onLogin={setLogin} onAsked={setAsked} />
      ) : (
        <AskTheSchool establishment={establishment} />
      )}
    </Welcome>
  );
}

type Establishment = { uai: string; name: string };

/** One field, one button. */
function AskForm({
  establishment,
  login,
  onLogin,
  onAsked,
}: {
  establishment: Establishment;
  login: string;
  onLogin: (login: string) => void;
  onAsked: (answer: { sentTo: string | null }) => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  usePage("Mot de passe oublié", establishment.name);
  useFirstProblem(form, problems);

  async function ask(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const input = { uai: establishment.uai, login: login.trim() };
    const { data, error } = await openClient.mutation(ASK_RESET, { input }).toPromise();
    setBusy(false);
    const refused = problemsOf(error, data?.askReset.errors);
    setProblems(refused);
    if (data && Object.keys(refused).length === 0) onAsked({ sentTo: data.askReset.sentTo });
  }

  return (
    <>
      <h1 tabIndex={-1}>Mot de passe oublié</h1>
      <p>Un message part à l’adresse électronique du compte, avec de quoi choisir un autre mot de passe.</p>
      <form ref={form} onSubmit={(event) => void ask(event)} noValidate>
        {problems[""] && (
          <Notice tone="late" title="Rien n’a été envoyé" alert>
            <p>{problems[""]}</p>
          </Notice>
        )}
        <Field
          label="Identifiant"
          name="username"
          value={login}
          error={problems.login}
          onChange={(event) => onLogin(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          help="Celui de la connexion, le plus souvent prenom.nom."
        />
        <Button variant="filled" size="l" wide type="submit" busy={busy}>
          Recevoir le message
        </Button>
      </form>
      <p>
        <Link to={paths.signIn(establishment.uai)}>Revenir à la connexion</Link>
      </p>
      <ForLearners />
    </>
  );
}

/** Where nothing is sent by mail, the school alone opens an account again. */
function AskTheSchool({ establishment }: { establishment: Establishment }) {
  usePage("Mot de passe oublié", establishment.name);
  return (
    <>
      <h1 tabIndex={-1}>Mot de passe oublié</h1>
      <p>
        Adressez-vous à l’établissement : il ouvre une nouvelle première connexion, qui permet de choisir un
        autre mot de passe.
      </p>
      <Link
        className={buttonClass({ variant: "filled", size: "l", wide: true })}
        to={paths.signIn(establishment.uai)}
      >
        Revenir à la connexion
      </Link>
      <ForLearners />
    </>
  );
}

/** Most learners have no address: nothing can be sent to them; R14. */
function ForLearners() {
  return (
    <p className={css.aside}>
      <b>Élève, étudiant, apprenti ou stagiaire ?</b> Demandez à un professeur ou à l’établissement : ils
      ouvrent une nouvelle première connexion.
    </p>
  );
}
